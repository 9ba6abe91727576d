"""Comment lines by which a tool tells the part that is applied from the part that undoes it."""

from __future__ import annotations

import re
from collections.abc import Callable

from sotsync.migrations.layouts.layout import Part
from sotsync.text import Span

__all__ = ["marked_parts"]

_DIRECTION = re.compile(r"(up|down)\b", re.IGNORECASE)


def marked_parts(
    text: str, marker: re.Pattern[str], *, is_transactional: Callable[[list[str]], bool]
) -> tuple[Part, ...]:
    """The stretches of ``text`` after an "up" marker and before the next "down" marker.

    Args:
        text: A whole migration file.
        marker: Fits a whole marker line; its group ``command`` holds the words after the tool's
            sign, such as ``Up`` or ``StatementBegin``.
        is_transactional: Whether the tool uses a transaction, by all commands of the file in
            lower case.
    """
    spans: list[Span] = []
    start: int | None = None
    commands: list[str] = []
    for match in marker.finditer(text):
        command = match["command"].strip().lower()
        commands.append(command)
        direction = _DIRECTION.match(command)
        if direction is None:
            continue
        if start is not None:
            spans.append(Span(start, match.start()))
        start = match.end() if direction[1] == "up" else None
    if start is not None:
        spans.append(Span(start, len(text)))
    in_transaction = is_transactional(commands)
    return tuple(Part(span=span, is_transactional=in_transaction) for span in spans)
