"""``split``: the full specification of each entry goes to a file of its own.

What stays in the main file is what a reader looks for first: the metadata, the purpose, the columns
in the lean form, the links. All else moves as it is, to the character, and so do lists of links
that nobody has filled; only links are led from the file's folder. Nothing but the text is needed
for it, so that it can be done on any document.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sotsync.document.composition import ComposedSource
from sotsync.document.models import Entry, SectionKind
from sotsync.document.parse import parse_document
from sotsync.document.regions import FieldRole, FieldRow, FieldTable
from sotsync.document.relinking import Relinker
from sotsync.document.render.entry import table
from sotsync.document.render.fields import NOTHING
from sotsync.document.render.lean import LEAN_FIELD_HEADER
from sotsync.document.specification_names import specification_names
from sotsync.document.specifications import (
    FOLDER,
    compose,
    header_lines,
    link_line,
    specification_links,
)
from sotsync.patch.related_lists import divide_lists
from sotsync.patch.sections import Unit, laid_out, units_of
from sotsync.text import Edit, Source, Span

__all__ = ["is_divisible", "split_document"]

_STAYING = frozenset(
    {
        SectionKind.PURPOSE,
        SectionKind.RELATED_IDS,
        SectionKind.FOREIGN_KEYS,
    }
)


def is_divisible(entry: Entry) -> bool:
    """Whether the entry has more than the short form: a lean one, or a deprecated one, has not."""
    return (
        entry.number is not None
        and not entry.is_deprecated
        and entry.section(SectionKind.SCHEMA_DEFINITION) is not None
        and not entry.is_template
    )


def split_document(
    source: Source, *, ids: Collection[str] | None = None, used: Collection[str] = ()
) -> Source:
    """The document with a specification file for each entry that has none yet.

    Every character stays, but for those of links and for blank lines between sections. A document
    without full entries, or whose entries have their files, is given back as it is.

    Args:
        source: The document.
        ids: The only entries to split; all of them where it is None.
        used: File names that are taken in the folder of specifications, with their ending.
    """
    main = source.files[0]
    strays = source.strays if isinstance(source, ComposedSource) else ()
    links = specification_links(main)
    done = {link.entry.id for link in links}
    entries = [
        entry
        for entry in parse_document(main).entries
        if is_divisible(entry) and entry.id not in done and (ids is None or entry.id in ids)
    ]
    taken = {posixpath.splitext(posixpath.basename(link.path))[0] for link in links}
    taken |= {posixpath.splitext(name)[0] for name in used}
    names = specification_names(entries, used=taken)
    divisions = [
        _Division(main, entry, f"{FOLDER}/{name}.md")
        for entry, name in zip(entries, names, strict=True)
    ]
    divisions = _found_again(main, [one for one in divisions if one.moving], len(links))
    if not divisions:
        return source
    files = {file.path: file for file in (*source.files[1:], *(one.file() for one in divisions))}
    return compose(main.edited(one.edit() for one in divisions), files, strays)


def _found_again(main: Source, divisions: list[_Division], links: int) -> list[_Division]:
    """The divisions whose link is read as one where it will stand; no other is made.

    Behind a code block or a comment that is never closed, for one, it would not be.
    """
    while divisions:
        after = specification_links(main.edited(one.edit() for one in divisions))
        if len(after) == links + len(divisions):
            return divisions
        found = {link.name for link in after}
        kept = [one for one in divisions if one.name in found]
        if len(kept) == len(divisions):
            return []
        divisions = kept
    return divisions


@dataclass(frozen=True)
class _Division:
    """One entry, divided."""

    main: Source
    entry: Entry
    name: str

    @property
    def path(self) -> str:
        return posixpath.join(posixpath.dirname(self.main.path), self.name)

    @property
    def units(self) -> tuple[Unit, ...]:
        return units_of(self.entry.sections)

    @property
    def moving(self) -> list[str]:
        """What goes to the specification."""
        parts = (self._divided(one)[1] for one in self.units)
        return [part for part in parts if part]

    def _divided(self, unit: Unit) -> tuple[str, str]:
        """What of a section stays, and what goes."""
        text = self.main.slice(unit.span)
        if unit.kind is SectionKind.RELATED_IDS:
            return divide_lists(text, self.main.newline)
        return (text, "") if unit.kind in _STAYING else ("", text)

    def edit(self) -> Edit:
        """The short entry in the place of the full one."""
        texts: list[str] = []
        place = 0
        for unit in self.units:
            text = self._divided(unit)[0]
            if text:
                texts.append(text)
                place = len(texts) if unit.kind is SectionKind.PURPOSE else place
        if self.entry.regions.fields is not None:
            texts.insert(place, self._section("Columns", *_summary(self.entry.regions.fields)))
        texts.append(self._section("Detailed Specification", link_line(self.name)))
        start = self.entry.sections[0].span.start
        return Edit(Span(start, self.entry.content_end), laid_out(texts, self.main.newline))

    def _section(self, title: str, *lines: str) -> str:
        level = self.entry.sections[0].heading.level
        newline = self.main.newline
        return newline.join((f"{'#' * level} {title}", "", *lines)) + newline

    def file(self) -> Source:
        """The specification."""
        newline = self.main.newline
        identifier, slug = self.entry.id, self.entry.heading.slug
        head = newline.join(header_lines(identifier, slug, self.main.path, self.path))
        body = Relinker(self.main.path, self.path).outward(laid_out(self.moving, newline))
        return Source(self.path, f"{head}{newline}{newline}{body}")


def _summary(fields: FieldTable) -> Iterator[str]:
    """The columns in the lean form, cells as they are written."""
    states_need = any(
        role in fields.roles
        for role in (FieldRole.REQUIRED, FieldRole.NULLABLE, FieldRole.CONSTRAINTS)
    )
    header = [title for title in LEAN_FIELD_HEADER if states_need or title != "Required"]
    rows = [_summary_row(fields, row, states_need=states_need) for row in fields.rows]
    yield from table(header, rows)


def _summary_row(fields: FieldTable, row: FieldRow, *, states_need: bool) -> tuple[str, ...]:
    def written(role: FieldRole) -> str:
        cell = fields.cell(row, role)
        return NOTHING if cell is None else cell.content.text

    need = NOTHING if row.is_nullable is None else ("No" if row.is_nullable else "Yes")
    needs = (need,) if states_need else ()
    return (
        written(FieldRole.COLUMN),
        written(FieldRole.TYPE),
        *needs,
        written(FieldRole.DESCRIPTION) or NOTHING,
    )
