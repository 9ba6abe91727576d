"""Making the changes of one region: what is the same for all of them is filled in here."""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.diff.blame import Blame
from sotsync.diff.changes import Altered, Ghost, Outdated, Region, Renamed, Subject, Undocumented
from sotsync.diff.situation import EntrySubject
from sotsync.schema.names import quote
from sotsync.text import Location, Source, Span

__all__ = ["Reporter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """The changes of one region of one entry.

    Attributes:
        source: The document's text.
        about: The entry and its relation.
        region: The region.
        blame: Which statements did what.
    """

    source: Source
    about: EntrySubject
    region: Region
    blame: Blame

    def object(self, name: str) -> str:
        """The key of a member of the relation."""
        return f"{self.about.key}.{quote(name)}" if name else self.about.key

    def places(self, span: Span | None) -> tuple[Location, ...]:
        """The place of a span; the entry's heading where there is none."""
        start = self.about.entry.heading.line.start if span is None else span.start
        return (self.source.location(start),)

    def undocumented(  # noqa: PLR0913  # A change has this many parts; all are named.
        self,
        code: str,
        subject: Subject,
        name: str,
        *,
        actual: str,
        at: Span,
        actual_at: Location | None,
    ) -> Undocumented:
        """A member that the region lacks; ``at`` is where it should be."""
        return Undocumented(
            code=code,
            subject=subject,
            object=self.object(name),
            relation=self.about.key,
            entry=self.about.entry.id,
            regions=(self.region,),
            actual=actual,
            documented_at=self.places(at),
            actual_at=actual_at,
        )

    def ghost(self, code: str, subject: Subject, name: str, *, documented: str, at: Span) -> Ghost:
        """A member that only the region knows."""
        return Ghost(
            code=code,
            subject=subject,
            object=self.object(name),
            relation=self.about.key,
            entry=self.about.entry.id,
            regions=(self.region,),
            documented=documented,
            documented_at=self.places(at),
            actual_at=self.blame.dropped(self.about.key, name),
        )

    def renamed(  # noqa: PLR0913  # A change has this many parts; all are named.
        self,
        code: str,
        subject: Subject,
        name: str,
        *,
        documented: str,
        at: Span,
        actual_at: Location | None,
    ) -> Renamed:
        """A member that the region knows under an old name."""
        return Renamed(
            code=code,
            subject=subject,
            object=self.object(name),
            relation=self.about.key,
            entry=self.about.entry.id,
            regions=(self.region,),
            documented=documented,
            actual=name,
            documented_at=self.places(at),
            actual_at=actual_at,
        )

    def altered(  # noqa: PLR0913  # A change has this many parts; all are named.
        self,
        code: str,
        subject: Subject,
        name: str,
        *,
        aspect: str,
        documented: str | None,
        actual: str | None,
        at: Span | None,
        actual_at: Location | None,
    ) -> Altered:
        """A member, or the relation itself (``""``), of which the region says something wrong."""
        return Altered(
            code=code,
            subject=subject,
            object=self.object(name),
            relation=self.about.key,
            entry=self.about.entry.id,
            regions=(self.region,),
            aspect=aspect,
            documented=documented,
            actual=actual,
            documented_at=self.places(at),
            actual_at=actual_at,
        )

    def outdated(  # noqa: PLR0913  # A change has this many parts; all are named.
        self,
        code: str,
        field: str,
        *,
        documented: str | None,
        actual: str | None,
        at: Span | None,
        actual_at: Location | None = None,
    ) -> Outdated:
        """A field that the entry keeps about itself."""
        return Outdated(
            code=code,
            subject=Subject.ENTRY,
            object=self.about.entry.id,
            relation=self.about.key,
            entry=self.about.entry.id,
            regions=(self.region,),
            field=field,
            documented=documented,
            actual=actual,
            documented_at=self.places(at),
            actual_at=actual_at,
        )
