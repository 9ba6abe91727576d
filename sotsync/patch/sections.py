"""The sections of an entry as texts: laid out one below the other, and put in order again."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sotsync.document.models import Section, SectionKind
from sotsync.text import Span

__all__ = ["SECTION_RANKS", "Unit", "laid_out", "merged_in_order", "split_ending", "units_of"]

_ENDING = re.compile(r"(?P<first>\r\n|\n|\r)?(?P<blank>(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*)\Z")
_ORDER = (
    SectionKind.PURPOSE,
    SectionKind.SCHEMA_DEFINITION,
    SectionKind.FIELDS,
    SectionKind.INDEXES,
    SectionKind.KEY_INDEXES,
    SectionKind.ROW_LEVEL_SECURITY,
    SectionKind.RELATED_IDS,
    SectionKind.FOREIGN_KEYS,
    SectionKind.TRIGGERS,
    SectionKind.DATA_INTEGRITY,
    SectionKind.EXAMPLE_QUERIES,
    SectionKind.MIGRATION_HISTORY,
    SectionKind.BACKUP,
    SectionKind.COMPLIANCE,
    SectionKind.DETAILED_SPECIFICATION,
    SectionKind.VERSION_HISTORY,
)
SECTION_RANKS: Mapping[Hashable, int] = {kind: rank for rank, kind in enumerate(_ORDER)}
"""The places of sections in the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A section of an entry with all that stands below its heading, deeper sections too."""

    kind: SectionKind
    span: Span


def units_of(sections: Sequence[Section]) -> tuple[Unit, ...]:
    """The sections with those below them, in order."""
    found: list[Unit] = []
    level = 0
    for section in sections:
        if found and section.heading.level > level:
            found[-1] = Unit(kind=found[-1].kind, span=Span(found[-1].span.start, section.span.end))
            continue
        level = section.heading.level
        found.append(Unit(kind=section.kind, span=section.span))
    return tuple(found)


def split_ending(text: str, newline: str) -> tuple[str, str]:
    """The text up to the end of its last line that is not blank, and the blank lines below it."""
    ending = _ENDING.search(text)
    assert ending is not None  # It matches nothing, too.
    return text[: ending.start()] + (ending["first"] or newline), ending["blank"]


def laid_out(texts: Sequence[str], newline: str) -> str:
    """Texts of sections one below the other: a blank line between two, none behind the last."""
    pieces = []
    for number, text in enumerate(texts, start=1):
        body, ending = split_ending(text, newline)
        blank = ending if "\n" in ending or "\r" in ending else newline
        pieces.append(body if number == len(texts) else body + blank)
    return "".join(pieces)


class _Kinded(Protocol):
    """Whatever is of a kind of which there is an order."""

    @property
    def kind(self) -> Hashable: ...


_Part = TypeVar("_Part", bound=_Kinded)


def merged_in_order(
    staying: Sequence[_Part], own: Sequence[_Part], ranks: Mapping[Hashable, int] = SECTION_RANKS
) -> list[_Part]:
    """The parts of both, in the order of the template where they are of it."""
    merged = list(own)
    place = 0
    rank = -1
    for part in staying:
        rank = ranks.get(part.kind, rank)
        following = (
            index for index in range(place, len(merged)) if ranks.get(merged[index].kind, -1) > rank
        )
        place = next(following, len(merged))
        merged.insert(place, part)
        place += 1
    return merged
