"""Bound expressions back to text, under the names that their objects have at that moment.

A name that was written without its schema stays so where the final SQL, loaded with ``public`` and
``extensions`` in the search path, finds the same object; otherwise the schema is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sotsync.replay.catalog import (
    Column,
    Expression,
    Function,
    Namespace,
    Object,
    Reference,
    Relation,
    Sequence,
    Type,
)
from sotsync.replay.queries import implied_name
from sotsync.replay.using import FixedReference, JoinedColumn, evade_joined_names
from sotsync.schema.names import qualified, quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression, deparse_expressions, deparse_query
from sotsync.sql.parser import enums

__all__ = ["FOUND_UNQUALIFIED", "deparse", "render", "render_all", "render_view"]

FOUND_UNQUALIFIED = ("public", "extensions")
"""The schemas whose objects are found without their name when the final SQL is loaded."""


def render(expression: Expression) -> str:
    """The text of an expression or query under current names, computed again only after renames."""
    _refresh(expression)
    if expression.text is None:
        expression.text = deparse(expression.node)
    return expression.text


def render_all(expressions: Iterable[Expression]) -> None:
    """Render many at once, so that :func:`render` finds their texts."""
    due = []
    for expression in expressions:
        _refresh(expression)
        if expression.text is None and _is_plain(expression.node):
            due.append(expression)
    for expression, text in zip(due, deparse_expressions([e.node for e in due]), strict=True):
        expression.text = text


def _refresh(expression: Expression) -> None:
    stale = [r for r in expression.references if not _is_current(r)]
    if stale:
        _rewrite(expression, stale)
        expression.text = None


def _is_plain(node: Node) -> bool:
    if not isinstance(node, enums.Node):
        return False
    kind = node.WhichOneof("node")
    return kind != "list" and not kind.endswith("_stmt")


def render_view(relation: Relation) -> str:
    """The query of a view, its output columns under the present names of the view's columns."""
    if relation.query is None:
        return ""
    text = render(relation.query)
    names = list(relation.columns)
    first = relation.query.node
    while first.op != enums.SETOP_NONE:
        first = first.larg
    targets = [target.res_target for target in first.target_list]
    if not relation.is_known or len(targets) > len(names):
        return text
    if len(targets) < len(names):
        return text if _are_default(names) else _wrapped(text, names)
    for target, name in zip(targets, names, strict=True):
        if (target.name or implied_name(target.val)) != name:
            target.name = name
            relation.query.text = None
    return render(relation.query)


def _are_default(names: list[str]) -> bool:
    """Whether the columns are named as those of VALUES."""
    return all(name == f"column{number}" for number, name in enumerate(names, 1))


def _wrapped(query: str, names: list[str]) -> str:
    """The query of VALUES, which have no place for the names of their columns."""
    columns = ", ".join(map(quote, names))
    return f"SELECT * FROM ({query}) AS query({columns})"  # noqa: S608 - shown, never run


def deparse(node: Node) -> str:
    """The text of an expression, a query, or the SQL body of a function."""
    kind = node.WhichOneof("node") if type(node).__name__ == "Node" else type(node).__name__
    if kind == "return_stmt":
        return f"RETURN {deparse_expression(node.return_stmt.returnval)}"
    if kind.endswith("_stmt") or kind == "SelectStmt":
        return deparse_query(node)
    if kind == "list":
        statements = [deparse(item) for part in node.list.items for item in part.list.items]
        return "\n".join(["BEGIN ATOMIC", *(f"  {text};" for text in statements), "END"])
    return deparse_expression(node)


def _rewrite(expression: Expression, stale: list[Reference]) -> None:
    # An output column without AS takes its name from what it shows. The name is part of a stored
    # query, so it is written down before the expression under it changes.
    targets = list(_unnamed_targets(expression.node))
    before = [implied_name(target.val) for target in targets]
    for reference in stale:
        if isinstance(reference, JoinedColumn):
            reference.write()
            continue
        _WRITERS[type(reference.node).__name__](reference.node, reference.target)
    evade_joined_names(expression.references)
    for target, name in zip(targets, before, strict=True):
        if implied_name(target.val) != name:
            target.name = name


def _unnamed_targets(message: Node) -> Iterator[Node]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            if field.message_type.name == "ResTarget" and not part.name and part.HasField("val"):
                yield part
            yield from _unnamed_targets(part)


