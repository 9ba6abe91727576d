"""The shape of an expression or query: its tree as plain tuples, less what is only spelling.

Both what a person wrote and what a server prints of it come to such shapes. Rewritten here is only
what PostgreSQL rewrites itself, whatever the types: IN lists, BETWEEN, positions after ORDER BY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sotsync.replay.catalog import Catalog
from sotsync.replay.queries import implied_name
from sotsync.replay.typenames import read_type_name, spell_type
from sotsync.schema.spelling import HIDDEN_SCHEMAS, strip_hidden_schema
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list, unwrap

__all__ = ["Shape", "shape"]

Shape = Any
"""A tuple whose first item names its kind, or a plain value."""

_NOISE = frozenset(
    """
    location funcformat inh relpersistence list_start list_end rexpr_list_start rexpr_list_end
    func_variadic catalogname
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_TESTS = frozenset(
    {enums.AEXPR_OP, enums.AEXPR_LIKE, enums.AEXPR_ILIKE}
)  # LIKE is an operator under another name.
_QUANTIFIED = frozenset({enums.AEXPR_OP_ANY, enums.AEXPR_OP_ALL})
_BETWEEN = {
    enums.AEXPR_BETWEEN: (enums.AND_EXPR, ">=", "<="),
    enums.AEXPR_NOT_BETWEEN: (enums.OR_EXPR, "<", ">"),
}


def shape(node: Node) -> Shape:
    """The shape of a message, or of a ``Node`` around one."""
    message = unwrap(node) if type(node).__name__ == "Node" else node
    if message is None:
        return ()
    name = type(message).__name__
    special = _SPECIAL.get(name)
    return special(message) if special else (name, *_fields(message))


def _fields(message: Node, without: Iterable[str] = ()) -> Iterable[Shape]:
    for field, value in message.ListFields():
        if field.name in _NOISE or field.name in without:
            continue
        if field.message_type is None:
            yield field.name, tuple(value) if field.is_repeated else value
        elif field.is_repeated:
            yield field.name, tuple(map(shape, value))
        else:
            yield field.name, shape(value)


def _constant(node: Node) -> Shape:
    kind = node.WhichOneof("val")
    if kind is None or node.isnull:
        return ("constant", None)
    value = getattr(node, kind)
    text = next((text for _, text in value.ListFields()), "")
    if kind == "boolval":
        return ("constant", "true" if value.boolval else "false")
    return ("constant", str(text) if kind != "ival" else str(value.ival))


def _cast(node: Node) -> Shape:
    return ("cast", _type(node.type_name), shape(node.arg))


def _type(node: Node) -> str:
    used, _ = read_type_name(Catalog(), node)
    return strip_hidden_schema(spell_type(used))


def _column(node: Node) -> Shape:
    """The parts of a name; a whole row is the name of its table."""
    parts = [part.string.sval for part in node.fields if part.WhichOneof("node") == "string"]
    return ("column", *parts) if parts else ("star",)


def _call(node: Node) -> Shape:
    names = [name for name in string_list(node.funcname) if name not in HIDDEN_SCHEMAS]
    return ("call", tuple(names), *_fields(node, ("funcname",)))


def _operator(node: Node) -> Shape:
    name = string_list(node.name)[-1]
    if node.kind in _BETWEEN:
        word, low, high = _BETWEEN[node.kind]
        first, second = node.rexpr.list.items
        left = shape(node.lexpr)
        return ("bool", word, ((_test(low, left, first)), (_test(high, left, second))))
    if node.kind == enums.AEXPR_IN:
        return _in(name, shape(node.lexpr), tuple(map(shape, node.rexpr.list.items)))
    if node.kind in _QUANTIFIED:
        return _quantified(node, name)
    if node.kind in _TESTS:
        return ("operator", name, shape(node.lexpr), shape(node.rexpr))
    return ("A_Expr", node.kind, name, shape(node.lexpr), shape(node.rexpr))


def _test(name: str, left: Shape, right: Node) -> Shape:
    return ("operator", name, left, shape(right))


