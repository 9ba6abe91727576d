"""The Schema Definition fence: a table with its types before it, its indexes and comments after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sotsync.document.documented import read_fence_alone
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.words import code
from sotsync.schema.models import Relation, Schema, Table, View
from sotsync.schema.partitions import partitions_of
from sotsync.schema.render.comments import render_comment, render_comments
from sotsync.schema.render.constraints import render_add_constraint
from sotsync.schema.render.indexes import render_index
from sotsync.schema.render.objects import (
    render_composite_type,
    render_domain,
    render_enum,
    render_range_type,
)
from sotsync.schema.render.style import key_of
from sotsync.schema.render.tables import render_table
from sotsync.schema.render.tables import separate_constraints as separate_constraints_of
from sotsync.schema.render.views import render_view

_Member = TypeVar("_Member")

__all__ = ["cite_files", "definition", "definition_note", "used_types"]


def definition(
    relation: Table | View,
    schema: Schema,
    *,
    separate_constraints: Collection[str] = (),
    more_types: Iterable[str] = (),
) -> str:
    """The SQL of a table or view, without a final line end.

    Policies and triggers are not part of it, nor are the comments on them: they have their own
    fences.

    Args:
        relation: What to render.
        schema: Where its types and sequences are.
        separate_constraints: Names of constraints that get an ALTER TABLE statement each.
        more_types: Keys of types to show beside those that the columns need.
    """
    if isinstance(relation, Table):
        separate = (constraint.name for constraint in separate_constraints_of(relation))
        separate_constraints = {*separate_constraints, *separate}
    parts = [
        _types(dict.fromkeys((*used_types(relation, schema), *more_types)), schema),
        [_statement(relation, schema, separate_constraints)],
        _indexes(relation),
        _constraints(relation, separate_constraints),
    ]
    parts += [_partitions(relation, schema, _text(parts)), _comments(relation)]
    return _text(parts)


def _text(parts: Iterable[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(part) for part in parts if part)


def _statement(relation: Table | View, schema: Schema, separate: Collection[str]) -> str:
    if isinstance(relation, View):
        return render_view(relation)
    return render_table(relation, schema=schema, without_constraints=separate)


def _constraints(relation: Table | View, names: Collection[str]) -> list[str]:
    if isinstance(relation, View):
        return []
    statements = [
        render_add_constraint(relation, constraint)
        for name, constraint in relation.constraints.items()
        if name in names
    ]
    return ["-- Constraints", *statements] if statements else []


def _indexes(relation: Table | View) -> list[str]:
    statements = [
        render_index(relation, index)
        for index in relation.indexes.values()
        if not index.is_inherited
    ]
    return ["-- Indexes", *statements] if statements else []


def _partitions(relation: Table | View, schema: Schema, above: str) -> list[str]:
    """The partitions of a table, each with what it has besides its parent's.

    ``above`` is the SQL before them.
    """
    statements: list[str] = []
    for partition in partitions_of(key_of(relation), schema).values():
        statements.append(render_table(partition, schema=schema))
        statements += _constraints(
            partition, [constraint.name for constraint in separate_constraints_of(partition)]
        )[1:]
        statements += _indexes(partition)[1:]
        statements += _comments(_with_names_that_follow(partition, [above, *statements]))[1:]
    return ["-- Partitions", *statements] if statements else []


def _with_names_that_follow(partition: Table, statements: Iterable[str]) -> Table:
    """The partition without what the statements make under another name than it has.

    PostgreSQL names the indexes that follow those of the parent by itself; one that was named when
    the partition, or a column, was still called otherwise cannot be commented on by its name.
    """
    members = (*partition.constraints.values(), *partition.indexes.values())
    if not any(one.is_inherited and one.comment is not None for one in members):
        return partition
    made = read_fence_alone("", "\n".join(statements)).tables.get(key_of(partition), partition)
    return partition.model_copy(
        update={
            "constraints": _known(partition.constraints, made.constraints),
            "indexes": _known(partition.indexes, made.indexes),
        }
    )


def _known(members: Mapping[str, _Member], made: Mapping[str, object]) -> Mapping[str, _Member]:
    return {name: one for name, one in members.items() if name in made}


def _comments(relation: Relation) -> list[str]:
    without: dict[str, object] = {"triggers": {}}
    if isinstance(relation, Table):
        without["policies"] = {}
    statements = render_comments(relation.model_copy(update=without))
    return ["-- Comments", *statements] if statements else []


def _types(keys: Iterable[str], schema: Schema) -> list[str]:
    renderers = _renderers(schema)
    statements = []
    for key in keys:
        for members, render, kind in renderers:
            if key in members:
                statements.append(render(members[key]))
                comment = members[key].comment
                statements += [] if comment is None else [render_comment(kind, key, comment)]
    return statements


def _renderers(schema: Schema) -> Sequence[tuple[Mapping[str, Any], Callable[[Any], str], str]]:
    return (
        (schema.enums, render_enum, "TYPE"),
        (schema.domains, render_domain, "DOMAIN"),
        (schema.composite_types, render_composite_type, "TYPE"),
        (schema.range_types, render_range_type, "TYPE"),
    )


def used_types(relation: Relation, schema: Schema) -> tuple[str, ...]:
    """The keys of the schema's own types that the columns need, each after those it needs."""
    found: dict[str, None] = {}
    for column in relation.columns.values():
        _add_type(column.type, schema, found, ())
    return tuple(found)


def _add_type(text: str, schema: Schema, found: dict[str, None], path: tuple[str, ...]) -> None:
    key = _without_modifiers(text)
    is_known = any(
        key in members
        for members in (schema.enums, schema.domains, schema.composite_types, schema.range_types)
    )
    if not is_known or key in found or key in path:
        return
    for needed in _needed(key, schema):
        _add_type(needed, schema, found, (*path, key))
    found[key] = None


def _needed(key: str, schema: Schema) -> Iterable[str]:
    domain, composite = schema.domains.get(key), schema.composite_types.get(key)
    if domain is not None:
        return (domain.base_type,)
    return () if composite is None else (one.type for one in composite.attributes)


def _without_modifiers(text: str) -> str:
    while text.endswith("[]"):
        text = text[:-2]
    return text


def definition_note(files: Iterable[MigrationFile]) -> str:
    """The line above the fence: the migrations that made the table and changed it last."""
    return f"> **Auto-Generated from Migration**: {cite_files(files)}"


def cite_files(files: Iterable[MigrationFile], folder: str = "migrations/") -> str:
    """Migrations as that line names them: below a folder, which a baseline is not."""
    return ", ".join(code(file.name if file.is_baseline else folder + file.name) for file in files)
