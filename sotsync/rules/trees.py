"""Expressions and queries as trees: their parts, and which table each column in them belongs to.

What a column without a table means depends on where it stands: in a query inside of a policy it is
the innermost table's that has one of that name, however much its writer meant the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sotsync.schema.models import Schema
from sotsync.schema.names import qualified
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError, enums, kind_of, string_list, unwrap

__all__ = [
    "Column",
    "Frame",
    "Names",
    "called",
    "frame_of",
    "is_bare",
    "parsed",
    "parts_of",
    "peeled",
    "resolve",
    "walk",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a reference in an expression means.

    Attributes:
        depth: How many queries further out the table stands; the row itself is outermost.
        relation: The table's key; None where it is no table of the schema.
        name: The column.
    """

    depth: int
    relation: str | None
    name: str


_Known = frozenset[str] | None
"""The names of a table's columns; None where not all of them are known."""
_Sources = dict[str, tuple[str | None, _Known]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The tables of one query: by the name that columns use, the key and the columns' names."""

    tables: Mapping[str, tuple[str | None, _Known]]


class Names:
    """Finds tables and views by the names that expressions use."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._by_name: dict[str, list[str]] = {}
        for key, one in (*schema.tables.items(), *schema.views.items()):
            self._by_name.setdefault(one.name, []).append(key)

    def find(self, range_var: Node, near: str = "public") -> str | None:
        """The key of what a ``RangeVar`` names, ``near`` being the schema that is looked in first.

        Migrations may have set a search path, so a name that only one table has is that table's.
        """
        if range_var.schemaname:
            key = qualified(range_var.schemaname, range_var.relname)
            return key if self._schema.relation(key) is not None else None
        keys = self._by_name.get(range_var.relname, [])
        wanted = [qualified(home, range_var.relname) for home in (near, "public")]
        return next((key for key in wanted if key in keys), keys[0] if len(keys) == 1 else None)

    def columns(self, key: str | None) -> frozenset[str] | None:
        """The names of a table's columns; None where not all are known."""
        relation = self._schema.relation(key) if key is not None else None
        if relation is None or getattr(relation, "is_external", False):
            return None
        return frozenset(relation.columns)


def parsed(text: str) -> Node | None:
    """The tree of an expression; None for one that cannot be read."""
    try:
        return parse_expression(text)
    except (GrammarError, NestingError):
        return None


def walk(node: Node) -> Iterator[Node]:
    """The messages inside a tree, itself first, without the ``Node`` wrappers."""
    message = unwrap(node) if isinstance(node, enums.Node) else node
    if message is None:
        return
    yield message
    for part in parts_of(message):
        yield from walk(part)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The messages directly inside of one, without the ``Node`` wrappers."""
    message = unwrap(node) if isinstance(node, enums.Node) else node
    parts: list[Node] = []
    for field, value in () if message is None else message.ListFields():
        if field.message_type is not None:
            parts += list(value) if field.is_repeated else [value]
    inner = (unwrap(part) if isinstance(part, enums.Node) else part for part in parts)
    return tuple(part for part in inner if part is not None)


def peeled(node: Node) -> Node:
    """The wrapper without casts, collations and ``(SELECT …)`` around a bare expression."""
    while True:
        kind = kind_of(node)
        if kind in {"type_cast", "collate_clause"}:
            node = unwrap(node).arg
        elif kind == "sub_link" and is_bare(node.sub_link):
            node = node.sub_link.subselect.select_stmt.target_list[0].res_target.val
        else:
            return node


def is_bare(link: Node) -> bool:
    """Whether a subquery is one expression and reads no table: it is run once."""
    select = link.subselect.select_stmt
    return bool(
        link.sub_link_type == enums.EXPR_SUBLINK
        and len(select.target_list) == 1
        and not select.from_clause
        and select.op == enums.SETOP_NONE
    )


def called(call: Node) -> tuple[str, str]:
    """The schema and the name of what a ``FuncCall`` calls; no schema where none is written."""
    *schema, name = string_list(call.funcname)
    return (schema[-1] if schema else "", name)


def frame_of(select: Node, names: Names, near: str) -> Frame:
    """The tables of a ``SELECT``."""
    return Frame(tables=_tables(select, names, near, {}))


def _tables(select: Node, names: Names, near: str, outer: Mapping[str, _Known]) -> _Sources:
    """What each name stands for in a query, with those of its own ``WITH`` and of queries around.

    A column of a query without a name, and those of a function, are not known.
    """
    queries = dict(outer)
    for one in select.with_clause.ctes:
        query = one.common_table_expr
        queries[query.ctename] = _given(query.aliascolnames) or _output(
            query.ctequery.select_stmt, names, near, queries
        )
    tables: _Sources = {}
    for item in select.from_clause:
        tables.update(_sources(item, names, near, queries))
    return tables


def _sources(
    item: Node, names: Names, near: str, queries: Mapping[str, _Known]
) -> Iterator[tuple[str, tuple[str | None, _Known]]]:
    kind, source = kind_of(item), unwrap(item)
    if kind == "join_expr":
        yield from _sources(source.larg, names, near, queries)
        yield from _sources(source.rarg, names, near, queries)
    elif kind == "range_var":
        name = source.alias.aliasname or source.relname
        if not source.schemaname and source.relname in queries:
            yield name, (None, queries[source.relname])
        else:
            key = names.find(source, near)
            yield name, (key, names.columns(key))
    elif kind == "range_subselect":
        output = _output(source.subquery.select_stmt, names, near, queries)
        yield source.alias.aliasname, (None, _given(source.alias.colnames) or output)
    elif source is not None:
        yield source.alias.aliasname, (None, None)


def _given(columns: Node) -> _Known:
    """The names that an alias gives to columns; None where it gives none."""
    return frozenset(string_list(columns)) if columns else None


def _output(select: Node, names: Names, near: str, queries: Mapping[str, _Known]) -> _Known:
    """The names of the columns that a query gives; None where not all of them are known."""
    if select.op != enums.SETOP_NONE:
        return _output(select.larg, names, near, queries)
    found: set[str] = set()
    for item in select.target_list:
        target = item.res_target
        fields = target.val.column_ref.fields
        if target.name:
            found.add(target.name)
        elif fields and kind_of(fields[-1]) == "string":
            found.add(fields[-1].string.sval)
        elif fields:
            for _, columns in _tables(select, names, near, queries).values():
                if columns is None:
                    return None
                found |= columns
    return frozenset(found) if select.target_list else None


def resolve(reference: Node, frames: Sequence[Frame]) -> Column | None:
    """What a ``ColumnRef`` means among the tables of the queries around it, the innermost last.

    None for ``*`` and for a name of nothing, such as a function's argument.
    """
    if any(kind_of(field) != "string" for field in reference.fields):
        return None
    *table, name = string_list(reference.fields)
    sources = [
        (depth, alias, *source)
        for depth, frame in reversed([*enumerate(frames)])
        for alias, source in frame.tables.items()
    ]
    if table:
        found = [one for one in sources if one[1] == table[-1]]
    else:
        found = [one for one in sources if one[3] is not None and name in one[3]]
        found += [one for one in sources if one[3] is None]
    return Column(depth=found[0][0], relation=found[0][2], name=name) if found else None