def _is_current(reference: Reference) -> bool:
    if isinstance(reference, FixedReference):
        return True
    if isinstance(reference, JoinedColumn):
        return reference.is_current()
    return _CHECKS[type(reference.node).__name__](reference.node, reference.target)


def _names(node: Node) -> Node:
    for field in ("funcname", "names"):
        if hasattr(node, field):
            return getattr(node, field)
    return node.objname


def _needs_schema(namespace: Namespace) -> bool:
    return namespace.name not in FOUND_UNQUALIFIED


def _list_is_current(node: Node, target: Function | Type) -> bool:
    names = _names(node)
    if names[-1].string.sval != target.name:
        return False
    if len(names) > 1:
        return bool(names[-2].string.sval == target.namespace.name)
    return not _needs_schema(target.namespace)


def _write_list(node: Node, target: Function | Type) -> None:
    names = _names(node)
    is_qualified = len(names) > 1 or _needs_schema(target.namespace)
    del names[:]
    if is_qualified:
        names.add().string.sval = target.namespace.name
    names.add().string.sval = target.name


def _table_is_current(node: Node, target: Relation) -> bool:
    if node.relname != target.name:
        return False
    if node.schemaname:
        return bool(node.schemaname == target.namespace.name)
    return not _needs_schema(target.namespace)


def _write_table(node: Node, target: Relation) -> None:
    is_qualified = node.schemaname or _needs_schema(target.namespace)
    node.relname = target.name
    node.schemaname = target.namespace.name if is_qualified else ""


def _column_is_current(node: Node, target: Object) -> bool:
    fields = node.fields
    if isinstance(target, Column):
        return bool(fields[-1].string.sval == target.name)
    position = _qualifier_position(fields)
    if fields[position].string.sval != target.name:
        return False
    assert isinstance(target, Relation)
    return position == 0 or bool(fields[position - 1].string.sval == target.namespace.name)


def _write_column(node: Node, target: Object) -> None:
    fields = node.fields
    if isinstance(target, Column):
        fields[-1].string.sval = target.name
        return
    assert isinstance(target, Relation)
    position = _qualifier_position(fields)
    fields[position].string.sval = target.name
    if position:
        fields[position - 1].string.sval = target.namespace.name


def _qualifier_position(fields: Node) -> int:
    """Where the table's name stands in ``t``, ``t.c``, ``t.*`` or ``s.t.c``."""
    return max(0, len(fields) - 2)


def _constant_is_current(node: Node, target: Object) -> bool:
    if not isinstance(target, Sequence):
        return True
    return bool(_sequence_text(node, target) == node.sval.sval)


def _sequence_text(node: Node, target: Sequence) -> str:
    key = qualified(target.namespace.name, target.name)
    if "." in node.sval.sval or _needs_schema(target.namespace):
        return key
    return key.split(".", 1)[1]


def _write_constant(node: Node, target: Sequence) -> None:
    node.sval.sval = _sequence_text(node, target)


def _target_is_current(node: Node, target: Object) -> bool:
    return bool(node.name == target.name)


def _write_target(node: Node, target: Object) -> None:
    node.name = target.name


_CHECKS: dict[str, Callable[[Node, Object], bool]] = {
    "ObjectWithArgs": _list_is_current,  # type: ignore[dict-item] # the binder pairs node and target
    "ResTarget": _target_is_current,
    "FuncCall": _list_is_current,  # type: ignore[dict-item] # the binder pairs node and target
    "TypeName": _list_is_current,  # type: ignore[dict-item] # the same
    "RangeVar": _table_is_current,  # type: ignore[dict-item] # the same
    "ColumnRef": _column_is_current,
    "A_Const": _constant_is_current,
}
_WRITERS: dict[str, Callable[[Node, Object], None]] = {
    "ObjectWithArgs": _write_list,  # type: ignore[dict-item] # the same
    "ResTarget": _write_target,
    "FuncCall": _write_list,  # type: ignore[dict-item] # the same
    "TypeName": _write_list,  # type: ignore[dict-item] # the same
    "RangeVar": _write_table,  # type: ignore[dict-item] # the same
    "ColumnRef": _write_column,
    "A_Const": _write_constant,  # type: ignore[dict-item] # the same
}
