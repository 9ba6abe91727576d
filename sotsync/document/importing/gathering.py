"""What a reader of one file gathers: texts for ours, and what is left, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.document.importing.facts import human_part, is_empty
from sotsync.document.importing.models import Harvest, Kind, Left, Reason, Text
from sotsync.document.importing.names import Match, Names, clean
from sotsync.document.placeholders import is_unfilled
from sotsync.schema.names import quote, split_qualified
from sotsync.text import Location, Source

__all__ = ["Gathering"]

_WORD = re.compile(r"\w")


class Gathering:
    """The words of one file as they are found."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names
        self.texts: list[Text] = []
        self.left: list[Left] = []
        self.facts = 0
        self.identifiers: dict[str, str] = {}
        self._reported: set[tuple[Reason, str]] = set()

    def harvest(self) -> Harvest:
        """All of it."""
        return Harvest(
            path=self.source.path,
            texts=tuple(self.texts),
            left=tuple(sorted(self._left_once(), key=lambda left: left.location)),
            facts=self.facts,
            identifiers=tuple(sorted(self.identifiers.items())),
        )

    def _left_once(self) -> Iterator[Left]:
        """What is left; a name alone only where its line tells nothing else of it."""
        told = {(one.name, one.location.line) for one in self.left if one.text}
        for one in self.left:
            if one.text or (one.name, one.location.line) not in told:
                yield one

    def place(self, offset: int) -> Location:
        """Where the character at ``offset`` stands."""
        return self.source.location(offset)

    def add(self, kind: Kind, table: str, text: str, offset: int, *, member: str = "") -> None:
        """Words about the table ``table`` or a member of it; what says nothing is passed over."""
        if is_empty(text) or is_unfilled(text):
            return
        found = Text(
            kind=kind, table=table, member=member, text=text.strip(), location=self.place(offset)
        )
        self.texts.append(found)

    def add_note(self, table: str, text: str, offset: int) -> None:
        """Lines about the table that fit none of its fields; they keep their shape."""
        if _WORD.search(text) and not is_unfilled(text):
            place = self.place(offset)
            kept = text.strip("\n")
            self.texts.append(Text(kind=Kind.NOTE, table=table, text=kept, location=place))

    def add_column(
        self, table: str, name: str, text: str, offset: int, *, example: str = ""
    ) -> bool:
        """Words about a column; whether there is one. What is about none is left, by name."""
        match = self.names.column(table, name)
        words = human_part(text, self.names.types)
        if not words:
            self.facts += 1
        if match is None:
            self._leave_column(table, name, words, offset)
            return False
        for kind, value in ((Kind.DESCRIPTION, words), (Kind.EXAMPLE, example)):
            if not is_empty(value) and not is_unfilled(value):
                self._add_member(kind, table, match, value, offset)
        return True

    def _add_member(self, kind: Kind, table: str, match: Match, text: str, offset: int) -> None:
        place = self.place(offset)
        self.texts.append(
            Text(
                kind=kind,
                table=table,
                member=match.name,
                text=text.strip(),
                location=place,
                former=match.former,
            )
        )

    def _leave_column(self, table: str, name: str, words: str, offset: int) -> None:
        written = clean(name)
        drop = self.names.drop_of(table, written)
        self.left.append(
            Left(
                reason=Reason.NO_COLUMN if drop is None else Reason.DROPPED,
                name=f"{table}.{quote(written)}",
                text=words,
                location=self.place(offset),
                nearest="" if drop else self.names.nearest_column(table, written),
                where=drop.location if drop else None,
            )
        )

    def leave_table(self, name: str, text: str, offset: int) -> None:
        """Words about a table that is not there."""
        written = clean(name)
        if text and is_unfilled(text):
            return
        if not split_qualified(written):
            self.leave_general(written, text, offset)
            return
        dropped = self.names.dropped_table(written)
        reason = Reason.NO_TABLE if dropped is None else Reason.DROPPED
        if not text and (reason, written) in self._reported:
            return
        self._reported.add((reason, written))
        self.left.append(
            Left(
                reason=reason,
                name=written,
                text=text,
                location=self.place(offset),
                nearest="" if dropped else self.names.nearest_table(written.partition(".")[0]),
                where=dropped.dropped if dropped else None,
            )
        )

    def leave_heading(self, heading: str, offset: int) -> None:
        """A heading that nothing is told with, neither a note nor what is about no table."""
        is_told = any(one.name == heading for one in self.left) or any(
            one.text.startswith(f"**{heading}**") for one in self.texts
        )
        if _WORD.search(heading) and not is_told:
            place = self.place(offset)
            self.left.append(Left(reason=Reason.HEADING, name=heading, text="", location=place))

    def leave_general(self, heading: str, text: str, offset: int) -> None:
        """Words about no table at all."""
        if _WORD.search(text):
            self.left.append(
                Left(
                    reason=Reason.GENERAL,
                    name=heading,
                    text=text.strip(),
                    location=self.place(offset),
                )
            )
