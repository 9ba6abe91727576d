"""From a document and a replay to a patch: which entries are written, and all around them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sotsync.diff.possible_renames import possible_renames
from sotsync.diff.settled import Citing, Settled, settle
from sotsync.diff.situation import EntryState, EntrySubject, Situation, examine
from sotsync.diff.strays import stray_statements
from sotsync.document.claims import IdClaims
from sotsync.document.models import Document, Entry
from sotsync.document.parse import parse_document
from sotsync.document.render.routines import function_homes
from sotsync.errors import DocumentError
from sotsync.findings import Finding, Severity
from sotsync.patch.additions import plan_additions
from sotsync.patch.context import (
    Context,
    NewEntry,
    directory_after,
    keys_after,
    number_new_entries,
)
from sotsync.patch.cross_references import plan_cross_references
from sotsync.patch.deprecation import Deprecation, deprecated_slug, plan_deprecations
from sotsync.patch.entries import EntryPlan
from sotsync.patch.fences import UnreadableFenceError
from sotsync.patch.links import plan_links
from sotsync.patch.models import Patch
from sotsync.patch.options import PatchOptions
from sotsync.patch.outline import plan_front_matter, plan_graph, plan_navigation
from sotsync.patch.partitions import plan_partitions
from sotsync.patch.pen import Pen
from sotsync.patch.places import NO_PLACE
from sotsync.patch.promises import prove
from sotsync.patch.shared_sql import plan_functions, plan_types
from sotsync.patch.specification_files import plan_file_names
from sotsync.replay.result import Replay
from sotsync.text import Edit, Span

__all__ = ["find_unplaced", "plan_patch"]

UNREADABLE = "P001"
"""An entry was left alone, because one of its fences cannot be written without guessing."""
SHARED_ID = "P004"
"""An entry was not moved, because another one has its id."""
NEVER_THERE = "P002"
"""An entry was left alone, because no migration ever made or dropped its table."""


def plan_patch(  # noqa: PLR0913  # What shapes a patch; all but two are named.
    document: Document,
    replay: Replay,
    *,
    schemas: Collection[str] = (),
    dates: Mapping[str, dt.date] | None = None,
    claims: IdClaims | None = None,
    tags: Mapping[str, str] | None = None,
    options: PatchOptions | None = None,
    compared: Settled | None = None,
) -> Patch:
    """Plan the edits that bring ``document`` in step with what the migrations make.

    Only generated regions are edited, and only where they mean something else than what is so.
    Nothing is written: :meth:`Patch.apply` gives the new text once its promises are proven.

    Args:
        document: What is documented.
        replay: What is so.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
        dates: Days of migrations whose version states none, by path.
        claims: Ids that are taken outside of the document, and by which tables.
        tags: The ids that comments in migrations give to tables, by the tables' keys.
        options: What a team has chosen.
        compared: The entries in which a comparison of the two found nothing; none is looked at
            again.

    Raises:
        DocumentError: No id is left for a new entry.
    """
    examined = partial(examine, replay=replay, schemas=schemas, dates=dates, tags=tags)
    plan = _Plan(examined(document), options or PatchOptions(), claims, compared=compared)
    return _patch(examined, plan)


def find_unplaced(
    situation: Situation, claims: IdClaims | None, options: PatchOptions
) -> tuple[Finding, ...]:
    """What :func:`plan_patch` finds of entries that it can neither add nor move.

    Entries that stay where they are, are not planned: their edits open and close nothing, and on
    most documents they are nearly all of the work.

    Raises:
        DocumentError: No id is left for a new entry.
    """
    plan = _Plan(situation, options, claims, is_repairing=False)
    planned = plan.planned()
    if not _lands(planned):
        planned = dataclasses.replace(plan, is_moving=False).planned()
    return tuple(finding for finding in planned.findings if finding.code == NO_PLACE)


def _patch(examined: Callable[[Document], Situation], plan: _Plan) -> Patch:
    """What a plan comes to, with its proof, which looks again at those entries alone that differ.

    Args:
        examined: Brings a document and the replay together.
        plan: The plan for one document.
    """
    planned = plan.planned()
    if not _lands(planned):
        planned = dataclasses.replace(plan, is_moving=False).planned()

    def plan_again(after: Document) -> Patch:
        return _patch(examined, _Plan(examined(after), plan.options, plan.claims, planned.settled))

    return Patch(
        source=plan.situation.document.source,
        edits=planned.edits,
        findings=planned.findings,
        changes=planned.changes,
        prove=partial(prove, context=planned.context, plan_again=plan_again),
    )


def _lands(planned: _Planned) -> bool:
    """Whether every entry that is added or moved is read as one where it will stand.

    Below a code block or a comment that is never closed, for one, it would not be.
    """
    context = planned.context
    if not context.new and not context.moved:
        return True
    source = context.document.source
    try:
        after = parse_document(source.edited(planned.edits))
    except (DocumentError, ValueError):
        return False
    found = {(entry.id, entry.is_deprecated) for entry in after.entries}
    expected = [*((new.link.id, False) for new in context.new)]
    expected += [(entry.id, True) for entry in context.moved]
    return found.issuperset(expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """What a plan comes to."""

    context: Context
    edits: tuple[Edit, ...]
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]
    settled: Settled


@dataclass(frozen=True, slots=True)
class _Plan:
    """One way to plan: with entries added and moved, or with none.

    ``is_repairing`` says whether entries that stay where they are, are brought in step as well.
    """

    situation: Situation
    options: PatchOptions
    claims: IdClaims | None = None
    settled: Settled | None = None
    compared: Settled | None = None
    is_moving: bool = True
    is_repairing: bool = True

    def planned(self) -> _Planned:
        """The plan."""
        findings: list[Finding] = [*possible_renames(self.situation)]
        moved = tuple(self.moved(findings))
        if not self.is_moving:
            findings += self._unplaced(moved)
            moved = ()
        context = self.context(moved)
        quiet: list[EntrySubject] = []
        edits, changes = self.write(context, moved, findings, quiet)
        return _Planned(
            context=context,
            edits=edits,
            changes=changes,
            findings=tuple(findings),
            settled=settle(self.situation, quiet, _citing(context)),
        )

    def _unplaced(self, moved: tuple[Deprecation, ...]) -> Iterator[Finding]:
        """One finding for each table whose entry has no place to stand."""
        source = self.situation.document.source
        keys = {key: len(source.text) for key in self.situation.undocumented}
        keys |= {self.situation.keys[one.entry.id]: one.entry.heading.line.start for one in moved}
        for key, offset in keys.items():
            yield Finding(
                code=NO_PLACE,
                severity=Severity.ERROR,
                message=f"the entry of {key} is not written: it would not be read as one",
                object=key,
                document=source.location(offset),
                hint="Close the code block or comment that is open above its place.",
            )

    def write(
        self,
        context: Context,
        moved: tuple[Deprecation, ...],
        findings: list[Finding],
        quiet: list[EntrySubject],
    ) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
        """The edits in order, and what they do.

        What is left alone joins ``findings``; entries that need nothing at all join ``quiet``.
        """
        pen = Pen(self.situation.document.source)
        citing = _citing(context)
        for subject in self.situation.subjects if self.is_repairing else ():
            if self.settled is not None and self.settled.holds(self.situation, subject, citing):
                continue
            if self._has_no_change(subject, citing):
                quiet.append(subject)
                continue
            own = Pen(pen.source)
            found = self._entry(own, context, subject)
            if not found and not own.edits:
                quiet.append(subject)
            pen.take(own)
            findings += found
        plan_additions(pen, context)
        plan_deprecations(pen, context, moved)
        plan_navigation(pen, context)
        plan_cross_references(pen, context)
        plan_graph(pen, context)
        plan_file_names(pen, context)
        plan_links(pen, context)
        plan_front_matter(pen, context)
        order = sorted(range(len(pen.edits)), key=lambda index: pen.edits[index].span)
        edits = tuple(pen.edits[index] for index in order)
        sentences = dict.fromkeys(sentence for _, sentence in sorted(pen.changes, key=_place))
        return edits, tuple(sentences)

    def _has_no_change(self, subject: EntrySubject, citing: Citing) -> bool:
        """Whether a comparison has found the entry to be in step, and that is all there is to it.

        It follows renames, which a patch has to write; of a statement about another table it says
        that about that table; and it looks at entries as they are cited now.
        """
        situation = self.situation
        return (
            self.compared is not None
            and not self.options.is_pruning
            and not situation.renames
            and situation.state(subject.entry) is EntryState.CURRENT
            and (subject.key in situation.stated.verbatim or not subject.entry.regions.fences)
            and self.compared.holds(situation, subject, dataclasses.replace(citing, more=None))
        )

    def context(self, moved: tuple[Deprecation, ...]) -> Context:
        """How the document's entries are cited once the patch is applied."""
        situation = self.situation
        new = self._new() if self.is_moving else ()
        directory = directory_after(situation, new)
        slugs = {
            subject.entry.heading.slug: directory[subject.key].slug
            for subject in situation.subjects
            if subject.entry.heading.slug != directory[subject.key].slug
        }
        slugs |= {one.entry.heading.slug: deprecated_slug(one.entry) for one in moved}
        return Context(
            situation=situation,
            new=new,
            directory=directory,
            homes=function_homes(keys_after(situation, new), situation.schema),
            slugs=slugs,
            moved=tuple(one.entry for one in moved),
            options=self.options,
        )

    def _new(self) -> tuple[NewEntry, ...]:
        return number_new_entries(self.situation, self.claims, self.options.rules)

    def moved(self, findings: list[Finding]) -> Iterator[Deprecation]:
        """The entries whose table was dropped."""
        replay = self.situation.replay
        for entry in self.situation.document.entries:
            if self.situation.state(entry) is not EntryState.GHOST:
                continue
            key = self.situation.key_of(entry)
            assert key is not None  # A ghost is one by its key.
            dropped = replay.dropped.get(key)
            if dropped is None:
                findings.append(self._never_there(entry, key))
            elif self.situation.holds_another(entry):
                findings.append(self._holds_another(entry, key))
            elif entry.id in self.situation.shared_ids:
                findings.append(self._shared_id(entry, key))
            else:
                file = self.situation.facts.history.file(dropped.path)
                yield Deprecation(entry=entry, file=file)

    def _shared_id(self, entry: Entry, key: str) -> Finding:
        message = f"{entry.id} is left alone: another entry has that id, and {key} was dropped"
        return self._left(SHARED_ID, entry, key, message, "Give one of them the next free number.")

    def _holds_another(self, entry: Entry, key: str) -> Finding:
        message = f"{entry.id} is not moved: a heading inside it describes another table"
        hint = "Raise that heading to the level of the other entries."
        return self._left(NO_PLACE, entry, key, message, hint)

    def _never_there(self, entry: Entry, key: str) -> Finding:
        message = f"{entry.id} is left alone: no migration makes or drops {key}"
        hint = "Correct the name in its SQL, or set its Status to Planned."
        left = self._left(NEVER_THERE, entry, key, message, hint)
        return left.model_copy(update={"severity": Severity.WARNING})

    def _left(self, code: str, entry: Entry, key: str, message: str, hint: str) -> Finding:
        """An entry that stays as and where it is."""
        return Finding(
            code=code,
            severity=Severity.ERROR,
            message=message,
            object=key,
            document=self.situation.document.source.location(entry.heading.line.start),
            hint=hint,
        )

    def _strays(self, subject: EntrySubject) -> Iterator[Span]:
        """Where the entry's fences speak of a table that is not there."""
        for fence in subject.entry.regions.fences:
            for statement in stray_statements(self.situation, subject, fence):
                yield statement.span

    def _entry(self, pen: Pen, context: Context, subject: EntrySubject) -> list[Finding]:
        """The entry's edits, all or none, on a pen of its own."""
        plan = EntryPlan(
            pen,
            context,
            subject,
            plan_types(self.situation, subject),
            plan_functions(self.situation, subject, context.homes),
            plan_partitions(self.situation, subject),
            frozenset(self._strays(subject)),
        )
        try:
            plan.write()
        except UnreadableFenceError as error:
            place = pen.source.location(error.fence.span.start)
            pen.clear()
            return [
                Finding(
                    code=UNREADABLE,
                    severity=Severity.ERROR,
                    message=f"{subject.entry.id} is left alone: {error.reason}",
                    object=subject.key,
                    document=place,
                    hint="Make it SQL that PostgreSQL reads; sync then goes on.",
                )
            ]
        return []


def _citing(context: Context) -> Citing:
    """What an entry is planned with besides the situation."""
    return Citing(context.directory, context.homes, context.options)


def _place(change: tuple[int, str]) -> int:
    return change[0]
