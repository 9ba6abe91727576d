"""What of a document is generated, where exactly, and which statement made it.

For whoever is about to edit the document by hand: a cell that a person may fill is not listed,
although it stands in a table that sotsync writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sotsync.diff.changes import Region
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.diff.table_regions import pair_field_rows, pair_index_rows
from sotsync.document.regions import Fence, FieldRole, FieldTable, IndexRole, ReferenceList, Regions
from sotsync.document.tables import Cell
from sotsync.schema.models import Table, View
from sotsync.schema.origin import Origin
from sotsync.text import Location, Span

__all__ = ["GeneratedPart", "generated_parts"]

_METADATA = frozenset({"created", "last updated", "schema"})
_FIELD_ROLES = tuple(
    role for role in FieldRole if role not in {FieldRole.DESCRIPTION, FieldRole.EXAMPLE}
)
_INDEX_ROLES = (IndexRole.NAME, IndexRole.COLUMNS, IndexRole.TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPart:
    """A part of the document that sotsync writes.

    Attributes:
        span: Where it stands.
        region: What a person knows it by.
        entry: The id of its entry; None for a part of the document as a whole.
        relation: The key of the table or view.
        made_by: The statement that last changed what it states, if it is known.
    """

    span: Span
    region: Region
    entry: str | None = None
    relation: str | None = None
    made_by: Location | None = None


def generated_parts(situation: Situation) -> tuple[GeneratedPart, ...]:
    """Every generated part of the document, sorted by place."""
    parts = [part for subject in situation.subjects for part in _of_entry(subject)]
    document = situation.document
    whole = (
        (Region.NAVIGATION, document.navigation),
        (Region.CROSS_REFERENCES, document.cross_references),
    )
    for region, part in whole:
        if part is not None:
            parts.append(GeneratedPart(span=part.section.body, region=region))
    return tuple(sorted(parts, key=lambda part: (part.span, part.region)))


def _of_entry(subject: EntrySubject) -> Iterator[GeneratedPart]:
    last = subject.actual.origin.changed or subject.actual.origin.created
    for region, span, made_by in _places(subject):
        yield GeneratedPart(
            span=span,
            region=region,
            entry=subject.entry.id,
            relation=subject.key,
            made_by=made_by or last,
        )


_Place = tuple[Region, Span, Location | None]


def _places(subject: EntrySubject) -> Iterator[_Place]:
    regions, actual = subject.entry.regions, subject.actual
    yield from _lines(regions)
    for table in (regions.fields, regions.summary):
        if table is not None:
            yield from _fields(table, actual)
    if isinstance(actual, Table):
        yield from _of_table(regions, actual)
    for fence in _fences(regions, "ddl", regions.ddl):
        yield Region.DEFINITION, fence.code.span, None
    for fence in _fences(regions, "functions", regions.functions):
        yield Region.FUNCTIONS, fence.code.span, None
    for listed in (regions.references, regions.referenced_by, regions.foreign_keys):
        yield from _references(listed)


def _lines(regions: Regions) -> Iterator[_Place]:
    for field in regions.metadata:
        if field.key in _METADATA:
            yield Region.METADATA, field.line, None
    if regions.note is not None:
        yield Region.NOTE, regions.note.line, None
    if regions.rls_enabled is not None:
        yield Region.ROW_SECURITY, regions.rls_enabled.line, None


def _of_table(regions: Regions, actual: Table) -> Iterator[_Place]:
    if regions.indexes is not None:
        pairing = pair_index_rows(regions.indexes, actual)
        for pair in (*pairing.same_name, *pairing.renamed):
            cells = (regions.indexes.cell(pair.documented, role) for role in _INDEX_ROLES)
            for span in _spans(cells):
                yield Region.INDEXES, span, _changed(pair.actual.object.origin)
    policies = [one.origin for one in actual.policies.values()]
    for fence in _fences(regions, "policies", regions.policies):
        yield Region.POLICIES, fence.code.span, _last(policies)
    triggers = [one.origin for one in actual.triggers.values()]
    for fence in _fences(regions, "triggers", regions.triggers):
        yield Region.TRIGGERS, fence.code.span, _last(triggers)


def _fields(table: FieldTable, actual: Table | View) -> Iterator[_Place]:
    pairing = pair_field_rows(table, actual)
    for pair in (*pairing.same_name, *pairing.renamed):
        for span in _spans(table.cell(pair.documented, role) for role in _FIELD_ROLES):
            yield Region.FIELDS, span, _changed(pair.actual.origin)


def _references(listed: ReferenceList | None) -> Iterator[_Place]:
    for line in () if listed is None else listed.lines:
        yield Region.FOREIGN_KEYS, line.body.span, None


def _fences(regions: Regions, name: str, first: Fence | None) -> Sequence[Fence]:
    more = regions.extra_fences.get(name, ())
    return more if first is None else (first, *more)


def _spans(cells: Iterable[Cell | None]) -> Iterator[Span]:
    for cell in cells:
        if cell is not None and len(cell.content.span):
            yield cell.content.span


def _changed(origin: Origin) -> Location | None:
    return origin.changed or origin.created


def _last(origins: Iterable[Origin]) -> Location | None:
    """The statement of the newest migration: the names of migrations sort by age."""
    places = [place for place in map(_changed, origins) if place is not None]
    return max(places, default=None)
