"""Constraints: checks, keys with their indexes, foreign keys, exclusions.

Source: PostgreSQL manual, CREATE TABLE; ``transformIndexConstraint`` (parse_utilcmd.c) and
``ATAddForeignKeyConstraint`` (tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Sequence

from sotsync.replay.binding import bind_expression
from sotsync.replay.casts import is_comparable
from sotsync.replay.catalog import Column, Constraint, Index, IndexKey, Relation
from sotsync.replay.columns import Written
from sotsync.replay.index_keys import option_texts, read_keys
from sotsync.replay.lookup import any_columns, need_columns, need_relation
from sotsync.replay.naming import (
    choose_check_name,
    choose_constraint_name,
    choose_index_name,
    columns_part,
    index_key_names,
    is_relation_name_taken,
)
from sotsync.replay.not_null import name_not_null
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list, unwrap

__all__ = [
    "KEY_KINDS",
    "add_constraint",
    "add_index_object",
    "has_unique_key",
    "make_primary",
    "need_partition_columns",
    "primary_key_of",
]

KEY_KINDS = frozenset({"primary key", "unique", "exclusion"})
"""The constraints that an index stands behind."""

_ACTIONS = {
    "a": "NO ACTION",
    "r": "RESTRICT",
    "c": "CASCADE",
    "n": "SET NULL",
    "d": "SET DEFAULT",
}
_MATCH_FULL = "f"
_VIRTUAL = "v"


def add_constraint(session: Session, relation: Relation, written: Written) -> Constraint | None:
    """Add what a ``Constraint`` message writes; None where it is a column's property.

    Raises:
        Rejected: A name is taken, a column is missing, or the key it refers to does not exist.
    """
    adder = _ADDERS.get(written.node.contype)
    return adder(session, relation, written) if adder else None


def primary_key_of(relation: Relation) -> Constraint | None:
    """The relation's primary key."""
    for constraint in relation.constraints.values():
        if constraint.kind == "primary key":
            return constraint
    return None


def has_unique_key(relation: Relation, columns: Sequence[Column]) -> bool:
    """Whether a primary key, unique constraint or plain unique index has exactly these columns."""
    wanted = {id(column) for column in columns}
    for index in relation.indexes.values():
        if index.is_unique and index.predicate is None:
            keys = {id(key.column) for key in index.keys}
            if keys == wanted and all(key.column is not None for key in index.keys):
                return True
    return any(
        constraint.kind in ("primary key", "unique")
        and {id(column) for column in constraint.columns} == wanted
        for constraint in relation.constraints.values()
    )


def add_index_object(session: Session, relation: Relation, index: Index) -> None:
    """Put an index into its relation and schema."""
    session.journal.keep(relation)
    session.put(index.namespace.indexes, index)
    relation.indexes[index.name] = index


def make_primary(constraint: Constraint) -> None:
    """Make the key's columns NOT NULL, as a primary key does."""
    for column in constraint.columns:
        column.not_null = True


def _new(
    session: Session, relation: Relation, kind: str, name: str, written: Written
) -> Constraint:
    if name in relation.constraints:
        reason = f'constraint "{name}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    node = written.node
    constraint = session.created(Constraint(name=name, relation=relation, kind=kind))
    constraint.deferrable = node.deferrable or written.deferrable
    constraint.initially_deferred = node.initdeferred or written.initially_deferred
    constraint.deferrable |= constraint.initially_deferred
    return constraint


def _keep(session: Session, constraint: Constraint) -> Constraint:
    session.journal.keep(constraint.relation)
    constraint.relation.constraints[constraint.name] = constraint
    return constraint


def _add_check(session: Session, relation: Relation, written: Written) -> Constraint:
    node = written.node
    expression = bind_expression(session, node.raw_expr, relation)
    name = truncate(node.conname) or choose_check_name(relation, expression.references)
    constraint = _new(session, relation, "check", name, written)
    constraint.expression = expression
    constraint.no_inherit = node.is_no_inherit
    constraint.enforced = node.is_enforced and written.is_enforced
    constraint.validated = not node.skip_validation and constraint.enforced
    return _keep(session, constraint)


