"""A fence's SQL as blocks, each a statement and what stands above it, so that one can change.

Joined again the blocks are the fence, character for character: comments between statements belong
to the statement below them and are only changed with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from sotsync.document.mapping import DEFAULT_SCHEMA
from sotsync.document.ownership import relation_of
from sotsync.schema.names import qualified, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums
from sotsync.sql.statements import Statement, parse_statements
from sotsync.text import Source, Span

__all__ = [
    "Block",
    "Key",
    "SqlBlocks",
    "of_partition",
    "partition_in",
    "read_blocks",
    "statement_key",
]

Key = tuple[str, ...]
"""What a statement is about: its kind, and the name that tells it from others of its kind.

A statement about what hangs on a partition ends in the partition's key, for it may well have the
name of what its parent has.
"""
_OF = "of"

_END = re.compile(r"\s*;[ \t]*(?:--[^\r\n]*)?")
_SWITCHES = {
    "AT_EnableRowSecurity": ("rls", "enable"),
    "AT_DisableRowSecurity": ("rls", "disable"),
    "AT_ForceRowSecurity": ("rls", "force"),
    "AT_NoForceRowSecurity": ("rls", "no force"),
}
_TRIGGER_STATE = re.compile(r"AT_(?:Enable|EnableAlways|EnableReplica|Disable)Trig\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One statement.

    Attributes:
        key: What it is about.
        above: All between the statement before it and this one.
        text: The statement with its semicolon and a comment on the same line.
        span: Where the statement stands in the source, without its semicolon.
    """

    key: Key
    above: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlBlocks:
    """The blocks of a fence, and what follows the last of them."""

    blocks: tuple[Block, ...]
    tail: str

    def __str__(self) -> str:
        return "".join([block.above + block.text for block in self.blocks] + [self.tail])

    def with_blocks(self, blocks: list[Block]) -> SqlBlocks:
        """The same with other blocks."""
        return replace(self, blocks=tuple(blocks))


def of_partition(key: Key, partition: str) -> Key:
    """The key of a statement about a partition; an index has a name of its own in its schema."""
    return key if "index" in key[:2] else (*key, _OF, partition)


def partition_in(key: Key) -> str | None:
    """The partition that a key names; None where it names none, as that of an index."""
    is_named = key[0] == "partition" or key[-2:-1] == (_OF,)
    return key[-1] if is_named else None


def read_blocks(
    source: Source,
    span: Span,
    *,
    partitions: Collection[str] = (),
    schema: str = DEFAULT_SCHEMA,
) -> SqlBlocks | None:
    """The blocks of the SQL at ``span``; None where some of it is no SQL.

    Args:
        source: The text.
        span: Where the SQL stands in it.
        partitions: Keys of the partitions of the table that the SQL is about.
        schema: Where a table is if a statement names no schema.
    """
    blocks: list[Block] = []
    position = span.start
    for statement in parse_statements(source, span):
        if statement.error is not None:
            return None
        if statement.node is None:
            continue
        end = _END.match(source.text, statement.span.end, span.end)
        after = statement.span.end if end is None else end.end()
        blocks.append(
            Block(
                key=statement_key(statement, partitions, schema),
                above=source.text[position : statement.span.start],
                text=source.text[statement.span.start : after],
                span=statement.span,
            )
        )
        position = after
    return SqlBlocks(blocks=tuple(blocks), tail=source.text[position : span.end])


def statement_key(
    statement: Statement, partitions: Collection[str] = (), schema: str = DEFAULT_SCHEMA
) -> Key:
    """What the statement is about; ``other`` for what a document has no part for."""
    reader = _READERS.get(statement.kind)
    key = None if reader is None else reader(statement.node)
    key = key or ("other", statement.kind, str(statement.span.start))
    if key[0] == "partition":
        *namespace, name = key[1:]
        return ("partition", qualified(namespace[0] if namespace else schema, name))
    relation = relation_of(statement, schema) if partitions else None
    return of_partition(key, relation) if relation in partitions and relation else key


def _policy_key(node: Node) -> Key:
    return ("policy", truncate(node.policy_name))


def _trigger_key(node: Node) -> Key:
    return ("trigger", truncate(node.trigname))


def _function_key(node: Node) -> Key:
    return ("function", _last(node.funcname), str(len(node.parameters)))


def _relation_key(_node: Node) -> Key:
    return ("relation",)


def _table_key(node: Node) -> Key:
    if not node.HasField("partbound"):
        return ("relation",)
    names = (node.relation.schemaname, node.relation.relname)
    return ("partition", *(truncate(name) for name in names if name))


def _foreign_table_key(node: Node) -> Key:
    return _table_key(node.base_stmt)


def _index_key(node: Node) -> Key:
    return ("index", truncate(node.idxname))


def _type_key(node: Node) -> Key:
    return ("type", _last(node.type_name))


def _composite_key(node: Node) -> Key:
    return ("type", node.typevar.relname)


def _domain_key(node: Node) -> Key:
    return ("type", _last(node.domainname))


def _last(names: Node) -> str:
    return str(names[-1].string.sval)


def _comment_key(node: Node) -> Key:
    kind = enums.ObjectType.Name(node.objtype).removeprefix("OBJECT_").lower()
    target = node.object
    if target.HasField("object_with_args"):
        return ("comment", kind, _last(target.object_with_args.objname))
    if target.HasField("type_name"):
        return ("comment", kind, _last(target.type_name.names))
    return ("comment", kind, *(item.string.sval for item in target.list.items[-1:]))


def _alter_key(node: Node) -> Key | None:
    if len(node.cmds) != 1:
        return None
    command = node.cmds[0].alter_table_cmd
    subtype = enums.AlterTableType.Name(command.subtype)
    if subtype in _SWITCHES:
        return _SWITCHES[subtype]
    if _TRIGGER_STATE.match(subtype):
        return ("trigger state", truncate(command.name))
    if subtype == "AT_AddConstraint":
        constraint = getattr(command, "def").constraint
        return ("constraint", truncate(constraint.conname)) if constraint.conname else None
    return None


_READERS: Mapping[str, Callable[[Node], Key | None]] = {
    "create_policy_stmt": _policy_key,
    "create_trig_stmt": _trigger_key,
    "create_function_stmt": _function_key,
    "create_stmt": _table_key,
    "create_foreign_table_stmt": _foreign_table_key,
    "create_table_as_stmt": _relation_key,
    "view_stmt": _relation_key,
    "index_stmt": _index_key,
    "create_enum_stmt": _type_key,
    "create_range_stmt": _type_key,
    "composite_type_stmt": _composite_key,
    "create_domain_stmt": _domain_key,
    "comment_stmt": _comment_key,
    "alter_table_stmt": _alter_key,
}
