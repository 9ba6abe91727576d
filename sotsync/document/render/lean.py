"""One whole new entry in the shape of the lean template."""

from __future__ import annotations

from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.render import prose
from sotsync.document.render.categories import Category
from sotsync.document.render.entry import NO_RELATIONSHIPS, Lines, Surroundings, table
from sotsync.document.render.facts import Facts
from sotsync.document.render.fields import field_cells
from sotsync.document.render.links import EntryLink, references, relationship_line
from sotsync.document.render.metadata import migration_stamp
from sotsync.document.render.words import code, foreign_paragraph
from sotsync.schema.models import Table, View
from sotsync.schema.render.style import key_of

__all__ = ["LEAN_FIELD_HEADER", "render_lean_entry"]

LEAN_FIELD_HEADER = ("Column", "Type", "Required", "Description")


def render_lean_entry(
    relation: Table | View,
    category: Category,
    link: EntryLink,
    facts: Facts,
    surroundings: Surroundings,
) -> Lines:
    """The lines of a new entry; its table is named in a comment, because nothing else does."""
    purpose = foreign_paragraph(relation.comment or "") or prose.PURPOSE_QUESTION
    sections: list[Lines] = [
        (f"## {link.id}: {link.title}", f"<!-- sotsync: table={exact_sql(key_of(relation))} -->"),
        _metadata(relation, category, link, facts),
        ("### Purpose", "", purpose),
        ("### Columns", "", *table(LEAN_FIELD_HEADER, _rows(relation))),
        ("### Key Indexes", "", *_indexes(relation)),
        ("### Related IDs", "", "- [API-XXX](SoT.API_CONTRACTS.md#api-xxx) - {Endpoint name}"),
    ]
    if isinstance(relation, Table):
        lines = tuple(
            f"- {relationship_line(one, surroundings.directory)}" for one in references(relation)
        )
        sections.append(("### Foreign Keys", "", *(lines or (f"- {NO_RELATIONSHIPS}",))))
    return tuple(line for section in sections for line in (*section, ""))[:-1]


def _metadata(relation: Table | View, category: Category, link: EntryLink, facts: Facts) -> Lines:
    lines = [f"**ID**: {link.id}", f"**Category**: {category.value}", "**Status**: Active"]
    created, last_updated = facts.created(relation), facts.last_updated(relation)
    if created is not None:
        lines.append(f"**Created**: {migration_stamp(created)}")
    if last_updated is not None:
        lines.append(f"**Last Updated**: {migration_stamp(last_updated)}")
    return tuple(lines)


def _rows(relation: Table | View) -> list[tuple[str, ...]]:
    rows = map(field_cells, relation.columns.values())
    return [(row.column, row.type, row.required, row.description) for row in rows]


def _indexes(relation: Table | View) -> Lines:
    lines = tuple(
        "- Index on "
        + ", ".join(
            exact_sql(key.expression or "") if key.column is None else code(exact_name(key.column))
            for key in index.keys
        )
        for index in relation.indexes.values()
    )
    return lines or ("- {Which queries need an index}",)
