"""Which generated parts of the document an edit would change, and what makes them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sotsync.cli.agents.events import FileEdit
from sotsync.cli.agents.ranges import changed_spans
from sotsync.cli.memory import Printed, printed_once
from sotsync.files import read_source, shown_path
from sotsync.report.styles import harmless
from sotsync.report.words import count
from sotsync.text import Source, Span

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["generated_advice"]

MAXIMUM_LINES = 12
"""How many parts are named one by one."""


_WAY_OUT = (
    "`sotsync sync` writes them from the migrations and would undo the edit. To change the schema, "
    "write a new migration and run `sotsync sync`; purposes, descriptions, notes and examples are "
    "yours to edit."
)


class _Part(NamedTuple):
    """A generated part of one file, as it is remembered; lines and columns are counted from 1."""

    path: str
    first: Sequence[int]
    last: Sequence[int]
    words: str
    made_by: str


def generated_advice(project: Project, path: Path, edit: FileEdit) -> str:
    """That an edit would change what sotsync writes; empty where it does not.

    Args:
        project: The project.
        path: The document, or one of its files.
        edit: What is about to happen to it.

    Raises:
        SotsyncError: The document or the migrations cannot be read.
    """
    if not path.is_file():
        return ""
    source = read_source(path, root=project.root)
    changed = changed_spans(source.text, edit)
    if not changed:
        return ""
    kept = printed_once(project, _parts_of, with_document=True, purpose="generated")
    shown = shown_path(path, project.root)
    parts = [_Part(*part) for part in json.loads(kept.result) if part[0] == shown]
    touched = list(_touched(source, changed, parts))
    return _advice(shown, touched) if touched else ""


def _touched(source: Source, changed: Iterable[Span], parts: Iterable[_Part]) -> Iterator[_Part]:
    """The parts that a changed span lies in, or that lie in one."""
    starts = source.line_starts
    spans = sorted(changed)
    for part in parts:
        start = starts[part.first[0] - 1] + part.first[1] - 1
        end = starts[part.last[0] - 1] + part.last[1]
        if any(_meets(span, start, end) for span in spans):
            yield part


def _meets(span: Span, start: int, end: int) -> bool:
    """Whether a span has a character of a part, or adds one inside it."""
    return (span.start < end and start < span.end) or start < span.start == span.end < end


def _advice(shown: str, touched: Iterable[_Part]) -> str:
    """The parts by what a person knows them by, with the lines that would change."""
    lines = []
    by_words = sorted(touched, key=lambda part: (part.words, part.made_by, part.first))
    for (words, made_by), group in itertools.groupby(
        by_words, key=lambda part: (part.words, part.made_by)
    ):
        numbers = dict.fromkeys(part.first[0] for part in group)
        where = ", ".join(map(str, itertools.islice(numbers, 5)))
        lines.append(f"- {words}, line {where}: made by {made_by}")
    left = len(lines) - MAXIMUM_LINES
    more = [f"- and {count(left, 'more part', 'more parts')}"] if left > 0 else []
    return "\n".join(
        (
            f"sotsync: this edit changes generated parts of {shown}:",
            *lines[:MAXIMUM_LINES],
            *more,
            _WAY_OUT,
        )
    )


def _parts_of(project: Project) -> Printed:
    """Every generated part, as it is remembered for the next event."""
    from sotsync.diff.generated import generated_parts  # noqa: PLC0415 - loads every stage
    from sotsync.diff.situation import examine  # noqa: PLC0415 - the same
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - the same

    document = parse_document(project.read_document())
    replay = project.replay(project.read_migrations())
    situation = examine(document, replay, schemas=project.settings.schemas)
    kept = []
    for part in generated_parts(situation):
        first = document.source.location(part.span.start)
        last = document.source.location(max(part.span.start, part.span.end - 1))
        about = " ".join(word for word in (part.entry, part.relation) if word)
        words = ", ".join(word for word in (about, part.region.value) if word)
        made_by = "the migrations" if part.made_by is None else part.made_by.path_and_line
        kept.append(
            _Part(
                path=first.path,
                first=(first.line, first.column),
                last=(last.line, last.column),
                words=harmless(words),
                made_by=harmless(made_by),
            )
        )
    return Printed(result=json.dumps(kept))
