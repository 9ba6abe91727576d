"""The parentheses that PostgreSQL's parser library leaves out when it writes a tree as text.

``a BETWEEN (b OR c) AND d`` comes out as ``a BETWEEN b OR c AND d``, which means something else or
nothing. What binds more weakly than the place where it stands is written apart, as a name of its
own, and put back in parentheses. Source: PostgreSQL manual, "Operator Precedence", and the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sotsync.sql import Node
from sotsync.sql.parser import enums, tree_to_text, unwrap, wrap

__all__ = ["may_lack_parentheses", "with_parentheses"]

_INDEXED = re.compile(r"(?<!ARRAY)\[(?!\])|\)\.|\bEND\.")
"""A subscript or a field of what is no plain name."""
_WORDS = re.compile(r"\b(?:BETWEEN|I?LIKE|SIMILAR|IN|IS|ANY|ALL|COLLATE|AT|POSITION|overlaps)\b")
"""Words beside which an operand may stand that needs parentheses."""
_WEAK = re.compile(
    r"\b(?:AND|OR|(?<!IS )NOT|BETWEEN|I?LIKE|SIMILAR|IN|IS|ANY|ALL|COLLATE|AT|overlaps)\b|"
    r"[<>=+*/^|~@#%&!?-]+"
)
"""What binds weakly, and so may be such an operand; one alone is the operator itself."""

_WHERE_IS = frozenset({"logic", "distinct", "special"})
_WHERE_DISTINCT = _WHERE_IS | {"is"}
_TESTED = _WHERE_DISTINCT | {"comparison", "test", "sub-query"}
_BOUND = _TESTED | {"quantified", "zone", "collation"}
_LEFT = frozenset({"special", "sub-query"})
_RIGHT = frozenset({"special", "sub-query"})
_AFTER_SIGN = _RIGHT | {"zone", "collation"}
_COLLATED = frozenset({"logic", "is", "special", "zone"})
_ZONED = frozenset({"logic", "is", "special"})
_ZONE = (_BOUND | {"operator"}) - {"collation"}
_SOUGHT = _ZONE | {"collation", "comparison"}
_SUBSCRIPTED = frozenset({"logic", "is", "special", "sub-query", "collation", "word"})

_NODE = enums.Node.DESCRIPTOR
_TYPE_NAME = enums.TypeName.DESCRIPTOR
_LEAVES = frozenset({"column_ref", "a_const", "param_ref", "string", "integer", "type_name"})
_KINDS = {
    "bool_expr": "logic",
    "null_test": "is",
    "boolean_test": "is",
    "json_is_predicate": "special",
    "collate_clause": "collation",
    "a_const": "word",
    "case_expr": "word",
    "coalesce_expr": "word",
    "min_max_expr": "word",
    "grouping_func": "word",
    "json_object_constructor": "word",
    "json_array_constructor": "word",
}
_COMPARED = frozenset({"<", ">", "=", "<=", ">=", "<>"})
_DISTINCT = (enums.AEXPR_DISTINCT, enums.AEXPR_NOT_DISTINCT)
_ANY_OR_ALL = (enums.AEXPR_OP_ANY, enums.AEXPR_OP_ALL)
_ESCAPES = frozenset({"like_escape", "similar_to_escape"})
_SPECIAL_CALLS = {"is_normalized": "special", "timezone": "zone", "overlaps": "special"}


def may_lack_parentheses(text: str) -> bool:
    """Whether the text of an expression or query is worth a second look; most are not."""
    if _INDEXED.search(text) is not None:
        return True
    if _WORDS.search(text) is None:
        return False
    found = _WEAK.finditer(text)
    return next(found, None) is not None and next(found, None) is not None


def with_parentheses(statement: Node) -> str | None:
    """The text of a statement with every parenthesis that it needs; None if none was left out."""
    tree = wrap(statement)
    loose = _loose(tree)
    if not loose:
        return None
    mark = "operand_apart"
    plain = tree_to_text(statement)
    while mark in plain:
        mark += "_"
    held: list[tuple[str, str]] = []
    for operand in loose:
        name = f"{mark}{len(held)}_"
        held.append((name, _text(operand)))
        operand.Clear()
        operand.column_ref.fields.add().string.sval = name
    return _put_back(tree_to_text(unwrap(tree)), held)


def _put_back(text: str, held: list[tuple[str, str]]) -> str:
    """The text with the operands in their places: the outer ones first, which name inner ones."""
    for name, operand in reversed(held):
        text = text.replace(f"({name}).", f"({operand}).").replace(name, f"({operand})")
    return text


def _text(operand: Node) -> str:
    select = enums.SelectStmt(limit_option=enums.LIMIT_OPTION_DEFAULT, op=enums.SETOP_NONE)
    select.target_list.add().res_target.val.CopyFrom(operand)
    return tree_to_text(select).removeprefix("SELECT ")


def _loose(message: Node) -> list[Node]:
    """The operands whose parentheses are left out, as ``Node`` wrappers, inner ones first."""
    found: list[Node] = []
    _collect(message, found)
    return found


def _collect(message: Node, found: list[Node]) -> None:
    for field, value in message.ListFields():
        kind = field.message_type
        if kind is None or kind is _TYPE_NAME:
            continue
        for part in value if field.is_repeated else (value,):
            if kind is _NODE:
                _collect_wrapped(part, found)
            else:
                _collect(part, found)


def _collect_wrapped(wrapper: Node, found: list[Node]) -> None:
    kind = wrapper.WhichOneof("node")
    if kind is None or kind in _LEAVES:
        return
    message = getattr(wrapper, kind)
    _collect(message, found)
    finder = _PLACES.get(kind)
    if finder is not None:
        found += [operand for operand, kinds in finder(message) if _kind(operand) in kinds]


def _kind(operand: Node) -> str:
    """How an operand binds; "" where it stands for itself."""
    kind = operand.WhichOneof("node")
    if kind == "a_expr":
        return _kind_of_operator(operand.a_expr)
    if kind == "sub_link":
        link = operand.sub_link
        if link.HasField("testexpr"):
            return "sub-query"
        return "word" if link.sub_link_type == enums.EXISTS_SUBLINK else ""
    if kind == "xml_expr":
        return "special" if operand.xml_expr.op == enums.IS_DOCUMENT else "word"
    if kind == "func_call" and operand.func_call.funcformat == enums.COERCE_SQL_SYNTAX:
        return _SPECIAL_CALLS.get(operand.func_call.funcname[-1].string.sval, "")
    return _KINDS.get(kind, "")


def _kind_of_operator(operator: Node) -> str:
    if operator.kind == enums.AEXPR_OP:
        is_binary = operator.HasField("lexpr")
        if is_binary and len(operator.name) == 1 and operator.name[0].string.sval in _COMPARED:
            return "comparison"
        return "operator" if is_binary else ""
    if operator.kind == enums.AEXPR_NULLIF:
        return ""
    if operator.kind in _ANY_OR_ALL:
        return "quantified"
    return "distinct" if operator.kind in _DISTINCT else "test"


def _of_operator(operator: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    kind, left, right = operator.kind, operator.lexpr, operator.rexpr
    if kind == enums.AEXPR_OP:
        yield left, _LEFT
        yield right, _RIGHT if operator.HasField("lexpr") else _AFTER_SIGN
    elif kind in _DISTINCT:
        yield left, _WHERE_IS
        yield right, _WHERE_DISTINCT
    elif kind != enums.AEXPR_NULLIF:
        yield left, _TESTED
        if kind not in _ANY_OR_ALL and kind != enums.AEXPR_IN:
            yield from _bounds(right)


def _bounds(right: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """The right side of LIKE and SIMILAR TO, and the two bounds of BETWEEN."""
    kind = right.WhichOneof("node")
    if kind == "list":
        for bound in right.list.items:
            yield bound, _BOUND
    elif kind == "func_call" and right.func_call.funcname[-1].string.sval in _ESCAPES:
        yield from ((argument, _BOUND) for argument in right.func_call.args)
    else:
        yield right, _BOUND


def _of_call(call: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    if call.funcformat != enums.COERCE_SQL_SYNTAX:
        return
    name = call.funcname[-1].string.sval
    if name == "timezone":
        *zones, value = call.args
        yield value, _ZONED
        yield from ((zone, _ZONE) for zone in zones)
    elif name == "position":
        yield from ((argument, _SOUGHT) for argument in call.args)
    elif name == "is_normalized":
        yield call.args[0], _WHERE_IS


_PLACES: dict[str, Callable[[Node], Iterable[tuple[Node, frozenset[str]]]]] = {
    "a_expr": _of_operator,
    "func_call": _of_call,
    "null_test": lambda test: [(test.arg, _WHERE_IS)],
    "boolean_test": lambda test: [(test.arg, _WHERE_IS)],
    "json_is_predicate": lambda test: [(test.expr, _WHERE_IS)],
    "xml_expr": lambda xml: [(xml.args[0], _WHERE_IS)] if xml.op == enums.IS_DOCUMENT else [],
    "sub_link": lambda link: [(link.testexpr, _TESTED)],
    "collate_clause": lambda clause: [(clause.arg, _COLLATED)],
    "type_cast": lambda cast: [(cast.arg, _RIGHT)],
    "a_indirection": lambda indirection: [(indirection.arg, _SUBSCRIPTED)],
}
