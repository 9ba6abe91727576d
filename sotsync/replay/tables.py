"""CREATE TABLE in its forms, CREATE TABLE AS included.

Source: PostgreSQL manual, CREATE TABLE; ``transformCreateStmt`` (parse_utilcmd.c) for the order in
which unnamed things are made, on which their names depend.
"""

from __future__ import annotations

from sotsync.replay.catalog import Column, Relation
from sotsync.replay.codes import Code
from sotsync.replay.columns import Written, make_column, serial_type
from sotsync.replay.constraints import add_constraint
from sotsync.replay.function_options import scalar_text
from sotsync.replay.history import Action
from sotsync.replay.index_keys import option_texts, read_partition_key
from sotsync.replay.inheritance import (
    copy_like,
    copy_like_constraints,
    inherit_checks,
    inherit_columns,
    inherit_keys,
    link,
    rebind_generated,
)
from sotsync.replay.lookup import creation_namespace, find_by_range, key_of, need_relation
from sotsync.replay.naming import is_relation_name_taken
from sotsync.replay.parents import need_partitioned
from sotsync.replay.privileges import apply_defaults, current_role
from sotsync.replay.registry import handles
from sotsync.replay.resolve import TEMPORARY
from sotsync.replay.session import Session
from sotsync.replay.typenames import read_type_name, spell_type
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression
from sotsync.sql.parser import enums, string_list, unwrap

__all__ = ["bound_text", "new_relation", "relation_options"]

_UNLOGGED = "u"
_STRATEGIES = {
    enums.PARTITION_STRATEGY_LIST: "LIST",
    enums.PARTITION_STRATEGY_RANGE: "RANGE",
    enums.PARTITION_STRATEGY_HASH: "HASH",
}
_ORDER = {
    enums.CONSTR_GENERATED: 0,
    enums.CONSTR_NOTNULL: 1,
    enums.CONSTR_CHECK: 2,
    enums.CONSTR_PRIMARY: 3,
    enums.CONSTR_UNIQUE: 4,
    enums.CONSTR_EXCLUSION: 4,
    enums.CONSTR_FOREIGN: 5,
}


def new_relation(session: Session, range_var: Node, *, if_not_exists: bool) -> Relation | None:
    """An empty relation under a free name; None where IF NOT EXISTS finds the name taken.

    A relation that stood in for one that nothing had created becomes the new one.

    Raises:
        Rejected: The name is taken.
    """
    namespace = creation_namespace(session, range_var)
    name = truncate(range_var.relname)
    if is_relation_name_taken(namespace, name):
        if if_not_exists:
            session.no_effect()
            return None
        session.reject("duplicate_table", f'relation "{name}" already exists')
    placeholder = namespace.relations.get(name)
    if placeholder is not None:
        return _fill_placeholder(session, placeholder)
    relation = session.created(Relation(name=name, namespace=namespace))
    relation.is_temporary = namespace.name == TEMPORARY
    relation.is_unlogged = range_var.relpersistence == _UNLOGGED
    session.put(namespace.relations, relation)
    return relation


def _fill_placeholder(session: Session, relation: Relation) -> Relation:
    session.change(relation)
    relation.is_known = True
    relation.created = session.location
    relation.number = next(session.numbers)
    apply_defaults(session.catalog, relation, current_role(session.settings))
    if not session.assume:
        for index in relation.indexes.values():
            session.take(index.namespace.indexes, index)
        relation.columns.clear()
        relation.constraints.clear()
        relation.indexes.clear()
    return relation


def relation_options(nodes: Node) -> dict[str, str]:
    """The storage parameters of WITH (…), by name."""
    pairs = (text.partition("=") for text in option_texts(nodes))
    return {name: value for name, _, value in pairs}


@handles("create_stmt")
def _create_table(session: Session, node: Node) -> None:
    relation = new_relation(session, node.relation, if_not_exists=node.if_not_exists)
    if relation is None:
        _compare_shape(session, node)
        return
    _fill(session, relation, node)
    if not relation.is_temporary:
        session.record(Action.CREATE_TABLE, relation)


