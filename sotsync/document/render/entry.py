"""One whole new entry, in the shape of the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.document.render import prose
from sotsync.document.render.categories import Category
from sotsync.document.render.changes import (
    MIGRATION_HEADER,
    UPDATED_BY,
    VERSION_HEADER,
    ChangeRow,
    change_rows,
)
from sotsync.document.render.definition import definition, definition_note
from sotsync.document.render.facts import Facts
from sotsync.document.render.fields import FIELD_HEADER, NOTHING, field_cells
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.indexes import INDEX_HEADER, index_rows
from sotsync.document.render.links import Directory, EntryLink, Relationship, relationship_line
from sotsync.document.render.links import references as outgoing_of
from sotsync.document.render.metadata import metadata
from sotsync.document.render.routines import functions, triggers
from sotsync.document.render.security import policies, rls_enabled
from sotsync.document.render.versions import FIRST_VERSION, next_version
from sotsync.document.render.words import cell, foreign_line, table_row
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.render.style import key_of

__all__ = ["DEFAULT_OWNER", "NO_RELATIONSHIPS", "Surroundings", "render_entry"]

DEFAULT_OWNER = "{Team}"
NO_RELATIONSHIPS = "None"

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an entry needs to know of the document around it.

    Attributes:
        directory: How every other entry is cited.
        homes: Which table's entry shows each trigger function in full.
        owner: What the Owner line of a new entry says.
        updated_by: What the Updated By cells of its Version History say.
    """

    directory: Directory
    homes: Mapping[str, str]
    owner: str = DEFAULT_OWNER
    updated_by: str = UPDATED_BY

    @property
    def ids(self) -> Mapping[str, str]:
        """The id of each table's entry."""
        return {key: link.id for key, link in self.directory.items()}


def render_entry(
    relation: Table | View,
    category: Category,
    link: EntryLink,
    facts: Facts,
    surroundings: Surroundings,
) -> Lines:
    """The lines of a new entry, from its heading to the last row of its Version History."""
    rows = change_rows(relation, facts)
    is_table = isinstance(relation, Table)
    sections: list[Lines] = [
        (f"## {link.id}: {link.title}",),
        metadata(relation, facts, identifier=link.id, category=category, owner=surroundings.owner),
        _purpose(relation),
        _definition(relation, facts, rows),
        _fields(relation),
        _indexes(relation),
    ]
    if isinstance(relation, Table):
        sections.append(_security(relation, facts.schema))
    sections.append(_related(relation, facts, surroundings))
    if is_table or relation.triggers:
        sections.append(_triggers(relation, facts, surroundings))
    sections += [
        prose.INTEGRITY,
        prose.EXAMPLE_QUERIES,
        _migration_history(rows),
        prose.BACKUP,
        prose.COMPLIANCE,
        _detailed_specification(facts),
        _version_history(rows, surroundings.updated_by),
    ]
    return tuple(line for section in sections for line in (*section, ""))[:-1]


def fenced(code: str, info: str = "sql") -> Lines:
    """The code between fences that are longer than any run of back-ticks in it."""
    fence = "```"
    while fence in code:
        fence += "`"
    return (f"{fence}{info}", *code.split("\n"), fence)


def table(header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Lines:
    """A Markdown table; the cells are escaped already."""
    titles = tuple(header)
    rule = f"|{'|'.join('-' * (len(title) + 2) for title in titles)}|"
    return (table_row(titles), rule, *map(table_row, rows))


def _purpose(relation: Table | View) -> Lines:
    stated = foreign_line(relation.comment or "") or prose.PURPOSE_QUESTION
    return (
        "### Purpose & Context",
        "",
        f"**What It Stores**: {stated}",
        f"**Why It Exists**: {prose.WHY_QUESTION}",
        f"**Primary Use Cases**: {prose.USE_CASES_QUESTION}",
    )


def _definition(relation: Table | View, facts: Facts, rows: Iterable[ChangeRow]) -> Lines:
    files = noted_migrations(row.file for row in rows)
    note = (definition_note(files), "") if files else ()
    code = definition(relation, facts.schema)
    return ("### Schema Definition", "", *note, *fenced(code))


def noted_migrations(files: Iterable[MigrationFile]) -> tuple[MigrationFile, ...]:
    """The migration that created a table and the one that changed it last, once if they are one."""
    listed = tuple(files)
    return tuple(dict.fromkeys((*listed[:1], *listed[-1:])))


def _fields(relation: Table | View) -> Lines:
    rows = [
        (cells.column, cells.type, cells.nullable, cells.default, cells.description, NOTHING)
        for cells in map(field_cells, relation.columns.values())
    ]
    return ("### Field Specifications", "", *table(FIELD_HEADER, rows))


def _indexes(relation: Table | View) -> Lines:
    rows = [
        (row.name, row.columns, row.type, row.purpose, row.notes) for row in index_rows(relation)
    ]
    return (
        "### Indexes & Performance",
        "",
        "**Indexes**:",
        "",
        *table(INDEX_HEADER, rows),
        "",
        *prose.PERFORMANCE,
    )


def _security(relation: Table, schema: Schema) -> Lines:
    return (
        "### Row-Level Security (RLS)",
        "",
        f"**RLS Enabled**: {rls_enabled(relation)}",
        "",
        "**Policies**:",
        "",
        *fenced(policies(relation, schema)),
        "",
        *prose.RLS_TESTING,
    )


def _related(relation: Table | View, facts: Facts, surroundings: Surroundings) -> Lines:
    lines = ("### Related IDs", "", *prose.ACCESS_SECTIONS)
    if not isinstance(relation, Table):
        return lines
    directory = surroundings.directory
    incoming = facts.incoming.get(key_of(relation), ())
    return (
        *lines,
        "",
        "**Foreign Key Relationships**:",
        "- **References**:",
        *_relationships(outgoing_of(relation), directory),
        "- **Referenced By**:",
        *_relationships(incoming, directory),
    )


def _relationships(relationships: Iterable[Relationship], directory: Directory) -> Lines:
    lines = tuple(f"  - {relationship_line(one, directory)}" for one in relationships)
    return lines or (f"  - {NO_RELATIONSHIPS}",)


def _triggers(relation: Table | View, facts: Facts, surroundings: Surroundings) -> Lines:
    code = functions(relation, facts.schema, surroundings.homes, surroundings.ids)
    return (
        "### Triggers & Functions",
        "",
        "**Triggers**:",
        "",
        *fenced(triggers(relation, facts.schema)),
        "",
        "**Function Implementations**:",
        "",
        *fenced(code),
    )


def _migration_history(rows: Iterable[ChangeRow]) -> Lines:
    cells = [(row.migration, row.date, row.description, row.breaking) for row in rows]
    return (
        "### Migration History",
        "",
        "**Migration Files** (chronological order):",
        "",
        *table(MIGRATION_HEADER, cells),
    )


def _version_history(rows: Iterable[ChangeRow], updated_by: str) -> Lines:
    cells = []
    version = ""
    for row in rows:
        following = next_version(version, is_breaking=row.is_breaking) if version else None
        version = following or FIRST_VERSION
        cells.append((version, row.date, row.migration, row.changes, cell(updated_by)))
    return ("### Version History", "", *table(VERSION_HEADER, cells))


def _detailed_specification(facts: Facts) -> Lines:
    folders = dict.fromkeys(file.folder for file in facts.history.files)
    listed = tuple(f"- `{folder}`" for folder in folders if folder)
    return (
        "### Detailed Specification",
        "",
        "For migration files, seed data, and additional context, see:",
        *(listed[:1] or ("- {Where the migration files are}",)),
    )
