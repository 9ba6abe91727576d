"""When the lines of Foreign Key Relationships are up to date, for diff and patch alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sotsync.diff.situation import Situation
from sotsync.document.regions import ReferenceLine
from sotsync.document.render.links import Directory, Relationship, relationship_line
from sotsync.schema.names import qualified, split_qualified

__all__ = ["LineMatch", "match_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMatch:
    """Lines and foreign keys, matched.

    Attributes:
        correct: Lines that are right as they stand.
        wrong: Lines about a foreign key whose words are out of date, with that key.
        missing: Foreign keys without a line, in the order they are to be written.
        extra: Lines about foreign keys that do not exist.
        undecided: Lines about an entry that cannot be told from another; they are let be.
    """

    correct: tuple[ReferenceLine, ...]
    wrong: tuple[tuple[ReferenceLine, Relationship], ...]
    missing: tuple[Relationship, ...]
    extra: tuple[ReferenceLine, ...]
    undecided: tuple[ReferenceLine, ...] = ()


def match_lines(
    lines: Sequence[ReferenceLine],
    expected: Iterable[Relationship],
    situation: Situation,
    directory: Directory,
) -> LineMatch:
    """Match the lines of one list with the foreign keys that it should state.

    A line that names no table at all (``None``, a remark) is none of them and is let be.

    Args:
        lines: The lines.
        expected: The foreign keys.
        situation: Which entry is about which table.
        directory: How entries are cited; those that are still to be written may be among them.
    """
    left = [one for one in expected if one.other not in situation.ambiguous_keys]
    correct, wrong, extra, undecided = [], [], [], []
    for line in lines:
        if _target(line, situation) is None:
            continue
        if _is_ambiguous(line, situation):
            undecided.append(line)
            continue
        found = _take(line, left, situation, directory)
        if found is None:
            extra.append(line)
        elif _is_correct(line, found, directory):
            correct.append(line)
        else:
            wrong.append((line, found))
    return LineMatch(
        correct=tuple(correct),
        wrong=tuple(wrong),
        missing=tuple(left),
        extra=tuple(extra),
        undecided=tuple(undecided),
    )


def _is_ambiguous(line: ReferenceLine, situation: Situation) -> bool:
    if line.target_id is not None:
        return line.target_id in situation.ambiguous_ids
    return any(_is_same_table(line.target_table, key) for key in situation.ambiguous_keys)


def _take(
    line: ReferenceLine, left: list[Relationship], situation: Situation, directory: Directory
) -> Relationship | None:
    """The foreign key that the line is about, taken out of ``left``."""
    target = _target(line, situation)
    for relationship in left:
        if line.body.text == relationship_line(relationship, directory):
            left.remove(relationship)
            return relationship
    for relationship in left:
        if _is_same_table(target, relationship.other) and line.columns in {
            (),
            relationship.columns,
        }:
            left.remove(relationship)
            return relationship
    return None


def _target(line: ReferenceLine, situation: Situation) -> str | None:
    """The key or name of the table at the other end; an unknown id stands for itself."""
    if line.target_id is not None:
        return situation.keys.get(line.target_id, line.target_id)
    return line.target_table


def _is_same_table(stated: str | None, key: str) -> bool:
    if stated is None:
        return False
    parts = split_qualified(stated)
    return (qualified("public", stated) if len(parts) == 1 else qualified(*parts[-2:])) == key


_COLUMN_FIRST = re.compile(r"[^(→]*(?:→|->|=>)")


def _is_correct(line: ReferenceLine, found: Relationship, directory: Directory) -> bool:
    """Whether the line cites the table as it should and states columns and direction."""
    if line.body.text == relationship_line(found, directory):
        return True
    link = directory.get(found.other)
    # ``tenant_id → tenants(id)`` is a form of people's own, and says all there is to say.
    is_by_name = line.target_id is None and _COLUMN_FIRST.match(line.body.text) is not None
    if link is not None and line.target_id != link.id and not is_by_name:
        return False
    if link is not None and line.slug is not None and line.slug.text != link.slug:
        return False
    return line.columns == found.columns and line.referenced_columns in {(), found.referenced}
