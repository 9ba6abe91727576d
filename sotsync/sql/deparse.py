"""Trees back to text, in the one spelling of PostgreSQL's parser library."""

from __future__ import annotations

from collections.abc import Sequence

from sotsync.sql import Node
from sotsync.sql.likeness import Likeness, likeness
from sotsync.sql.parentheses import may_lack_parentheses, with_parentheses
from sotsync.sql.parser import (
    GrammarError,
    copy_node,
    enums,
    parse_tree,
    tree_to_text,
    unwrap,
    wrap,
)

__all__ = [
    "deparse_expression",
    "deparse_expressions",
    "deparse_query",
    "deparse_statement",
    "deparse_type",
    "parse_expression",
    "parse_type",
]

_SELECT = "SELECT "
_NULL_AS = "SELECT NULL::"
_BOUNDARY = "between two expressions"
_AT_ONCE = 256


def deparse_expression(node: Node) -> str:
    """The text of an expression; ``node`` is its message, or a ``Node`` around it.

    Raises:
        GrammarError: The tree holds something that has no SQL.
    """
    select = enums.SelectStmt()
    value = select.target_list.add().res_target.val
    value.CopyFrom(node if isinstance(node, enums.Node) else wrap(node))
    _plain_select(select)
    return _written(select)[len(_SELECT) :]


def deparse_expressions(nodes: Sequence[Node]) -> list[str]:
    """The texts of many expressions, each as :func:`deparse_expression` gives it, but sooner.

    Raises:
        GrammarError: A tree holds something that has no SQL.
    """
    keys = [likeness(node) or number for number, node in enumerate(nodes)]
    different = list(dict(zip(keys, nodes, strict=True)).items())
    texts: dict[Likeness | int, str] = {}
    for start in range(0, len(different), _AT_ONCE):
        batch = different[start : start + _AT_ONCE]
        found = _deparse_together([node for _, node in batch])
        texts.update(zip((key for key, _ in batch), found, strict=True))
    return [texts[key] for key in keys]


def _deparse_together(nodes: Sequence[Node]) -> list[str]:
    """Deparse one select list, since a call of the library costs more than an expression."""
    select = enums.SelectStmt()
    for node in nodes:
        select.target_list.add().res_target.val.CopyFrom(node)
        select.target_list.add().res_target.val.a_const.sval.sval = _BOUNDARY
    _plain_select(select)
    try:
        texts = tree_to_text(select)[len(_SELECT) :].split(f", '{_BOUNDARY}'")
    except GrammarError:
        texts = []
    if len(texts) != len(nodes) + 1:
        return [deparse_expression(node) for node in nodes]
    return [
        deparse_expression(node) if may_lack_parentheses(text) else text.removeprefix(", ")
        for node, text in zip(nodes, texts[:-1], strict=True)
    ]


def deparse_type(node: Node) -> str:
    """The text of a ``TypeName``, as written."""
    select = enums.SelectStmt()
    cast = select.target_list.add().res_target.val.type_cast
    cast.arg.a_const.isnull = True
    cast.type_name.CopyFrom(node)
    _plain_select(select)
    return tree_to_text(select)[len(_NULL_AS) :]


def deparse_query(node: Node) -> str:
    """The text of a query; ``node`` is its message, or a ``Node`` around it."""
    return _written(unwrap(node) if isinstance(node, enums.Node) else node)


def deparse_statement(node: Node) -> str:
    """The text of any statement, without a semicolon."""
    return deparse_query(node)


def parse_expression(text: str) -> Node:
    """The tree of an expression, as a ``Node`` of its own.

    Raises:
        GrammarError: The text is no single expression.
        NestingError: It is nested too deeply.
    """
    target = parse_tree(_SELECT + text).stmts[0].stmt.select_stmt.target_list[0].res_target
    return copy_node(target.val)


def parse_type(text: str) -> Node:
    """The ``TypeName`` of a type's text.

    Raises:
        GrammarError: The text is no type.
    """
    target = parse_tree(_NULL_AS + text).stmts[0].stmt.select_stmt.target_list[0].res_target
    return copy_node(target.val.type_cast.type_name)


def _written(statement: Node) -> str:
    text = tree_to_text(statement)
    return with_parentheses(statement) or text if may_lack_parentheses(text) else text


def _plain_select(select: Node) -> None:
    select.limit_option = enums.LIMIT_OPTION_DEFAULT
    select.op = enums.SETOP_NONE