def _in(name: str, left: Shape, items: tuple[Shape, ...]) -> Shape:
    """``IN``: one value is a comparison, columns are compared one by one (transformAExprIn)."""
    tests = tuple(("operator", name, left, item) for item in items)
    if len(tests) == 1:
        return tests[0]
    if any(_has_column(item) for item in items):
        return ("bool", enums.OR_EXPR if name == "=" else enums.AND_EXPR, tests)
    return ("any" if name == "=" else "all", name, left, ("array", items))


def _quantified(node: Node, name: str) -> Shape:
    word = "any" if node.kind == enums.AEXPR_OP_ANY else "all"
    return (word, name, shape(node.lexpr), shape(node.rexpr))


def _has_column(item: Shape) -> bool:
    if not isinstance(item, tuple) or not item:
        return False
    return item[0] == "column" or any(map(_has_column, item))


def _array(node: Node) -> Shape:
    return ("array", tuple(map(shape, node.elements)))


def _bool(node: Node) -> Shape:
    return ("bool", node.boolop, tuple(map(shape, node.args)))


def _case(node: Node) -> Shape:
    """A CASE; without ELSE it gives NULL."""
    default = shape(node.defresult) if node.HasField("defresult") else ("constant", None)
    return ("case", default, *_fields(node, ("defresult",)))


def _table(node: Node) -> Shape:
    hidden = node.schemaname in HIDDEN_SCHEMAS
    schema = () if hidden or not node.schemaname else (node.schemaname,)
    alias = node.alias.aliasname if node.HasField("alias") else node.relname
    return ("table", (*schema, node.relname), alias)


def _function_source(node: Node) -> Shape:
    """A function in FROM; without an alias it goes by the function's name."""
    call = node.functions[0].list.items[0]
    names = string_list(call.func_call.funcname) if call.HasField("func_call") else [""]
    alias = node.alias.aliasname if node.HasField("alias") else names[-1]
    return ("function source", alias, *_fields(node, ("alias",)))


def _link(node: Node) -> Shape:
    """A query inside an expression; the names of its columns have no meaning."""
    query = _anonymous(shape(node.subselect))
    return ("link", query, *_fields(node, ("subselect",)))


def _output(node: Node) -> Shape:
    name = node.name or implied_name(node.val)
    return ("output", name, shape(node.val))


def _select(node: Node) -> Shape:
    outputs = [target.res_target for target in node.target_list]
    fields = dict(_fields(node))
    for name in ("sort_clause", "group_clause", "distinct_clause"):
        if name in fields:
            fields[name] = tuple(_resolved(item, outputs) for item in fields[name])
    if "rarg" in fields:
        # The names of a set operation's columns are those of its first query.
        fields["rarg"] = _anonymous(fields["rarg"])
    return ("select", *sorted(fields.items()))


def _anonymous(query: Shape) -> Shape:
    """The query without the names of its columns."""
    fields = dict(query[1:])
    for name in ("larg", "rarg"):
        if name in fields:
            fields[name] = _anonymous(fields[name])
    if "target_list" in fields:
        fields["target_list"] = tuple(item[-1] for item in fields["target_list"])
    return (query[0], *fields.items())


def _resolved(item: Shape, outputs: Sequence[Node]) -> Shape:
    """What a position or the name of an output stands for."""
    if isinstance(item, tuple) and item and item[0] == "SortBy":
        fields = (
            (name, _resolved(value, outputs) if name == "node" else value)
            for name, value in item[1:]
        )
        return ("SortBy", *fields)
    if item[:1] == ("constant",) and str(item[1]).isdigit():
        place = int(item[1])
        return shape(outputs[place - 1].val) if 0 < place <= len(outputs) else item
    if item[:1] == ("column",) and len(item) == len(("column", "name")):
        for output in outputs:
            if output.name == item[1]:
                return shape(output.val)
    return item


_SPECIAL: dict[str, Callable[[Node], Shape]] = {
    "A_ArrayExpr": _array,
    "A_Const": _constant,
    "A_Expr": _operator,
    "BoolExpr": _bool,
    "CaseExpr": _case,
    "ColumnRef": _column,
    "FuncCall": _call,
    "RangeFunction": _function_source,
    "RangeVar": _table,
    "ResTarget": _output,
    "SelectStmt": _select,
    "SubLink": _link,
    "TypeCast": _cast,
    "TypeName": _type,
}
