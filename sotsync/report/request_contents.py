"""What a pull request that brings a document in step does, as values that its text is made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sotsync.diff.changes import Change, Ghost, Subject, Undocumented
from sotsync.diff.situation import former_relations
from sotsync.document.grid_models import FieldRole
from sotsync.document.mapping import map_entries
from sotsync.document.models import Document, Entry
from sotsync.findings import Finding, Severity
from sotsync.replay.history import Operation
from sotsync.replay.result import Replay
from sotsync.report.problems import numbered
from sotsync.schema.names import split_qualified

__all__ = ["EntryLine", "RequestContents", "contents_of"]

_UNFILLED = "D110"
_SUSPECT = "D077"
_MOST_COLUMNS = 12
_NOTHING = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}"})
_RELATIONS = frozenset({Subject.TABLE, Subject.VIEW})
_QUOTED = re.compile(
    r"removed(?: from)? (?P<fence>`+) ?(?P<name>.+?) ?(?P=fence): “(?P<text>[^”]*)”"
)
_REMARK = re.compile(
    r"removed(?: from)? (?P<name>[^\s`:]+): (?P<text>[^\r\n]+?)(?: ?-->|(?=[\r\n]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry as a line names it: its id, its table, its anchor, and a word about it."""

    id: str
    key: str = ""
    slug: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContents:
    """What a request does, and what it leaves.

    Attributes:
        document: The document, as it is shown.
        path: Its path from the repository's folder.
        folder: The migrations folder, as it is shown.
        changes: The differences that it repairs.
        left: Those that it does not.
        added: The entries that it adds.
        changed: The entries that it changes, with what differed.
        deprecated: The entries that it deprecates.
        migrations: The migrations that the document takes in, in their order.
        breaking: What these did that may stop programs from working.
        unfilled: What in these is left for a person to write, each as a note.
        quoted: What people wrote about things that are gone: what about, and their words.
        suspects: References whose table has changed since they were reviewed.
        warnings: How many other things a person should look at.
        files: The files that it changes, where there are more than the document.
    """

    document: str
    path: str
    folder: str
    changes: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    added: tuple[EntryLine, ...] = ()
    changed: tuple[tuple[EntryLine, tuple[Change, ...]], ...] = ()
    deprecated: tuple[EntryLine, ...] = ()
    migrations: tuple[str, ...] = ()
    breaking: tuple[Operation, ...] = ()
    unfilled: tuple[EntryLine, ...] = ()
    quoted: tuple[tuple[str, str], ...] = ()
    suspects: tuple[str, ...] = ()
    warnings: int = 0
    files: tuple[str, ...] = ()


def contents_of(  # noqa: D417, PLR0913 - one parameter a part, told of in pairs
    before: Document,
    after: Document,
    replay: Replay,
    *,
    changes: Sequence[Change],
    left: Sequence[Change],
    findings: Sequence[Finding],
    migrations: Sequence[str],
    folder: str,
    path: str,
    files: Sequence[str],
) -> RequestContents:
    """What a request does.

    Args:
        before: The document as it is.
        after: The document that the request brings.
        replay: What the migrations make.
        changes: What differs before, and in ``left`` what does after.
        findings: What a person should look at afterwards.
        migrations: The migrations' paths, in their order, and in ``folder`` their folder.
        path: The document's path from the repository's folder.
        files: The files that are changed.
    """
    repaired = _without(changes, left)
    entries = _Entries.read(after, replay)
    added = [one for one in repaired if _is(one, Undocumented)]
    gone = [one for one in repaired if _is(one, Ghost)]
    told = {one.object for one in (*added, *gone)} | {one.entry for one in gone}
    folded = _folded(before.source.text, after.source.text, repaired, migrations)
    lines = tuple(map(entries.line, added))
    changed = entries.grouped(one for one in repaired if not told & {one.object, one.relation})
    return RequestContents(
        document=after.source.path,
        path=path,
        folder=folder,
        changes=repaired,
        left=tuple(left),
        added=lines,
        changed=changed,
        deprecated=tuple(map(entries.line, gone)),
        migrations=folded,
        breaking=_breaking(replay, folded, repaired),
        unfilled=entries.left_to_write(findings, lines, changed),
        quoted=_quoted(before.source.text, after.source.text),
        suspects=_suspects(findings),
        warnings=sum(_weighs(one) for one in findings),
        files=tuple(files) if len(files) > 1 else (),
    )


def _breaking(
    replay: Replay, folded: Collection[str], repaired: Iterable[Change]
) -> tuple[Operation, ...]:
    """What the migrations that are taken in did to its tables that may break programs."""
    touched = {one.relation or one.object for one in repaired}
    return tuple(
        one
        for one in replay.operations
        if one.is_breaking and one.path in folded and one.object in touched
    )


def _is(change: Change, kind: type[Undocumented | Ghost]) -> bool:
    """Whether a whole table or view is of that kind of difference."""
    return isinstance(change, kind) and change.subject in _RELATIONS


