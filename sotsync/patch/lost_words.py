"""What people wrote about something that a patch takes away, kept so that it can be quoted.

A description in a cell, the words after a foreign key's line, a comment above a policy: none of
them has a place once its subject is gone, and none of them may be lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from sotsync.document.render.routines import NO_FUNCTIONS, NO_TRIGGERS
from sotsync.document.render.security import NO_POLICIES
from sotsync.document.render.words import cell, code_cell
from sotsync.patch.column_comments import line_name
from sotsync.patch.merge import HEADINGS
from sotsync.patch.sql_blocks import Block, SqlBlocks, partition_in
from sotsync.schema.models import Table, View
from sotsync.text import Span

__all__ = ["ARROW", "LostWords", "comments_in", "joined", "lost_comments"]

_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>[^\W\d]?\w*)\$.*?\$(?P=tag)\$
    |--(?P<line>[^\r\n]*)|/\*(?P<block>.*?)\*/""",
    re.VERBOSE | re.DOTALL,
)
ARROW = " → "
"""Stands between the columns of a foreign key and what they point to, in the name of its line."""

_RELATION = ("relation",)
_MARKS = "-=*#~ \t"
_GENERATED = frozenset(
    text.strip(_MARKS) for text in (*HEADINGS, NO_POLICIES, NO_TRIGGERS, NO_FUNCTIONS)
)
"""The comments that sotsync itself writes."""
_ELSEWHERE = re.compile(r"\S+\(.*\): see \S+\Z")
_ATTACHED = re.compile(r"(?:(?:\A|(?<=[\r\n]))[ \t]*\S[^\r\n]*(?:\r\n|\n|\r))*[ \t]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class LostWords:
    """Words about one thing.

    Attributes:
        name: What they are about.
        text: The words, as they can stand in a cell.
        is_gone: Whether the thing is gone, or only the words have no place any more.
    """

    name: str
    text: str
    is_gone: bool = True

    @property
    def quotation(self) -> str:
        """The words for a Changes cell."""
        verb = "removed" if self.is_gone else "removed from"
        return f"{verb} {code_cell(self.name)}: “{self.text}”"

    @property
    def remark(self) -> str:
        """The words for an HTML comment."""
        verb = "removed" if self.is_gone else "removed from"
        return f"{verb} {self.name}: {self.text}"

    def is_told_by(self, changes: str) -> bool:
        """Whether a row's Changes cell names the thing; a foreign key is known by its columns."""
        if code_cell(self.name) in changes:
            return True
        columns, arrow, _ = self.name.partition(ARROW)
        return bool(arrow) and "foreign key" in changes and columns.replace(", ", "_") in changes


def joined(lost: Iterable[LostWords]) -> list[LostWords]:
    """The same words with one value for each thing."""
    found: dict[str, LostWords] = {}
    for one in lost:
        earlier = found.get(one.name)
        if earlier is None:
            found[one.name] = one
        elif one.text not in earlier.text:
            more = [words for words in one.text.split("; ") if words not in earlier.text]
            text = "; ".join((earlier.text, *more))
            found[one.name] = replace(one, text=text, is_gone=earlier.is_gone or one.is_gone)
    return list(found.values())


def lost_comments(
    old: SqlBlocks, new: str, removed: Collection[Span], relation: Table | View
) -> list[LostWords]:
    """The comments of a fence that its new text has no place for, each with what it is about.

    Args:
        old: The fence as it is.
        new: Its new text.
        removed: Where the statements stand that are taken away.
        relation: The table or view as it is.
    """
    kept = {words for words, _ in comments_in(new)}
    constraints = relation.constraints if isinstance(relation, Table) else {}
    present = {relation.name, *relation.columns, *constraints}
    found: dict[tuple[str, bool], list[str]] = {}
    for block in old.blocks:
        is_table = block.key == _RELATION
        for words, name in _about(block, relation.name):
            is_gone = name not in present if is_table else block.span in removed
            if words not in kept:
                found.setdefault((name, is_gone), []).append(words)
    return [
        LostWords(name=name, text=cell(" ".join(words)), is_gone=is_gone)
        for (name, is_gone), words in found.items()
    ]


def _about(block: Block, whole: str) -> Iterator[tuple[str, str]]:
    """A statement's comments, above and in it, with what each is about."""
    is_table = block.key == _RELATION
    is_whole = is_table or block.key[0] in {"other", "rls"}
    name = (partition_in(block.key) or whole) if is_whole else block.key[1]
    if block.key[0] == "comment":
        name = block.key[2]
    attached = _ATTACHED.search(block.above)
    for words, _ in comments_in(attached.group() if attached else ""):
        yield words, name
    for words, offset in comments_in(block.text):
        yield words, (_line_name(block.text, offset) or name) if is_table else name


def _line_name(text: str, offset: int) -> str | None:
    """The column or constraint on the line of a comment, or on the next line that has one."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    for line in re.split(r"\r\n|\n|\r", text[start:]):
        if line.strip() and not line.lstrip().startswith("--"):
            return line_name(line)
    return None


def comments_in(sql: str) -> Iterator[tuple[str, int]]:
    """The words of each comment that is a person's, and where it starts; strings hold none."""
    for match in _TOKEN.finditer(sql):
        text = match["line"] if match["line"] is not None else match["block"]
        words = " ".join((text or "").split()).strip(_MARKS)
        if words and words not in _GENERATED and not _ELSEWHERE.fullmatch(words):
            yield words, match.start()