@handles("create_foreign_table_stmt")
def _create_foreign_table(session: Session, node: Node) -> None:
    base = node.base_stmt
    relation = new_relation(session, base.relation, if_not_exists=base.if_not_exists)
    if relation is None:
        return
    relation.kind = "foreign table"
    relation.foreign_server = node.servername
    _fill(session, relation, base)
    relation.options = {o.def_elem.defname: scalar_text(o.def_elem.arg) for o in node.options}
    session.record(Action.CREATE_TABLE, relation)


def _fill(session: Session, relation: Relation, node: Node) -> None:
    parents = [need_relation(session, parent.range_var) for parent in node.inh_relations]
    if node.HasField("partbound"):
        need_partitioned(session, parents[0])
    for parent in parents:
        link(session, relation, parent)
        inherit_columns(session, relation, parent)
    if node.HasField("of_typename"):
        _add_typed_columns(session, relation, node)
    written, likes = _read_elements(session, relation, node)
    rebind_generated(session, relation)
    if node.HasField("partspec"):
        _set_partition_key(session, relation, node.partspec)
    relation.options = relation_options(node.options)
    for parent in parents:
        inherit_checks(session, relation, parent)
    for source, options in likes:
        copy_like_constraints(session, relation, source, options)
    for item in sorted(_without_repeats(written), key=_order):
        add_constraint(session, relation, item)
    if node.HasField("partbound"):
        relation.partition_bound = bound_text(node.partbound)
        inherit_keys(session, relation, parents[0])


def _order(written: Written) -> int:
    return _ORDER.get(written.node.contype, 1)


def _read_elements(
    session: Session, relation: Relation, node: Node
) -> tuple[list[Written], list[tuple[Relation, int]]]:
    written: list[Written] = []
    likes: list[tuple[Relation, int]] = []
    for wrapper in node.table_elts:
        kind = wrapper.WhichOneof("node")
        element = getattr(wrapper, kind)
        if kind == "column_def":
            written += _read_column(session, relation, element)
        elif kind == "constraint":
            written.append(Written(element))
        elif kind == "table_like_clause":
            source = _like_source(session, element.relation)
            copy_like(session, relation, source, element.options)
            likes.append((source, element.options))
    return written, likes


def _like_source(session: Session, range_var: Node) -> Relation:
    """What LIKE names: a table or view, or a composite type in the guise of one."""
    used = session.find_type(range_var.schemaname, range_var.relname)
    is_type = used is not None and used.kind == "composite"
    if used is None or not is_type or find_by_range(session, range_var) is not None:
        return need_relation(session, range_var)
    source = Relation(name=used.name, namespace=used.namespace)
    for name, type_name in used.attributes.items():
        source.columns[name] = Column(name=name, relation=source, type=type_name)
    return source


def _read_column(session: Session, relation: Relation, element: Node) -> list[Written]:
    """A column; one that a parent has too is merged with it, its own default winning."""
    name = truncate(element.colname)
    inherited = relation.columns.get(name)
    has_type = element.HasField("type_name")
    if inherited is None and not has_type:
        session.reject("undefined_column", f'column "{name}" does not exist')
    if inherited is None or (has_type and not inherited.is_inherited):
        return make_column(session, relation, element)[1]
    position = list(relation.columns).index(inherited.name)
    del relation.columns[inherited.name]
    if not has_type:
        element.type_name.names.add().string.sval = "text"
        column, written = make_column(session, relation, element)
        column.type = inherited.type
        column.is_inherited = inherited.is_inherited
    else:
        column, written = make_column(session, relation, element)
    if spell_type(column.type) != spell_type(inherited.type):
        session.reject("datatype_mismatch", f'column "{column.name}" has a type conflict')
    column.not_null |= inherited.not_null
    column.default = column.default or inherited.default
    items = [item for item in relation.columns.items() if item[1] is not column]
    items.insert(position, (column.name, column))
    relation.columns.clear()
    relation.columns.update(items)
    return written