def _without(changes: Sequence[Change], left: Sequence[Change]) -> tuple[Change, ...]:
    kept = {fingerprint for _, fingerprint in numbered(left)}
    return tuple(one for one, fingerprint in numbered(changes) if fingerprint not in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    """The entries of the new document, by table and by id."""

    by_key: Mapping[str, Entry]
    by_id: Mapping[str, Entry]

    @classmethod
    def read(cls, document: Document, replay: Replay) -> _Entries:
        schema = replay.schema
        keys = (*schema.tables, *schema.views)
        found = map_entries(document, keys, former_relations(schema)).entries
        return cls(by_key=found, by_id={entry.id: entry for entry in document.entries})

    def line(self, change: Change) -> EntryLine:
        """The entry that a difference is about."""
        key = change.relation or change.object
        entry = self.by_key.get(key) or self.by_id.get(change.entry or change.object)
        if entry is None:
            return EntryLine(id=change.entry or key, key=key if change.entry else "")
        shown = "" if key == entry.id else key
        return EntryLine(id=entry.id, key=shown, slug=entry.heading.slug)

    def grouped(
        self, changes: Iterable[Change]
    ) -> tuple[tuple[EntryLine, tuple[Change, ...]], ...]:
        """Differences by entry; those of no entry, which are about the document, are left out."""
        found: dict[str, tuple[EntryLine, list[Change]]] = {}
        for change in changes:
            line = self.line(change)
            if line.slug:
                found.setdefault(line.id, (line, []))[1].append(change)
        return tuple((line, tuple(listed)) for line, listed in found.values())

    def left_to_write(
        self,
        findings: Iterable[Finding],
        added: Sequence[EntryLine],
        changed: Sequence[tuple[EntryLine, Sequence[Change]]],
    ) -> tuple[EntryLine, ...]:
        """What is left for a person in the entries that are added or changed."""
        named = {line.id for line in (*added, *(line for line, _ in changed))}
        return (*self._unfilled(findings, named), *self._undescribed(added, changed))

    def _unfilled(
        self, findings: Iterable[Finding], named: Collection[str]
    ) -> tuple[EntryLine, ...]:
        """The entries among those named that have places left for a person."""
        found = []
        for finding in findings:
            entry = self.by_id.get(finding.object or "")
            if finding.code == _UNFILLED and entry is not None and entry.id in named:
                note = finding.message.removeprefix(f"{entry.id} has ")
                found.append(EntryLine(id=entry.id, slug=entry.heading.slug, note=note))
        return tuple(found)

    def _undescribed(
        self,
        added: Iterable[EntryLine],
        changed: Iterable[tuple[EntryLine, Sequence[Change]]],
    ) -> Iterator[EntryLine]:
        """The columns that the document takes in and that nobody has described yet."""
        wanted = [(line, None) for line in added]
        new = [(line, frozenset(_new_columns(changes))) for line, changes in changed]
        for line, columns in (*wanted, *new):
            names = [
                name
                for name in _without_description(self.by_id.get(line.id))
                if columns is None or name in columns
            ]
            if names:
                more = len(names) - _MOST_COLUMNS
                rest = f" and {more} more" if more > 0 else ""
                note = f"describe {', '.join(names[:_MOST_COLUMNS])}{rest}"
                yield EntryLine(id=line.id, slug=line.slug, note=note)


def _new_columns(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if isinstance(change, Undocumented) and change.subject is Subject.COLUMN:
            yield split_qualified(change.object)[-1]


def _without_description(entry: Entry | None) -> Iterator[str]:
    """The columns of an entry whose description says nothing."""
    fields = None if entry is None else entry.regions.fields
    for row in () if fields is None else fields.rows:
        assert fields is not None  # There are rows only where there is a table.
        cell = fields.cell(row, FieldRole.DESCRIPTION)
        if cell is not None and cell.text.strip() in _NOTHING:
            yield from row.names


def _folded(
    before: str, after: str, repaired: Iterable[Change], migrations: Sequence[str]
) -> tuple[str, ...]:
    """The migrations that the document names only now, and those that changes are blamed on."""
    blamed = {one.actual_at.path for one in repaired if one.actual_at is not None}
    return tuple(
        path
        for path in dict.fromkeys(migrations)
        if path in blamed or _is_named(path, after) > _is_named(path, before)
    )


def _is_named(path: str, text: str) -> bool:
    return path.rpartition("/")[2] in text


def _quoted(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The words of people that are quoted now and were not before."""
    new = _words(after)
    new.subtract(_words(before))
    return tuple(sorted(words for words, number in new.items() if number > 0))


def _words(text: str) -> Counter[tuple[str, str]]:
    if "removed " not in text:
        return Counter()
    found = (*_QUOTED.finditer(text), *_REMARK.finditer(text))
    return Counter((match["name"], match["text"]) for match in found)


def _suspects(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(
        one.message for one in findings if one.code == _SUSPECT and one.severity is Severity.WARNING
    )


def _weighs(finding: Finding) -> bool:
    return finding.severity is not Severity.INFO and finding.code != _SUSPECT
