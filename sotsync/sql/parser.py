"""The only module that knows the library behind PostgreSQL's grammar.

``postgast`` (libpg_query of PostgreSQL 18) gives protobuf messages; everything else in sotsync sees
them as :data:`Node` and reads their fields by name, so that the library can be replaced here.
"""

from __future__ import annotations

import re
from typing import Any

from google.protobuf.message import DecodeError
from postgast import PgQueryError, pg_query_pb2
from postgast import deparse as _deparse
from postgast import parse as _parse
from postgast import parse_plpgsql as _parse_plpgsql

from sotsync.sql import Node
from sotsync.sql.keywords import with_upper_case_values

__all__ = [
    "GrammarError",
    "NestingError",
    "copy_node",
    "enums",
    "integer",
    "kind_of",
    "parse_plpgsql",
    "parse_tree",
    "string",
    "string_list",
    "tree_to_text",
    "unwrap",
    "wrap",
]

enums: Any = pg_query_pb2
"""The enumerations of the syntax tree by their PostgreSQL names, such as ``AT_AddColumn``."""


class GrammarError(ValueError):
    """PostgreSQL's grammar refuses the text; ``offset`` counts characters from its start."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class NestingError(ValueError):
    """The text is nested so deeply that its tree cannot be read back."""


_LONGEST_QUOTE = 60


def _short(message: object) -> str:
    """The message with what it quotes cut to one line: an open string quotes the file's rest."""
    said, near, quoted = str(message).partition(' at or near "')
    first, *more = re.split(r"[\r\n]", quoted, maxsplit=1)
    if more or len(first) > _LONGEST_QUOTE:
        return f'{said}{near}{first[:_LONGEST_QUOTE].rstrip()} …"'
    return f"{said}{near}{quoted}"


def parse_tree(text: str) -> Node:
    """The tree of a whole text: ``.stmts`` with byte offsets.

    Raises:
        GrammarError: The text is not PostgreSQL's.
        NestingError: The tree is too deep to be decoded.
    """
    try:
        return _parse(text)
    except PgQueryError as error:
        raise GrammarError(_short(error.message), max(0, error.cursorpos - 1)) from error
    except DecodeError as error:
        raise NestingError("nested too deeply to be read") from error


def parse_plpgsql(text: str) -> list[dict[str, Any]]:
    """The statements of the PL/pgSQL function or DO block that ``text`` creates.

    Raises:
        GrammarError: PL/pgSQL's grammar refuses the body.
    """
    try:
        functions: list[dict[str, Any]] = _parse_plpgsql(text)
    except PgQueryError as error:
        raise GrammarError(_short(error.message), max(0, error.cursorpos - 1)) from error
    return functions


def tree_to_text(statement: Node) -> str:
    """The SQL of one statement, in the spelling of PostgreSQL's parser library.

    Raises:
        GrammarError: The tree holds something that has no SQL.
    """
    result = pg_query_pb2.ParseResult()
    _set_inside(result.stmts.add().stmt, statement)
    try:
        text: str = _deparse(result)
    except PgQueryError as error:
        raise GrammarError(_short(error.message), 0) from error
    return with_upper_case_values(text)


def kind_of(node: Node) -> str:
    """The name of the message inside a ``Node`` wrapper, ``""`` for an empty one."""
    return node.WhichOneof("node") or ""


def unwrap(node: Node) -> Node:
    """The message inside a ``Node`` wrapper; None for an empty one."""
    kind = node.WhichOneof("node")
    return getattr(node, kind) if kind else None


def wrap(message: Node) -> Node:
    """A ``Node`` wrapper that holds a copy of ``message``."""
    wrapper = pg_query_pb2.Node()
    _set_inside(wrapper, message)
    return wrapper


def copy_node(node: Node) -> Node:
    """An independent copy of a message."""
    copied = type(node)()
    copied.CopyFrom(node)
    return copied


def string(node: Node) -> str:
    """The text of a ``Node`` that wraps a ``String``."""
    return str(node.string.sval)


def string_list(nodes: Node) -> list[str]:
    """The texts of a list of ``Node`` that wrap ``String``."""
    return [node.string.sval for node in nodes]


def integer(node: Node) -> int | None:
    """The value of an integer constant, bare or in an ``A_Const``; None for another node."""
    message = unwrap(node)
    kind = type(message).__name__
    if kind == "A_Const":
        return _constant(message)
    if kind == "Integer":
        return int(message.ival)
    if kind == "Float":
        return _whole(message.fval)
    return None


def _constant(constant: Node) -> int | None:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return int(constant.ival.ival)
    return _whole(constant.fval.fval) if kind == "fval" else None


def _whole(digits: str) -> int | None:
    return int(digits) if digits.lstrip("-+").isdigit() else None


def _set_inside(wrapper: Node, message: Node) -> None:
    field = _FIELD_BY_MESSAGE[type(message).DESCRIPTOR.full_name]
    getattr(wrapper, field).CopyFrom(message)


_FIELD_BY_MESSAGE = {
    field.message_type.full_name: field.name for field in pg_query_pb2.Node.DESCRIPTOR.fields
}