def _without_repeats(written: list[Written]) -> list[Written]:
    """Without a second key over the same columns, as ``transformIndexConstraints`` drops it."""
    kept: list[Written] = []
    keys: dict[tuple[str, ...], Written] = {}
    for item in sorted(written, key=_order):
        if item.node.contype not in (enums.CONSTR_PRIMARY, enums.CONSTR_UNIQUE):
            kept.append(item)
            continue
        columns = (item.column.name,) if item.column else tuple(string_list(item.node.keys))
        first = keys.setdefault(columns, item)
        if first is item or not _is_same_key(first, item):
            kept.append(item)
        elif not first.node.conname:
            first.node.conname = item.node.conname
    return kept


def _is_same_key(first: Written, second: Written) -> bool:
    return bool(
        first.node.including == second.node.including
        and first.node.nulls_not_distinct == second.node.nulls_not_distinct
        and first.deferrable == second.deferrable
        and first.node.deferrable == second.node.deferrable
        and first.node.initdeferred == second.node.initdeferred
    )


def _add_typed_columns(session: Session, relation: Relation, node: Node) -> None:
    used = session.type_name(node.of_typename)
    attributes = getattr(used.base, "attributes", {})
    for name, type_name in attributes.items():
        column = Column(name=name, relation=relation, type=type_name)
        relation.columns[name] = session.created(column)


def _set_partition_key(session: Session, relation: Relation, spec: Node) -> None:
    relation.kind = "partitioned table"
    relation.partition_strategy = _STRATEGIES[spec.strategy]
    relation.partition_keys = [
        read_partition_key(session, relation, unwrap(item)) for item in spec.part_params
    ]


def bound_text(bound: Node) -> str:
    """The text of a partition's bound, from ``FOR VALUES`` or ``DEFAULT`` on."""
    if bound.is_default:
        return "DEFAULT"
    if bound.strategy == "h":
        return f"FOR VALUES WITH (MODULUS {bound.modulus}, REMAINDER {bound.remainder})"
    if bound.strategy == "l":
        return f"FOR VALUES IN ({_datums(bound.listdatums)})"
    return f"FOR VALUES FROM ({_datums(bound.lowerdatums)}) TO ({_datums(bound.upperdatums)})"


def _datums(nodes: Node) -> str:
    return ", ".join(_datum(node) for node in nodes)


def _datum(node: Node) -> str:
    if node.WhichOneof("node") == "column_ref":
        word = str(node.column_ref.fields[0].string.sval)
        return word.upper()
    return deparse_expression(node)


def _compare_shape(session: Session, node: Node) -> None:
    existing = session.find_relation(node.relation.schemaname, node.relation.relname)
    if existing is None or not node.table_elts or existing.is_platform:
        return
    wanted = [e.column_def for e in node.table_elts if e.WhichOneof("node") == "column_def"]
    differing = [element for element in wanted if not _has(session, existing, element)]
    names = {truncate(element.colname) for element in wanted}
    missing = [] if len(wanted) < len(node.table_elts) else sorted(set(existing.columns) - names)
    if differing or missing:
        key = key_of(existing)
        columns = ", ".join([*(truncate(element.colname) for element in differing), *missing])
        session.report(
            Code.SHAPE_DIFFERS,
            f"{key} exists already, with other columns than this statement has: {columns}",
            about=key,
        )


def _has(session: Session, existing: Relation, element: Node) -> bool:
    column = existing.columns.get(truncate(element.colname))
    if column is None:
        return False
    serial = serial_type(element)
    if serial is not None:
        return column.sequence is not None and spell_type(column.type) == serial
    written, _ = read_type_name(session.catalog, element.type_name)
    return spell_type(column.type) == spell_type(written)
