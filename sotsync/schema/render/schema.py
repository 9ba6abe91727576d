"""A whole schema as one script that a fresh server loads from top to bottom.

The order: roles, schemas and extensions; types, functions, sequences, tables and views, each after
what it mentions; then what may point both ways (indexes, foreign keys to later tables, triggers,
policies) and comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sotsync.schema.models import (
    Column,
    Constraint,
    ForeignKey,
    PrimaryKey,
    Relation,
    Schema,
    Table,
    Unique,
)
from sotsync.schema.names import qualified, quote
from sotsync.schema.render.columns import serial_columns
from sotsync.schema.render.comments import (
    render_comment,
    render_comments,
    render_object_comments,
)
from sotsync.schema.render.constraints import render_add_constraint
from sotsync.schema.render.functions import render_function
from sotsync.schema.render.indexes import render_index
from sotsync.schema.render.inheritance import Inheritance
from sotsync.schema.render.late_columns import late_columns, needs_late_column
from sotsync.schema.render.nodes import movable_constraints, schema_nodes, target_of
from sotsync.schema.render.objects import (
    render_composite_type,
    render_domain,
    render_enum,
    render_extension,
    render_namespace,
    render_range_type,
    render_sequence,
    render_sequence_owner,
)
from sotsync.schema.render.order import load_order
from sotsync.schema.render.others import (
    render_collation,
    render_event_trigger,
    render_other_object,
    render_publication,
    render_rule,
    render_server,
    render_shell_types,
    render_statistics,
    render_user_mapping,
    render_wrapper,
)
from sotsync.schema.render.overloads import in_order_of_calls
from sotsync.schema.render.policies import render_policy, render_row_level_security
from sotsync.schema.render.privileges import (
    render_default_privileges,
    render_grants,
    render_owners,
)
from sotsync.schema.render.roles import render_roles
from sotsync.schema.render.style import EXPORT, key_of
from sotsync.schema.render.tables import (
    local_constraints,
    render_add_column,
    render_attachment,
    render_table,
    separate_constraints,
)
from sotsync.schema.render.triggers import render_trigger, render_trigger_state
from sotsync.schema.render.views import render_view, render_view_defaults

__all__ = ["render_schema"]

_HEADER = "SET check_function_bodies = off;\n\nSET search_path = public, extensions;"
"""Function bodies may mention what stands further down; PostgreSQL reads them when they run.
Expressions may leave out the schemas that a Supabase project searches anyway."""


def render_schema(schema: Schema) -> str:
    """The whole schema as SQL that loads on a fresh server, and gives the same catalog there.

    Of external tables only what the migrations add to them is written.
    """
    statements = in_order_of_calls(_Script(schema).statements(), schema, EXPORT)
    return "\n\n".join([_HEADER, *statements]) + "\n"


class _Script:
    """The parts of one script; each method yields statements."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._tables = [table for table in schema.tables.values() if not table.is_external]
        self._external = [table for table in schema.tables.values() if table.is_external]
        self._relations: tuple[Relation, ...] = (*schema.tables.values(), *schema.views.values())
        self._serial = frozenset(
            qualified(sequence.schema_name, sequence.name)
            for table in self._tables
            for sequence in serial_columns(table, schema.sequences).values()
        )
        self._order = load_order(schema_nodes(schema, self._serial))
        self._inheritance = Inheritance(schema, self._order.keys)
        self._made: set[str] = set()
        self._inline: set[tuple[str, str]] = set()

    def statements(self) -> Iterator[str]:
        yield from render_roles(self._schema)
        for item in self._schema.namespaces.values():
            if item.name != "public" and not item.is_external:
                yield render_namespace(item)
        yield from map(render_extension, self._schema.extensions.values())
        yield from render_shell_types(self._schema)
        for key in self._order.keys:
            yield from self._definition(key)
        yield from self._owners()
        yield from self._external_columns()
        yield from self._waiting()
        yield from self._indexes_and_constraints()
        yield from self._triggers()
        yield from self._policies()
        yield from self._others()
        yield from render_object_comments(self._schema, EXPORT)
        for relation in self._relations:
            yield from render_comments(relation)
        yield from render_owners(self._schema)
        yield from render_grants(self._schema)
        yield from render_default_privileges(self._schema)
        yield from self._event_triggers()

    def _definition(self, key: str) -> Iterator[str]:
        schema = self._schema
        if key in schema.tables:
            yield from self._table(schema.tables[key])
        elif key in schema.views:
            yield render_view(schema.views[key])
            yield from render_view_defaults(schema.views[key])
        elif key in schema.functions:
            yield render_function(schema.functions[key], EXPORT)
        elif key in schema.sequences:
            yield render_sequence(schema.sequences[key])
        elif " " in key and key.partition(" ")[0] in _OTHERS:
            kind, _, name = key.partition(" ")
            yield from _OTHERS[kind](schema, name)
        else:
            yield self._type(key)

    def _type(self, key: str) -> str:
        schema = self._schema
        if key in schema.enums:
            return render_enum(schema.enums[key])
        if key in schema.domains:
            return render_domain(schema.domains[key], EXPORT)
        if key in schema.composite_types:
            return render_composite_type(schema.composite_types[key], EXPORT)
        return render_range_type(schema.range_types[key])

    def _table(self, table: Table) -> Iterator[str]:
        key = key_of(table)
        before = self._inheritance.before(key)
        early = before.tables[key]
        is_attached = _must_attach(early, before)
        late = self._late_columns(table)
        self._made.add(key)
        self._inline |= {
            (key, item.name)
            for item in table.foreign_keys
            if item.origin.created == table.origin.created
            and self._target_stands(item)
            and not needs_late_column(item, late)
        }
        yield render_table(
            _without(_standalone(early) if is_attached else early, late),
            style=EXPORT,
            schema=before,
            without_constraints=self._left_out(table),
            without_defaults=self._waiting_defaults(table),
        )
        at_once = late_columns(early, self._schema)
        yield from (render_add_column(table, column, EXPORT) for column in at_once)
        if is_attached:
            yield from render_attachment(table)
        for parent, column in self._inheritance.added_after(key):
            yield render_add_column(parent, column, EXPORT)

    def _late_columns(self, table: Table) -> tuple[Column, ...]:
        """The columns that CREATE TABLE does not state."""
        key = key_of(table)
        early = self._inheritance.before(key).tables[key]
        later = (c for name, c in table.columns.items() if name not in early.columns)
        return (*late_columns(early, self._schema), *later)

    def _left_out(self, table: Table) -> frozenset[str]:
        """What ALTER TABLE adds: constraints that must wait, and foreign keys to later tables."""
        foreign = {item.name for item in self._later_foreign_keys(table)}
        return frozenset(foreign | {item.name for item in self._later_constraints(table)})

    def _later_foreign_keys(self, table: Table) -> tuple[ForeignKey, ...]:
        key = key_of(table)
        return tuple(
            item
            for item in local_constraints(table)
            if isinstance(item, ForeignKey) and (key, item.name) not in self._inline
        )

    def _target_stands(self, foreign_key: ForeignKey) -> bool:
        """Whether CREATE TABLE may state it: the key that it points to is there already."""
        if not foreign_key.validated or foreign_key.is_inherited:
            return False
        target = self._schema.tables.get(target_of(foreign_key))
        if target is None or target.is_external:
            return target is None or not target.constraints
        later = {item.name for item in self._later_constraints(target)}
        return target_of(foreign_key) in self._made and any(
            isinstance(item, PrimaryKey | Unique)
            and item.name not in later
            and set(item.columns) == set(foreign_key.referenced_columns)
            for item in local_constraints(target)
        )

    def _later_constraints(self, table: Table) -> tuple[Constraint, ...]:
        """Constraints, other than foreign keys, that CREATE TABLE does not state."""
        is_waiting = key_of(table) in self._order.waiting
        names = {item.name for item in (movable_constraints(table) if is_waiting else ())}
        names |= {item.name for item in separate_constraints(table)}
        late = self._late_columns(table)
        names |= {c.name for c in local_constraints(table) if needs_late_column(c, late)}
        return tuple(
            item
            for item in local_constraints(table)
            if not isinstance(item, ForeignKey) and (table.is_external or item.name in names)
        )

    def _waiting_defaults(self, table: Table) -> frozenset[str]:
        if key_of(table) not in self._order.waiting:
            return frozenset()
        serial = serial_columns(table, self._schema.sequences)
        return frozenset(
            column.name
            for column in table.columns.values()
            if column.default is not None and column.name not in serial
        )

    def _owners(self) -> Iterator[str]:
        for key, sequence in self._schema.sequences.items():
            owner = render_sequence_owner(sequence)
            if owner and key not in self._serial and not sequence.is_identity:
                yield owner

    def _external_columns(self) -> Iterator[str]:
        """Columns that a migration added; what merely was mentioned has no creation."""
        for table in self._external:
            for column in table.columns.values():
                if column.origin.created is not None:
                    yield render_add_column(table, column, EXPORT)

    def _waiting(self) -> Iterator[str]:
        """Defaults of tables that their own functions need."""
        for table in self._tables:
            for name in sorted(self._waiting_defaults(table)):
                default = table.columns[name].default
                column = f"ALTER TABLE {key_of(table)} ALTER COLUMN {quote(name)}"
                yield f"{column} SET DEFAULT {default};"

    def _indexes_and_constraints(self) -> Iterator[str]:
        for table in self._schema.tables.values():
            for constraint in self._later_constraints(table):
                yield render_add_constraint(table, constraint)
        for relation in self._relations:
            for index in relation.indexes.values():
                if not index.is_inherited:
                    yield render_index(relation, index)
        for table in self._schema.tables.values():
            for constraint in self._later_foreign_keys(table):
                yield render_add_constraint(table, constraint)

    def _triggers(self) -> Iterator[str]:
        for relation in self._relations:
            for trigger in relation.triggers.values():
                yield render_trigger(relation, trigger)
                if state := render_trigger_state(relation, trigger):
                    yield state

    def _others(self) -> Iterator[str]:
        """User mappings, rules, statistics and publications: nothing else mentions them."""
        for mapping in self._schema.user_mappings.values():
            yield render_user_mapping(mapping)
        for relation in self._relations:
            for rule in relation.rules.values():
                yield from render_rule(relation, rule)
        for statistics in self._schema.statistics.values():
            yield from render_statistics(statistics)
        for publication in self._schema.publications.values():
            yield from render_publication(publication)

    def _event_triggers(self) -> Iterator[str]:
        """They come last, because they fire for whatever comes after them."""
        for trigger in self._schema.event_triggers.values():
            yield from render_event_trigger(trigger)
            if trigger.owner is not None:
                yield f"ALTER EVENT TRIGGER {quote(trigger.name)} OWNER TO {quote(trigger.owner)};"
            if trigger.comment is not None:
                yield render_comment("EVENT TRIGGER", quote(trigger.name), trigger.comment)

    def _policies(self) -> Iterator[str]:
        for table in self._schema.tables.values():
            yield from render_row_level_security(table)
            for policy in table.policies.values():
                yield render_policy(table, policy)


