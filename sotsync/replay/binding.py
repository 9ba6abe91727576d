"""The door to binding: a syntax tree in, an :class:`Expression` with its references out.

Each function copies what it is given, because the tree of a statement ends with the statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.catalog import (
    Catalog,
    Constraint,
    Expression,
    Function,
    Relation,
    Type,
    TypeName,
)
from sotsync.replay.queries import QueryBinder
from sotsync.replay.rendering import render, render_all, render_view
from sotsync.replay.scopes import Names, Output, Scope, Source, relation_outputs, table_scope
from sotsync.sql import Node
from sotsync.sql.parser import copy_node

__all__ = [
    "bind_body",
    "bind_expression",
    "bind_query",
    "bind_trigger_condition",
    "every_expression",
    "expressions_of",
    "expressions_of_function",
    "expressions_of_type",
    "rename_label",
    "render",
    "render_all",
    "render_view",
]


def bind_expression(
    names: Names,
    node: Node,
    relation: Relation | None = None,
    *,
    assigned: TypeName | None = None,
) -> Expression:
    """Bind an expression that sees the columns of ``relation`` (or nothing).

    Args:
        names: Where objects are looked up.
        node: The ``Node`` around the expression.
        relation: The table of a check, default, index, policy or generated column.
        assigned: The type that the value is assigned to, so that ``DEFAULT 'draft'`` is known to
            be a label of the column's enum.
    """
    copied = copy_node(node)
    if assigned is not None and isinstance(assigned.base, str) and _is_constant(copied):
        return Expression(copied)
    binder = QueryBinder(names)
    binder.expression(copied, Scope() if relation is None else table_scope(relation))
    if relation is not None:
        _refuse_unknown(names, binder)
    binder.label(copied, assigned)
    return Expression(copied, binder.references)


def _is_constant(node: Node) -> bool:
    return bool(node.WhichOneof("node") == "a_const")


def _refuse_unknown(names: Names, binder: QueryBinder) -> None:
    for condition, reason in binder.refused[:1]:
        names.refuse(condition, reason)


def bind_trigger_condition(names: Names, node: Node, relation: Relation) -> Expression:
    """Bind the WHEN of a trigger, which sees ``relation`` as ``old`` and ``new``."""
    outputs = relation_outputs(relation)
    binder = QueryBinder(names)
    copied = copy_node(node)
    binder.expression(copied, Scope([Source("new", outputs), Source("old", outputs)]))
    return Expression(copied, binder.references)


def bind_query(names: Names, select: Node) -> tuple[Expression, list[Output] | None]:
    """Bind the query of a view; its output columns too, or None where not all are known."""
    binder = QueryBinder(names)
    copied = copy_node(select)
    outputs = binder.query(copied, Scope())
    _refuse_unknown(names, binder)
    return Expression(copied, binder.references), outputs


def bind_body(names: Names, node: Node, function: Function) -> Expression:
    """Bind the SQL body of a function, which sees its arguments."""
    outputs = relation_outputs(Relation(name=function.name, namespace=function.namespace)) or []
    outputs += [Output(p.name, p.type) for p in function.parameters if p.name]
    binder = QueryBinder(names)
    copied = copy_node(node)
    binder.expression(copied, Scope([Source(function.name, outputs)]))
    return Expression(copied, binder.references)


def every_expression(catalog: Catalog) -> Iterator[Expression]:
    """Every expression that the catalog's own objects hold."""
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            yield from expressions_of(relation)
        for type_ in namespace.types.values():
            yield from expressions_of_type(type_)
        for overloads in namespace.functions.values():
            for function in overloads:
                yield from expressions_of_function(function)


def expressions_of_type(type_: Type) -> Iterator[Expression]:
    """Every expression that a type holds."""
    checks = (check.expression for check in type_.checks.values())
    return _present(type_.default, *checks, *type_.statements)


def expressions_of_function(function: Function) -> Iterator[Expression]:
    """Every expression that a function holds."""
    return _present(function.sql_body, *(each.default for each in function.parameters))


def _present(*expressions: Expression | None) -> Iterator[Expression]:
    return (expression for expression in expressions if expression is not None)


def expressions_of(relation: Relation) -> Iterator[Expression]:
    """Every expression that a relation and its parts hold."""
    yield from _present(relation.query)
    yield from _present(*(key.expression for key in relation.partition_keys))
    for column in relation.columns.values():
        yield from _present(column.default, column.generated)
    for constraint in relation.constraints.values():
        yield from _of_constraint(constraint)
    for index in relation.indexes.values():
        yield from _present(index.predicate, *(key.expression for key in index.keys))
    for policy in relation.policies.values():
        yield from _present(policy.using, policy.with_check)
    for trigger in relation.triggers.values():
        yield from _present(trigger.when)


def _of_constraint(constraint: Constraint) -> Iterator[Expression]:
    keys = (key.expression for key in constraint.keys)
    yield from _present(constraint.expression, constraint.predicate, *keys)


def rename_label(catalog: Catalog, enum: Type, old: str, new: str) -> None:
    """Make every constant that is the label ``old`` of ``enum`` read ``new``."""
    for expression in every_expression(catalog):
        for reference in expression.references:
            if reference.target is enum and type(reference.node).__name__ == "A_Const":
                _rename_constant(expression, reference.node.sval, old, new)


def _rename_constant(expression: Expression, constant: Node, old: str, new: str) -> None:
    if constant.sval == old:
        constant.sval = new
        expression.text = None
