"""Lines that both sides changed, and that need no person all the same.

What a tool writes is settled by rule, because it is written anew afterwards: the newest date, the
highest version, else ours. Bullets that name ids are a list in which both sides may add.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sotsync.document.ids import id_order, identifiers_in
from sotsync.merge.choices import Choice
from sotsync.merge.keyed import Item, merge_items, numbered
from sotsync.merge.lines import Lines, pick

__all__ = ["settle"]

_GENERATED = re.compile(
    r"(?:[-*][ \t]+)?\*\*(?:id|created|last updated|schema|rls enabled)(?:\*\*:|:\*\*)"
    r"|>[ \t]*\*\*Auto-Generated"
    r"|<!-- sotsync: specification of |# Specification of |The entry is \["
    r"|(?P<rising>version|last_updated)[ \t]*:",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]")
_TAIL = re.compile(r"(?<=[\w)\]`])[ \t]+[-\u2013—][ \t]+(?P<tail>.*)")


def settle(base: Lines, ours: Lines, theirs: Lines) -> Choice | None:
    """What becomes of lines that both sides changed; None where only a person can tell."""
    if all(_GENERATED.match(line.lstrip()) for line in (*ours, *theirs)):
        return Choice.of("".join(_newest(ours, theirs)))
    if all(_is_item(line) for line in (*base, *ours, *theirs)):
        return merge_items(_items(base), _items(ours), _items(theirs), _merge_bullet)
    return None


def _newest(ours: Lines, theirs: Lines) -> Lines:
    """The lines of a side; of versions and dates of the whole document, the higher ones."""
    if len(ours) != len(theirs) or not any(_is_rising(line) for line in ours):
        return ours or theirs
    pairs = zip(ours, theirs, strict=True)
    return [max(pair, key=_numbers) if _is_rising(pair[0]) else pair[0] for pair in pairs]


def _is_rising(line: str) -> bool:
    match = _GENERATED.match(line.lstrip())
    return match is not None and match["rising"] is not None


def _numbers(line: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBERS.findall(line))


def _is_item(line: str) -> bool:
    return bool(_BULLET.match(line) and identifiers_in(line))


def _items(lines: Sequence[str]) -> list[Item[str]]:
    names = [identifiers_in(line)[0] for line in lines]
    return [
        Item(key=key, text=_closed(line), value=line, rank=id_order(name))
        for key, name, line in zip(numbered(names), names, lines, strict=True)
    ]


def _closed(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else f"{line}\n"


def _merge_bullet(
    base: Item[str] | None, ours: Item[str] | None, theirs: Item[str] | None
) -> Choice:
    """A bullet that both sides changed; only what follows its dash is a person's."""
    if ours is None or theirs is None:
        return Choice(ours.text if ours else "", theirs.text if theirs else "")
    tails = [_tail(None if one is None else one.text) for one in (base, ours, theirs)]
    tail = pick(tails[0], tails[1] or "", tails[2] or "")
    if tail == tails[1]:
        return Choice.of(ours.text)
    return Choice.of(theirs.text) if tail is not None else Choice(ours.text, theirs.text)


def _tail(text: str | None) -> str | None:
    if text is None:
        return None
    match = _TAIL.search(text)
    return match["tail"].strip() if match else ""
