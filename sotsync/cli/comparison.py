"""A project's document and migrations, read and compared: what ``diff`` and ``sync`` start from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from sotsync.cli.base import claimed_ids
from sotsync.cli.console import progress
from sotsync.cli.neighbours import findings_around
from sotsync.cli.project import Project
from sotsync.cli.surroundings import Surroundings
from sotsync.diff.accepted import Accepted, accept_changes
from sotsync.diff.changes import Change
from sotsync.diff.documents import compare_again, diff_document
from sotsync.diff.human_text import check_human_text
from sotsync.diff.possible_renames import possible_renames
from sotsync.diff.settled import Settled
from sotsync.diff.situation import Situation, examine
from sotsync.document.claims import IdClaims, read_tags
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.findings import Acceptance, Finding, accept
from sotsync.migrations.models import Migrations
from sotsync.patch.places import left_alone, with_places
from sotsync.replay.result import Replay
from sotsync.report.models import Report
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.patch.models import Patch
    from sotsync.patch.options import PatchOptions

__all__ = ["Comparison", "compare", "compared_with", "repair"]

_NO_ENTRY = "D001"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Both sides and what differs.

    Attributes:
        migrations: The files.
        replay: The actual side.
        document: The documented side.
        schemas: The only PostgreSQL schemas that are documented; all of them where it is empty.
        changes: What differs.
        notes: What the patcher left alone, and why.
        acceptances: What the team lives with.
        surroundings: The other documents, which cite this one.
        tags: The ids that comments in migrations give to tables, by the tables' keys.
        settled: The entries without changes, for a comparison after a repair.
    """

    migrations: Migrations
    replay: Replay
    document: Document
    schemas: tuple[str, ...]
    changes: tuple[Change, ...]
    notes: tuple[Finding, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    surroundings: Surroundings = field(default_factory=Surroundings)
    tags: Mapping[str, str] = field(default_factory=dict)
    settled: Settled | None = field(default=None, repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should look at on either side, besides the changes."""
        found = (
            *self.migrations.findings,
            *self.replay.findings,
            *self.situation.findings,
            *self.notes,
            *self._around,
            *self._human,
        )
        used = self._accepted.used
        return (*accept(found, self.acceptances, used=used), *self._accepted.notes)

    @property
    def situation(self) -> Situation:
        """Both sides, brought together."""
        return examine(
            self.document,
            self.replay,
            schemas=self.schemas,
            dates=self.migrations.dates,
            tags=self.tags,
        )

    @cached_property
    def _accepted(self) -> Accepted:
        return accept_changes(self.changes, self.acceptances)

    @cached_property
    def _human(self) -> tuple[Finding, ...]:
        return check_human_text(self.document, self.replay, schemas=self.schemas)

    @cached_property
    def _around(self) -> tuple[Finding, ...]:
        return findings_around(self.document, self.replay, self.surroundings, schemas=self.schemas)

    @property
    def report(self) -> Report:
        """What reports are written from."""
        return Report(
            document=self.document.source.path,
            migrations=self.migrations.folder,
            changes=self._accepted.left,
            findings=self.findings,
            relations=self._count_relations(),
            files=len({file.path for file in self.migrations.files}),
            statements={str(how): number for how, number in self.replay.outcomes.items()},
        )

    def _count_relations(self) -> int:
        """How many tables and views the migrations make; the platform's own are not theirs."""
        schema = self.replay.schema
        return len(schema.views) + sum(not table.is_external for table in schema.tables.values())


def compare(project: Project) -> Comparison:
    """Read both sides of a project and compare them."""
    source = project.read_document()
    migrations = project.read_migrations()
    replay = project.replay(migrations)
    schemas = project.settings.schemas
    with progress("Comparing"):
        document = parse_document(source)
        tags = read_tags(document.id_prefix, replay, migrations.scripts)
        situation = examine(document, replay, schemas=schemas, dates=migrations.dates, tags=tags)
        compared = compare_again(situation)
    comparison = Comparison(
        migrations=migrations,
        replay=replay,
        document=document,
        schemas=schemas,
        changes=compared.changes,
        settled=compared.settled,
        notes=possible_renames(situation),
        acceptances=project.settings.accept,
        surroundings=project.read_surroundings(source),
        tags=tags,
    )
    changes = with_places(compared.changes, partial(_unplaced, project, comparison, situation))
    return dataclasses.replace(comparison, changes=changes)


def compared_with(comparison: Comparison, source: Source) -> Comparison:
    """The comparison of another text of the same document."""
    document = parse_document(source)
    changes = diff_document(
        document,
        comparison.replay,
        schemas=comparison.schemas,
        dates=comparison.migrations.dates,
        tags=comparison.tags,
    )
    return dataclasses.replace(comparison, document=document, changes=changes)


def repair(
    project: Project, comparison: Comparison, options: PatchOptions | None = None
) -> tuple[Source, Comparison]:
    """The document with its generated regions brought in step, and what is left after that.

    Args:
        project: Whose settings and ids in use new entries follow.
        comparison: What to repair.
        options: What a team has chosen; by default, what the settings say.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    replay, schemas, dates = comparison.replay, comparison.schemas, comparison.migrations.dates
    with progress("Planning"):
        patch = _plan(project, comparison, options)
        source = patch.apply()
        document = parse_document(source)  # It was read for the proof, so it is at hand.
        situation = examine(document, replay, schemas=schemas, dates=dates, tags=comparison.tags)
        found = compare_again(situation, comparison.settled).changes
    changes = tuple(_with_hints(found, patch.findings))
    left = dataclasses.replace(comparison, document=document, changes=changes, notes=patch.findings)
    return source, left


def _plan(project: Project, comparison: Comparison, options: PatchOptions | None = None) -> Patch:
    """What would be written."""
    from sotsync.cli.choices import patch_options  # noqa: PLC0415 - only what writes needs it
    from sotsync.patch.plan import plan_patch  # noqa: PLC0415 - the same

    return plan_patch(
        comparison.document,
        comparison.replay,
        schemas=comparison.schemas,
        dates=comparison.migrations.dates,
        claims=_claims(project, comparison),
        tags=comparison.tags,
        options=options or patch_options(project.settings),
        compared=comparison.settled,
    )


def _unplaced(
    project: Project, comparison: Comparison, situation: Situation
) -> tuple[Finding, ...]:
    """The entries that a plan could neither add nor move."""
    from sotsync.cli.choices import patch_options  # noqa: PLC0415 - only what writes needs it
    from sotsync.patch.plan import find_unplaced  # noqa: PLC0415 - the same

    claims = _claims(project, comparison)
    return find_unplaced(situation, claims, patch_options(project.settings))


def _claims(project: Project, comparison: Comparison) -> IdClaims | None:
    """The ids in use anywhere in the project, where an entry is to be added at all."""
    if not any(change.code == _NO_ENTRY for change in comparison.changes):
        return None
    prefix = comparison.document.id_prefix
    return claimed_ids(project, comparison.replay.schema, comparison.migrations, prefix)


def _with_hints(changes: tuple[Change, ...], notes: tuple[Finding, ...]) -> Iterator[Change]:
    """What a repair has left: another repair would leave it as well."""
    for change in changes:
        about = [note for note in notes if note.object in {change.object, change.relation}]
        yield left_alone(change, about[0].hint if about else None)