def _add_key(session: Session, relation: Relation, written: Written) -> Constraint:
    node = written.node
    kind = "primary key" if node.contype == enums.CONSTR_PRIMARY else "unique"
    if kind == "primary key" and primary_key_of(relation) is not None:
        reason = f'multiple primary keys for table "{relation.name}" are not allowed'
        session.reject("invalid_table_definition", reason)
    if node.indexname:
        return _adopt_index(session, relation, written, kind)
    if written.column is not None:
        columns = [written.column]
    else:
        columns = need_columns(session, relation, string_list(node.keys))
    names = [column.name for column in columns]
    name = _index_constraint_name(session, relation, node, kind, names)
    constraint = _new(session, relation, kind, name, written)
    constraint.columns = columns
    constraint.include = need_columns(session, relation, string_list(node.including))
    constraint.nulls_not_distinct = node.nulls_not_distinct
    constraint.has_period = node.without_overlaps
    constraint.method = "gist" if node.without_overlaps else "btree"
    constraint.options = option_texts(node.options)
    need_partition_columns(session, relation, columns, kind)
    if kind == "primary key":
        make_primary(constraint)
    constraint.keys = [IndexKey(column=column) for column in columns]
    _index_behind(session, constraint)
    return _keep(session, constraint)


def need_partition_columns(
    session: Session, relation: Relation, columns: Sequence[Column | None], kind: str
) -> None:
    """Reject a key of a partitioned table that could not hold across its partitions.

    Raises:
        Rejected: The key lacks a column of the partition key.
    """
    if all(key.column is not None and key.column in columns for key in relation.partition_keys):
        return
    reason = f"{kind} constraint on partitioned table must include all partitioning columns"
    session.reject("feature_not_supported", reason)


def _index_constraint_name(
    session: Session, relation: Relation, node: Node, kind: str, names: list[str]
) -> str:
    if not node.conname:
        include = string_list(node.including)
        return choose_index_name(relation, [*names, *include], kind=kind)
    name = truncate(node.conname)
    if is_relation_name_taken(relation.namespace, name):
        session.reject("duplicate_table", f'relation "{name}" already exists')
    return name


def _index_behind(session: Session, constraint: Constraint) -> None:
    relation = constraint.relation
    index = Index(
        name=constraint.name,
        relation=relation,
        namespace=relation.namespace,
        keys=constraint.keys,
        include=constraint.include,
        method=constraint.method,
        is_unique=constraint.kind != "exclusion",
        nulls_not_distinct=constraint.nulls_not_distinct,
        predicate=constraint.predicate,
        options=constraint.options,
        constraint=constraint,
    )
    add_index_object(session, relation, session.created(index))


def _adopt_index(session: Session, relation: Relation, written: Written, kind: str) -> Constraint:
    """``ADD CONSTRAINT … USING INDEX``: the index becomes the constraint's, under its name."""
    node = written.node
    index = relation.indexes.get(truncate(node.indexname))
    if index is None or index.constraint is not None:
        session.reject("undefined_object", f'index "{node.indexname}" does not exist')
    name = truncate(node.conname) or index.name
    constraint = _new(session, relation, kind, name, written)
    constraint.columns = [key.column for key in index.keys if key.column is not None]
    constraint.keys, constraint.include = index.keys, index.include
    constraint.nulls_not_distinct = index.nulls_not_distinct
    constraint.options = index.options
    session.change(index)
    if name != index.name:
        session.take(index.namespace.indexes, index)
        session.rename(relation.indexes, index, name)
        session.put(index.namespace.indexes, index)
    index.constraint = constraint
    if kind == "primary key":
        make_primary(constraint)
    return _keep(session, constraint)


