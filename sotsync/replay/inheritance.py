"""Parents and children: INHERITS, PARTITION OF, LIKE, and what flows down.

Source: PostgreSQL manual, "Inheritance", "Table Partitioning" and CREATE TABLE (``LIKE``).
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.binding import bind_expression, render
from sotsync.replay.catalog import Column, Constraint, Expression, Index, IndexKey, Relation
from sotsync.replay.constraints import add_index_object, make_primary
from sotsync.replay.naming import (
    choose_constraint_name,
    choose_index_name,
    figure_column_name,
)
from sotsync.replay.sequences import make_column_sequence
from sotsync.replay.session import Session

__all__ = [
    "copy_column",
    "copy_index",
    "copy_key",
    "copy_like",
    "copy_like_constraints",
    "descendants",
    "inherit_checks",
    "inherit_columns",
    "inherit_foreign_key",
    "inherit_generated",
    "inherit_index",
    "inherit_key",
    "inherit_keys",
    "link",
    "pass_down",
    "rebind",
    "rebind_generated",
    "unlink",
]

_COMMENTS, _CONSTRAINTS, _DEFAULTS, _GENERATED, _IDENTITY, _INDEXES = 1, 4, 8, 16, 32, 64


def descendants(relation: Relation) -> Iterator[Relation]:
    """Every table below that the statement at hand reaches, nearest first and each once."""
    seen: dict[int, Relation] = {}
    level = [] if relation.is_alone else relation.children
    while level:
        fresh = {id(child): child for child in level if id(child) not in seen}
        seen |= fresh
        level = [below for child in fresh.values() for below in child.children]
    yield from seen.values()


def link(session: Session, child: Relation, parent: Relation) -> None:
    """Make ``parent`` a parent of ``child``."""
    session.journal.keep(child)
    _note(session, parent)
    child.parents.append(parent)
    parent.children.append(child)


def _note(session: Session, parent: Relation) -> None:
    """A partition is part of what its parent is; a child is not."""
    if parent.partition_strategy is None:
        session.journal.keep(parent)
    else:
        session.touch(parent)


def unlink(session: Session, child: Relation, parent: Relation) -> None:
    """Undo :func:`link`; what the child inherited becomes its own."""
    session.change(child)
    _note(session, parent)
    child.parents.remove(parent)
    parent.children.remove(child)
    if child.parents:
        return
    for column in child.columns.values():
        session.journal.keep(column)
        column.is_inherited = False
    for constraint in child.constraints.values():
        session.journal.keep(constraint)
        constraint.is_inherited = False
    for index in child.indexes.values():
        session.journal.keep(index)
        index.is_inherited = False


def inherit_columns(session: Session, child: Relation, parent: Relation) -> None:
    """Give the child the parent's columns, with defaults; columns of one name are merged."""
    for column in parent.columns.values():
        existing = child.columns.get(column.name)
        if existing is not None:
            existing.not_null |= column.not_null
            continue
        copied = copy_column(session, child, column)
        copied.is_inherited = True
        child.columns[copied.name] = copied


def copy_column(session: Session, relation: Relation, column: Column) -> Column:
    """The column as a child gets it: type, NOT NULL, default and generation expression."""
    copied = session.created(Column(name=column.name, relation=relation, type=column.type))
    copied.not_null = column.not_null
    copied.collation = column.collation
    copied.default = column.default
    copied.generated_virtual = column.generated_virtual
    copied.generated = column.generated
    return copied


def rebind(
    session: Session, expression: Expression | None, relation: Relation
) -> Expression | None:
    """The same expression over the columns of another relation."""
    if expression is None:
        return None
    render(expression)
    return bind_expression(session, expression.node, relation)


def rebind_generated(session: Session, relation: Relation) -> None:
    """Make copied generation expressions read the relation's own columns."""
    for column in relation.columns.values():
        column.generated = rebind(session, column.generated, relation)


def inherit_checks(session: Session, child: Relation, parent: Relation) -> None:
    """Give the child the parent's checks."""
    for constraint in parent.constraints.values():
        if constraint.kind != "check" or constraint.no_inherit:
            continue
        existing = child.constraints.get(constraint.name)
        if existing is not None:
            existing.is_inherited = True
            continue
        copied = _copy_check(session, child, constraint)
        copied.is_inherited = True


