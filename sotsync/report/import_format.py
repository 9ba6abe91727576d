"""What an import carried and what it left, for people and for programs.

A person who moves to a new document wants to know that nothing was lost; so everything that was not
carried is listed with its place and the reason, and what the old document says of things that do
not exist is told first, because that is drift.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from sotsync.document.importing.models import Carried, Kind, Left, Reason
from sotsync.document.importing.plan import Import
from sotsync.report.styles import Colour, Style, harmless
from sotsync.report.words import count
from sotsync.text import Location

__all__ = ["render_import_json", "render_import_text"]

_PLURALS = {
    Kind.STORES: "What It Stores",
    Kind.WHY: "Why It Exists",
    Kind.USE_CASES: "Primary Use Cases",
    Kind.DESCRIPTION: "column descriptions",
    Kind.EXAMPLE: "column examples",
    Kind.INDEX: "index purposes",
    Kind.POLICY: "policy comments",
    Kind.NOTE: "notes",
}
_ORDER = (
    Reason.NO_TABLE,
    Reason.NO_COLUMN,
    Reason.DROPPED,
    Reason.CONFLICT,
    Reason.NO_ENTRY,
    Reason.UNREADABLE,
    Reason.GENERAL,
    Reason.HEADING,
)
_TITLES = {
    Reason.NO_TABLE: "names no table or view of the migrations",
    Reason.NO_COLUMN: "names no column of its table",
    Reason.DROPPED: "is about what a migration has dropped",
    Reason.CONFLICT: "an earlier file says something else",
    Reason.NO_ENTRY: "is about a table without an entry of its own",
    Reason.UNREADABLE: "cannot be read",
    Reason.GENERAL: "is about no table: keep it where it is, or move it by hand",
    Reason.HEADING: "is a heading that nothing stands below but tables, or nothing at all",
}
_SHOWN = 100


def render_import_text(found: Import, style: Style, *, is_verbose: bool = False) -> str:
    """The report for people; ``is_verbose`` lists each text that was carried as well."""
    return "\n".join(_lines(found, style, is_verbose=is_verbose)) + "\n"


def _lines(found: Import, style: Style, *, is_verbose: bool) -> Iterator[str]:
    files = ", ".join(harmless(path) for path in found.files)
    carried = count(len(found.carried), "text", "texts")
    yield style.paint(f"imported {carried} from {files}", Colour.HEADING)
    kinds = Counter(one.kind for one in found.carried)
    yield from (f"  {kinds[kind]:>5,}  {_PLURALS[kind]}" for kind in Kind if kinds[kind])
    if found.there:
        yield f"  {found.there:>5,}  said already by a comment in the migrations or another file"
    if found.facts:
        yield f"  {found.facts:>5,}  facts (types, keys, defaults) left to the migrations"
    if is_verbose:
        yield from (_carried_line(one, style) for one in found.carried)
    else:
        yield from (_carried_line(one, style) for one in found.carried if one.text.former)
    for reason in _ORDER:
        left = [one for one in found.left if one.reason is reason]
        if left:
            yield ""
            yield style.paint(f"not carried: {_TITLES[reason]} ({len(left):,})", Colour.HEADING)
            yield from (_left_line(one, style) for one in left)


def _carried_line(carried: Carried, style: Style) -> str:
    text = carried.text
    name = _member(text.table, text.member)
    former = f", called {text.former} there" if text.former else ""
    place = style.paint(harmless(text.location.path_and_line), Colour.PLACE)
    return f"  {place}: {harmless(name)} ({carried.kind.value}{harmless(former)})"


def _member(table: str, member: str) -> str:
    return f"{table}.{member}" if member else table


def _left_line(left: Left, style: Style) -> str:
    place = style.paint(harmless(left.location.path_and_line), Colour.PLACE)
    parts = [harmless(left.name or "the beginning")]
    if left.nearest:
        parts.append(f"(nearest: {harmless(left.nearest)})")
    if left.where:
        parts.append(f"(see {harmless(left.where.path_and_line)})")
    words = " ".join(left.text.split())
    if words:
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
        parts.append(f"— {harmless(shown)}")
    return f"  {place}: {' '.join(parts)}"


def render_import_json(found: Import, document: str) -> str:
    """The report for programs: every text in full, with its place."""
    content = {
        "format": "sotsync.import/1",
        "document": document,
        "files": list(found.files),
        "summary": _summary(found),
        "carried": [_carried_object(one) for one in found.carried],
        "left": [_left_object(one) for one in found.left],
    }
    return json.dumps(content, indent=2) + "\n"


def _summary(found: Import) -> dict[str, int]:
    return {
        "carried": len(found.carried),
        "left": sum(bool(one.text) for one in found.left),
        "missing": _count(found.left, {Reason.NO_TABLE, Reason.NO_COLUMN, Reason.DROPPED}),
        "already_there": found.there,
        "facts": found.facts,
    }


def _count(left: Iterable[Left], reasons: set[Reason]) -> int:
    return sum(one.reason in reasons for one in left)


def _carried_object(carried: Carried) -> dict[str, object]:
    text = carried.text
    return {
        "table": text.table,
        "member": text.member or None,
        "place": carried.kind.value,
        "text": text.text,
        "from": _place(text.location),
        "former_name": text.former or None,
    }


def _left_object(left: Left) -> dict[str, object]:
    return {
        "reason": left.reason.value,
        "name": left.name,
        "text": left.text or None,
        "from": _place(left.location),
        "nearest": left.nearest or None,
        "see": _place(left.where) if left.where else None,
    }


def _place(location: Location) -> dict[str, object]:
    return {"path": location.path, "line": location.line, "column": location.column}