_OTHERS: dict[str, Callable[[Schema, str], Iterable[str]]] = {
    "wrapper": lambda schema, name: (render_wrapper(schema.foreign_data_wrappers[name]),),
    "server": lambda schema, name: (render_server(schema.foreign_servers[name]),),
    "collation": lambda schema, key: (render_collation(schema.collations[key]),),
    "other": lambda schema, key: render_other_object(schema.other_objects[key]),
}


def _must_attach(table: Table, schema: Schema) -> bool:
    """Whether CREATE TABLE could not make the child: columns in another order, or keys of its own.

    A column that a parent was given later stands behind the child's own.
    """
    parents = [schema.tables[key] for key in table.parents if key in schema.tables]
    if not parents:
        return False
    columns = dict.fromkeys(name for parent in parents for name in parent.columns)
    if table.partition_bound is None:
        return list(dict.fromkeys((*columns, *table.columns))) != list(table.columns)
    has_keys = any(item.kind in {"primary key", "unique"} for item in local_constraints(table))
    return has_keys or list(columns) != list(table.columns)


def _without(table: Table, late: tuple[Column, ...]) -> Table:
    names = {column.name for column in late}
    columns = {name: column for name, column in table.columns.items() if name not in names}
    return table.model_copy(update={"columns": columns}) if late else table


def _standalone(table: Table) -> Table:
    """The table as it is before it becomes a partition or child."""
    columns = {
        name: column.model_copy(update={"is_inherited": False})
        for name, column in table.columns.items()
    }
    constraints = {
        name: item.model_copy(update={"is_inherited": item.is_inherited and item.kind != "check"})
        for name, item in table.constraints.items()
    }
    update = {"parents": (), "partition_bound": None, "columns": columns}
    return table.model_copy(update={**update, "constraints": constraints})