def _copy_check(session: Session, relation: Relation, constraint: Constraint) -> Constraint:
    copied = session.created(Constraint(name=constraint.name, relation=relation, kind="check"))
    copied.expression = rebind(session, constraint.expression, relation)
    copied.validated, copied.enforced = constraint.validated, constraint.enforced
    copied.no_inherit = constraint.no_inherit
    session.journal.keep(relation)
    relation.constraints[copied.name] = copied
    return copied


def inherit_keys(session: Session, partition: Relation, parent: Relation) -> None:
    """Give a partition the keys, foreign keys and indexes of its partitioned table."""
    for constraint in tuple(parent.constraints.values()):
        if constraint.kind == "foreign key":
            inherit_foreign_key(session, partition, constraint)
        elif constraint.kind != "check":
            inherit_key(session, partition, constraint)
    for index in tuple(parent.indexes.values()):
        if index.constraint is None:
            inherit_index(session, partition, index)


def inherit_key(session: Session, partition: Relation, constraint: Constraint) -> None:
    """Give a partition one key of its partitioned table, unless it has the like already."""
    if not _has_like_key(session, partition, constraint):
        copy_key(session, partition, constraint).is_inherited = True


def inherit_index(session: Session, partition: Relation, index: Index) -> None:
    """Give a partition one index of its partitioned table, unless it has the like already."""
    wanted = [_key_text(key) for key in index.keys]
    for own in partition.indexes.values():
        if own.is_inherited or (own.constraint is not None and own.constraint.is_inherited):
            continue
        if own.is_unique == index.is_unique and [_key_text(key) for key in own.keys] == wanted:
            session.journal.keep(own)
            own.is_inherited = True
            return
    copy_index(session, partition, index).is_inherited = True


def inherit_foreign_key(session: Session, partition: Relation, constraint: Constraint) -> None:
    """Give a partition one foreign key of its partitioned table."""
    names = [column.name for column in constraint.columns]
    name = constraint.name
    if name in partition.constraints:
        name = choose_constraint_name(partition, "_".join(names), "fkey")
    copied = session.created(Constraint(name=name, relation=partition, kind="foreign key"))
    copied.columns = [partition.columns[each] for each in names if each in partition.columns]
    copied.referenced, copied.referenced_columns = (
        constraint.referenced,
        constraint.referenced_columns,
    )
    copied.on_update, copied.on_delete = constraint.on_update, constraint.on_delete
    copied.has_period = constraint.has_period
    copied.is_inherited = True
    session.journal.keep(partition)
    partition.constraints[name] = copied


def pass_down(session: Session, relation: Relation, constraint: Constraint) -> None:
    """Give the tables below a new constraint: a check to all, the rest to partitions only."""
    for child in descendants(relation):
        if constraint.kind == "check":
            inherit_checks(session, child, relation)
        elif child.partition_bound is None:
            continue
        elif constraint.kind == "foreign key":
            inherit_foreign_key(session, child, constraint)
        else:
            inherit_key(session, child, constraint)


def inherit_generated(session: Session, child: Relation, column: Column) -> None:
    """Give the child's copy of a column the generation expression, over the child's columns."""
    if column.generated is not None and column.name in child.columns:
        copied = child.columns[column.name]
        session.journal.keep(copied)
        copied.generated = rebind(session, column.generated, child)
        copied.generated_virtual = column.generated_virtual


def _has_like_key(session: Session, partition: Relation, constraint: Constraint) -> bool:
    wanted = [column.name for column in constraint.columns]
    for own in partition.constraints.values():
        if own.kind == constraint.kind and [c.name for c in own.columns] == wanted:
            session.journal.keep(own)
            own.is_inherited = True
            return True
    return False


def _key_text(key: IndexKey) -> str:
    if key.column is not None:
        return key.column.name
    return render(key.expression) if key.expression else ""