def _add_exclusion(session: Session, relation: Relation, written: Written) -> Constraint:
    node = written.node
    method = node.access_method or "btree"
    pairs = [unwrap(pair).items for pair in node.exclusions]
    elements = [pair[0].index_elem for pair in pairs]
    keys = read_keys(session, relation, elements, method)
    for key, pair in zip(keys, pairs, strict=True):
        key.operator = _operator_text(string_list(pair[1].list.items))
    name = _index_constraint_name(session, relation, node, "exclusion", index_key_names(elements))
    constraint = _new(session, relation, "exclusion", name, written)
    constraint.method, constraint.keys = method, keys
    constraint.columns = [key.column for key in keys if key.column is not None]
    constraint.include = need_columns(session, relation, string_list(node.including))
    if node.HasField("where_clause"):
        constraint.predicate = bind_expression(session, node.where_clause, relation)
    constraint.options = option_texts(node.options)
    _index_behind(session, constraint)
    return _keep(session, constraint)


def _operator_text(parts: list[str]) -> str:
    if len(parts) == 1 or parts[0] == "pg_catalog":
        return parts[-1]
    return f"OPERATOR({'.'.join(parts)})"


def _add_foreign_key(session: Session, relation: Relation, written: Written) -> Constraint:
    node = written.node
    referenced = need_relation(session, node.pktable)
    session.is_unfounded |= not referenced.is_known
    if written.column is not None:
        columns = [written.column]
    else:
        columns = need_columns(session, relation, string_list(node.fk_attrs))
    part = columns_part(column.name for column in columns)
    name = truncate(node.conname) or choose_constraint_name(relation, part, "fkey")
    constraint = _new(session, relation, "foreign key", name, written)
    constraint.columns, constraint.referenced = columns, referenced
    constraint.referenced_columns = _referenced_columns(session, referenced, node, len(columns))
    for own, other in zip(columns, constraint.referenced_columns, strict=False):
        # In a document it is the type of a column that is wrong there, and told of as that.
        if not session.assume and not is_comparable(own.type, other.type):
            reason = f'foreign key constraint "{name}" cannot be implemented'
            session.reject("datatype_mismatch", reason)
    constraint.on_update = _ACTIONS.get(node.fk_upd_action, "NO ACTION")
    constraint.on_delete = _ACTIONS.get(node.fk_del_action, "NO ACTION")
    constraint.on_delete_columns = need_columns(
        session, relation, string_list(node.fk_del_set_cols)
    )
    constraint.match_full = node.fk_matchtype == _MATCH_FULL
    constraint.has_period = node.fk_with_period
    constraint.enforced = node.is_enforced and written.is_enforced
    constraint.validated = not node.skip_validation and constraint.enforced
    return _keep(session, constraint)


def _referenced_columns(
    session: Session, referenced: Relation, node: Node, count: int
) -> list[Column]:
    is_strict = not (session.assume or any_columns(referenced))
    names = string_list(node.pk_attrs)
    if not names:
        primary = primary_key_of(referenced)
        if primary is None and is_strict:
            reason = f'there is no primary key for referenced table "{referenced.name}"'
            session.reject("undefined_object", reason)
        found = primary.columns if primary else []
    else:
        found = need_columns(session, referenced, names)
        if is_strict and not has_unique_key(referenced, found):
            reason = (
                "there is no unique constraint matching given keys "
                f'for referenced table "{referenced.name}"'
            )
            session.reject("invalid_foreign_key", reason)
    if found and len(found) != count:
        reason = "number of referencing and referenced columns for foreign key disagree"
        session.reject("invalid_foreign_key", reason)
    return list(found)


def _set_generated(session: Session, relation: Relation, written: Written) -> None:
    column, node = written.column, written.node
    assert column is not None  # the grammar allows it at a column only
    column.generated = bind_expression(session, node.raw_expr, relation, assigned=column.type)
    column.generated_virtual = node.generated_kind == _VIRTUAL


def _set_not_null(session: Session, relation: Relation, written: Written) -> None:
    for column in need_columns(session, relation, string_list(written.node.keys)):
        session.change(column)
        name_not_null(session, column, truncate(written.node.conname))
        column.not_null = True


_ADDERS = {
    enums.CONSTR_CHECK: _add_check,
    enums.CONSTR_PRIMARY: _add_key,
    enums.CONSTR_UNIQUE: _add_key,
    enums.CONSTR_EXCLUSION: _add_exclusion,
    enums.CONSTR_FOREIGN: _add_foreign_key,
    enums.CONSTR_GENERATED: _set_generated,
    enums.CONSTR_NOTNULL: _set_not_null,
}
