"""New entries: rendered whole, and put where their id belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sotsync.document.models import Document, Entry, Profile, SectionKind
from sotsync.document.render.entry import Surroundings, render_entry
from sotsync.document.render.lean import render_lean_entry
from sotsync.patch.context import Context, NewEntry
from sotsync.patch.pen import Pen
from sotsync.patch.returning import returned_entries

__all__ = ["plan_additions"]

_HEADING = re.compile(r"#{1,6} ")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_ENTRY_LEVEL = 2
_CLOSING = (
    SectionKind.DEPRECATED_TABLES,
    SectionKind.CROSS_REFERENCE_INDEX,
    SectionKind.MAINTENANCE_PROTOCOL,
)


def plan_additions(pen: Pen, context: Context) -> None:
    """Put each new entry behind the last one with a lower id."""
    surroundings = Surroundings(
        directory=context.directory,
        homes=context.homes,
        owner=context.options.owner,
        updated_by=context.options.updated_by,
    )
    returned = returned_entries(context.situation)
    for new in context.new:
        lines = list(_leveled(_render(context, new, surroundings), _level(context.document)))
        offset, is_before = _offset(context, new)
        framed = [*lines, "", "---", ""] if is_before else ["", "---", "", *lines]
        pen.insert(offset, framed, f"{new.link.id}: {new.link.title} added")
        former = returned.get(new.key)
        if former is not None:
            _replace(pen, former, new)


def _replace(pen: Pen, former: Entry, new: NewEntry) -> None:
    """Say in the deprecated entry of a table that came back which entry it has now."""
    field = former.regions.metadata_field("replacement")
    if field is not None and (field.is_placeholder or field.value.text in {"", "None"}):
        span = field.value.span
        pen.write(span, new.link.markdown, f"replacement of {former.id}")


def _render(context: Context, new: NewEntry, surroundings: Surroundings) -> Sequence[str]:
    facts = context.situation.facts
    if context.document.profile is Profile.LEAN:
        return render_lean_entry(new.relation, new.category, new.link, facts, surroundings)
    return render_entry(new.relation, new.category, new.link, facts, surroundings)


def _level(document: Document) -> int:
    entry = next((entry for entry in document.entries if not entry.is_deprecated), None)
    return _ENTRY_LEVEL if entry is None else entry.heading.level


def _leveled(lines: Sequence[str], level: int) -> Iterator[str]:
    """The lines with headings at the level of the document's other entries."""
    deeper = "#" * max(level - _ENTRY_LEVEL, 0)
    fence = ""
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or line.startswith(fence)):
            fence = "" if fence else mark[1]
        if index == 0:
            yield "#" * level + line.lstrip("#")
        else:
            yield deeper + line if not fence and _HEADING.match(line) else line


def _offset(context: Context, new: NewEntry) -> tuple[int, bool]:
    """Where the entry goes, and whether what follows there is below it on the same level."""
    live = [
        entry
        for entry in context.document.entries
        if not entry.is_deprecated and entry not in context.moved
    ]
    before = [entry for entry in live if _number(entry) < new.number]
    if before:
        return context.document.source.outer(before[-1].content_end), False
    if live:
        return live[0].span.start, True
    for section in context.document.sections:
        if section.kind in _CLOSING:
            return section.span.start, True
    return len(context.document.source.text), False


def _number(entry: Entry) -> int:
    return entry.number or 0
