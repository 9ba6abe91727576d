"""Putting statements into a fence: stale ones replaced where they stand, missing ones inserted.

What is right stays as it is written, and so does every comment above a statement that survives.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sotsync.patch.sql_blocks import Block, Key, SqlBlocks
from sotsync.text import Span

__all__ = ["HEADINGS", "Wanted", "merge_blocks"]

_ATTACHED = re.compile(r"(?:(?:\A|(?<=[\r\n]))[ \t]*\S[^\r\n]*(?:\r\n|\n|\r))*[ \t]*\Z")
HEADINGS = frozenset({"-- Indexes", "-- Comments", "-- Constraints", "-- Enable RLS"})
"""Comments of sotsync's own above the first statement of a kind."""
_FOLLOWERS = frozenset({"comment", "trigger state", "index", "rls"})
"""Kinds that stand line by line below their like; others are set apart by a blank line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A statement that a fence should hold.

    Attributes:
        key: What it is about.
        text: The statement, with its semicolon.
        is_stale: Whether what the fence says of it, if anything, is to be replaced by ``text``.
        former: Keys it may stand under until now.
        above: A comment line that goes above the first of its kind.
    """

    key: Key
    text: str
    is_stale: bool
    former: tuple[Key, ...] = ()
    above: str = ""


def merge_blocks(
    sql: SqlBlocks,
    wanted: Sequence[Wanted],
    removed: Collection[Key],
    newline: str,
    strays: Collection[Span] = (),
) -> SqlBlocks:
    """The fence with every stale statement written and every removed one gone.

    Args:
        sql: The fence as it is.
        wanted: What it should hold.
        removed: What it should not hold.
        newline: The line end of the file.
        strays: Statements to take away unless what is wanted has come in their place.
    """
    merge = _Merge(list(sql.blocks), newline)
    for index, item in enumerate(wanted):
        if item.is_stale:
            merge.put(item, wanted[:index])
    for key in removed:
        merge.remove(merge.find(key))
    for span in sorted(strays, reverse=True):  # What a heading is above of is known last.
        places = (place for place, block in enumerate(merge.blocks) if block.span == span)
        merge.remove(next(places, None))
    return replace(merge.finish(sql.tail), blocks=tuple(merge.blocks))


@dataclass(slots=True)
class _Merge:
    blocks: list[Block]
    newline: str
    remains: str = field(default="")

    def put(self, item: Wanted, before: Sequence[Wanted]) -> None:
        text = item.text.replace("\n", self.newline)
        for key in (item.key, *item.former):
            place = self.find(key)
            if place is not None:
                block = self.blocks[place]
                self.blocks[place] = replace(block, key=item.key, text=text, span=Span(0, 0))
                return
        place = self._place_after(before)
        above = self._above(item, place)
        self.blocks.insert(place, Block(key=item.key, above=above, text=text, span=Span(0, 0)))
        self._set_apart(place + 1)

    def find(self, key: Key) -> int | None:
        """The place of the statement with that key."""
        return next((place for place, block in enumerate(self.blocks) if block.key == key), None)

    def _place_after(self, before: Sequence[Wanted]) -> int:
        """Behind the nearest of the statements that come before it, else at the top."""
        for item in reversed(before):
            place = self.find(item.key)
            if place is not None:
                return place + 1
        return 0

    def _above(self, item: Wanted, place: int) -> str:
        header = f"{item.above}{self.newline}" if item.above else ""
        if place == 0:
            return header
        is_list = item.key[0] in _FOLLOWERS
        previous = self.blocks[place - 1].key[0]
        if is_list and (previous == item.key[0] or not item.above):
            return self.newline
        return self.newline * 2 + header

    def _set_apart(self, place: int) -> None:
        """A blank line above a statement that has come to stand below a new one."""
        if place >= len(self.blocks) or self.blocks[place].above.startswith(self.newline):
            return
        block = self.blocks[place]
        self.blocks[place] = replace(block, above=self.newline * 2 + block.above)

    def remove(self, place: int | None) -> None:
        """The statement there away, with the comment lines right above it."""
        if place is None:
            return
        block = self.blocks.pop(place)
        attached = _ATTACHED.search(block.above)
        heading = attached.group().strip() if attached else ""
        is_followed = self.blocks[place : place + 1] and self.blocks[place].key[0] == block.key[0]
        if heading in HEADINGS and is_followed:
            self.blocks[place] = replace(self.blocks[place], above=block.above)
            return
        kept = block.above[: attached.start()] if attached else block.above
        if not kept.strip():
            kept = ""
        if place < len(self.blocks):
            following = self.blocks[place]
            above = kept.rstrip() + following.above if kept else following.above
            if place == 0 and not kept:
                above = above.lstrip("\r\n")
            self.blocks[place] = replace(following, above=above)
        else:
            self.remains += kept.rstrip()

    def finish(self, tail: str) -> SqlBlocks:
        ending = self.remains + tail
        if self.blocks and not ending.strip():
            ending = self.newline
        return SqlBlocks(blocks=tuple(self.blocks), tail=ending)