def copy_key(session: Session, relation: Relation, constraint: Constraint) -> Constraint:
    """A key like ``constraint`` on another relation, under a name chosen for it."""
    names = [*map(_key_name, constraint.keys), *(column.name for column in constraint.include)]
    name = choose_index_name(relation, names, kind=constraint.kind)
    copied = session.created(Constraint(name=name, relation=relation, kind=constraint.kind))
    copied.columns = _own(relation, constraint.columns)
    copied.include = _own(relation, constraint.include)
    copied.keys = [_copy_index_key(session, relation, key) for key in constraint.keys]
    copied.method, copied.has_period = constraint.method, constraint.has_period
    copied.options = constraint.options
    copied.predicate = rebind(session, constraint.predicate, relation)
    copied.deferrable = constraint.deferrable
    copied.initially_deferred = constraint.initially_deferred
    copied.nulls_not_distinct = constraint.nulls_not_distinct
    if copied.kind == "primary key":
        make_primary(copied)
    session.journal.keep(relation)
    relation.constraints[name] = copied
    index = Index(name=name, relation=relation, namespace=relation.namespace, constraint=copied)
    index.keys, index.include, index.is_unique = (
        copied.keys,
        copied.include,
        copied.kind != "exclusion",
    )
    add_index_object(session, relation, session.created(index))
    return copied


def copy_index(session: Session, relation: Relation, index: Index) -> Index:
    """An index like ``index`` on another relation, under a name chosen for it."""
    names = [*map(_key_name, index.keys), *(column.name for column in index.include)]
    name = choose_index_name(relation, names)
    copied = Index(name=name, relation=relation, namespace=relation.namespace)
    copied.keys = [_copy_index_key(session, relation, key) for key in index.keys]
    copied.include = _own(relation, index.include)
    copied.method, copied.is_unique = index.method, index.is_unique
    copied.nulls_not_distinct = index.nulls_not_distinct
    copied.predicate = rebind(session, index.predicate, relation)
    copied.options = index.options.copy()
    add_index_object(session, relation, session.created(copied))
    return copied


def _key_name(key: IndexKey) -> str:
    if key.column is not None:
        return key.column.name
    return (key.expression and figure_column_name(key.expression.node)) or "expr"


def _own(relation: Relation, columns: list[Column]) -> list[Column]:
    return [relation.columns[c.name] for c in columns if c.name in relation.columns]


def _copy_index_key(session: Session, relation: Relation, key: IndexKey) -> IndexKey:
    return IndexKey(
        column=relation.columns.get(key.column.name) if key.column else None,
        expression=rebind(session, key.expression, relation),
        collation=key.collation,
        operator_class=key.operator_class,
        descending=key.descending,
        nulls_first=key.nulls_first,
        operator=key.operator,
    )


def copy_like(session: Session, relation: Relation, source: Relation, options: int) -> None:
    """``LIKE source INCLUDING …``: its columns; the rest as the option bits say."""
    for column in source.columns.values():
        if column.name in relation.columns:
            reason = f'column "{column.name}" specified more than once'
            session.reject("duplicate_column", reason)
        relation.columns[column.name] = _copy_like_column(session, relation, column, options)
    if options & _GENERATED:
        rebind_generated(session, relation)


def copy_like_constraints(
    session: Session, relation: Relation, source: Relation, options: int
) -> None:
    """The checks, keys and indexes that ``LIKE`` includes; after the columns of all sources."""
    if options & _CONSTRAINTS:
        for constraint in source.constraints.values():
            if constraint.kind == "check":
                copied = _copy_check(session, relation, constraint)
                copied.comment = constraint.comment if options & _COMMENTS else None
    if options & _INDEXES:
        for constraint in source.constraints.values():
            if constraint.kind not in ("check", "foreign key"):
                copy_key(session, relation, constraint)
        for index in source.indexes.values():
            if index.constraint is None:
                copied_index = copy_index(session, relation, index)
                copied_index.comment = index.comment if options & _COMMENTS else None


def _copy_like_column(session: Session, relation: Relation, column: Column, options: int) -> Column:
    copied = copy_column(session, relation, column)
    if not options & _DEFAULTS:
        copied.default = None
    if not options & _GENERATED:
        copied.generated = None
    if options & _COMMENTS:
        copied.comment = column.comment
    if column.identity:
        if options & _IDENTITY:
            copied.identity = column.identity
            make_column_sequence(session, copied).is_identity = True
        else:
            copied.not_null = True
    return copied
