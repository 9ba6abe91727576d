"""Example queries against the database: names in them that nothing has.

The queries are a person's and are never written. What they say is judged only where it is certain:
a statement that PostgreSQL's grammar does not read, a placeholder, a name from a schema that no
migration makes and a column that any part of the statement might bring are all let be.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sotsync.document.blocks import BlockKind, read_blocks, read_fence
from sotsync.document.models import Entry, SectionKind
from sotsync.document.passages import Page
from sotsync.document.placeholders import has_braces
from sotsync.document.regions import Fence
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import quote
from sotsync.sql import Node
from sotsync.sql.statements import Statement, parse_statements
from sotsync.text import Source

__all__ = ["UnknownName", "example_fences", "unknown_names"]

_SQL = frozenset({"", "sql", "postgres", "postgresql", "pgsql", "psql"})
_READ = frozenset({"select_stmt", "insert_stmt", "update_stmt", "delete_stmt"})
_PARAMETER = re.compile(r"(?<![:\w]):[A-Za-z_]\w*|(?<=[\s(,=])\?(?=[\s),;]|\Z)")
_SYSTEM = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"})
_DEFAULT_SCHEMA = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName:
    """A name in a query that nothing has.

    Attributes:
        name: The table or column as the query means it: ``public.orders``, ``orders.total``.
        nearest: The name that is most like it, if one is.
        offset: Where the statement stands in the document.
    """

    name: str
    nearest: str | None
    offset: int


def example_fences(page: Page, entry: Entry) -> Iterator[Fence]:
    """The blocks of SQL below Example Queries."""
    for section in entry.sections:
        if section.kind == SectionKind.EXAMPLE_QUERIES:
            for block in read_blocks(page, section.body):
                fence = read_fence(page, block) if block.kind == BlockKind.FENCE else None
                if fence is not None and fence.info.text.partition(" ")[0].lower() in _SQL:
                    yield fence


def unknown_names(fence: Fence, schema: Schema) -> tuple[UnknownName, ...]:
    """The names in the queries of a block that neither they nor the database have."""
    found: dict[tuple[str, int], UnknownName] = {}
    code = _PARAMETER.sub(_constant, fence.code.text)
    for statement in parse_statements(Source("", code)):
        is_read = statement.node is not None and statement.kind in _READ
        if not is_read or has_braces(code[statement.span.start : statement.span.end]):
            continue
        offset = fence.code.span.start + statement.span.start
        for name, nearest in _Query(schema, statement).unknown():
            one = UnknownName(name=name, nearest=nearest, offset=offset)
            found.setdefault((name, offset), one)
    return tuple(found.values())


def _constant(parameter: re.Match[str]) -> str:
    """A client's parameter as SQL of the same length, so that all places stay."""
    return "0" if parameter[0] == "?" else "$1".ljust(len(parameter[0]))


def _walk(message: Node) -> Iterator[Node]:
    """Every message of a tree, with a stack of its own: queries may be deep."""
    stack = [message]
    while stack:
        one = stack.pop()
        yield one
        children: list[Node] = []
        for part, value in one.ListFields():
            if part.message_type is not None:
                children += value if part.is_repeated else [value]
        stack += reversed(children)


@dataclass(slots=True)
class _Query:
    """One statement: what it names, and what it brings itself."""

    schema: Schema
    statement: Statement
    own: set[str] = field(default_factory=set)
    relations: dict[str, list[Table | View | None]] = field(default_factory=dict)
    is_open: bool = False
    """Whether a column may come from somewhere that is not looked into."""

    def unknown(self) -> Iterator[tuple[str, str | None]]:
        nodes = list(_walk(self.statement.node))
        self._gather(nodes)
        for node in nodes:
            kind = node.DESCRIPTOR.name
            if kind == "RangeVar":
                yield from self._table(node)
            elif kind == "ColumnRef":
                yield from self._column(node)

    def _gather(self, nodes: Iterable[Node]) -> None:
        """The names that the statement makes, and the relations behind its aliases."""
        ranges = []
        for node in nodes:
            kind = node.DESCRIPTOR.name
            if kind == "CommonTableExpr":
                self.own.add(node.ctename)
            elif kind == "ResTarget" and node.name:
                self.own.add(node.name)
            elif kind == "Alias":
                self.own.update(part.string.sval for part in node.colnames)
            elif kind == "RangeVar":
                ranges.append(node)
            elif kind.startswith("Range") or kind in {"JoinExpr", "OnConflictClause"}:
                self.is_open = self.is_open or kind != "JoinExpr" or node.HasField("alias")
                self.own.add(node.alias.aliasname if kind != "OnConflictClause" else "excluded")
        for node in ranges:
            if node.relname in self.own:
                self.is_open = True
            relation = self._relation(node)
            alias = node.alias.aliasname or node.relname
            self.relations.setdefault(alias, []).append(relation)

    def _relation(self, node: Node) -> Table | View | None:
        """The table or view, if its columns are known."""
        if node.relname in self.own and not node.schemaname:
            return None
        relation = self.schema.relation(_key(node))
        is_external = isinstance(relation, Table) and relation.is_external
        return None if relation is None or is_external or not relation.columns else relation

    def _table(self, node: Node) -> Iterator[tuple[str, str | None]]:
        if node.catalogname or (node.relname in self.own and not node.schemaname):
            return
        namespace = node.schemaname or _DEFAULT_SCHEMA
        keys = (*self.schema.tables, *self.schema.views)
        neighbours = [key for key in keys if key.startswith(f"{quote(namespace)}.")]
        key = _key(node)
        elsewhere = not node.schemaname and any(
            one.endswith(f".{quote(node.relname)}") for one in keys
        )
        is_catalog = not node.schemaname and node.relname.startswith("pg_")
        if neighbours and key not in keys and not elsewhere and not is_catalog:
            renamed = (
                one
                for one in neighbours
                if (relation := self.schema.relation(one)) is not None
                and node.relname in relation.origin.renamed_from
            )
            yield key, next(renamed, None) or _nearest(key, neighbours)

    def _column(self, node: Node) -> Iterator[tuple[str, str | None]]:
        parts = [part.string.sval for part in node.fields if part.HasField("string")]
        if len(parts) != len(node.fields) or parts[-1] in _SYSTEM:
            return
        if len(parts) == 1:
            yield from self._bare_column(parts[0])
        elif len(parts) == 2:  # noqa: PLR2004 - an alias and a column
            behind = self.relations.get(parts[0], ())
            known = [one for one in behind if one is not None]
            if known and len(known) == len(behind) and parts[0] not in self.own:
                yield from self._missing(parts[1], known, parts[0])

    def _bare_column(self, name: str) -> Iterator[tuple[str, str | None]]:
        behind = [one for found in self.relations.values() for one in found]
        known = [one for one in behind if one is not None]
        is_own = name in self.own or name in self.relations
        if not self.is_open and not is_own and known and len(known) == len(behind):
            alias = next(iter(self.relations)) if len(self.relations) == 1 else ""
            yield from self._missing(name, known, alias)

    def _missing(
        self, name: str, known: list[Table | View], alias: str
    ) -> Iterator[tuple[str, str | None]]:
        columns = {name: one for relation in known for name, one in relation.columns.items()}
        if name not in columns:
            owner = known[0].name if len(known) == 1 else alias
            renamed = (key for key, one in columns.items() if name in one.origin.renamed_from)
            shown = f"{quote(owner)}.{quote(name)}" if owner else quote(name)
            yield shown, next(renamed, None) or _nearest(name, columns)


def _nearest(name: str, others: Iterable[str]) -> str | None:
    """What is most like the name."""
    return next(iter(difflib.get_close_matches(name, list(others), n=1, cutoff=0.6)), None)


def _key(node: Node) -> str:
    return f"{quote(node.schemaname or _DEFAULT_SCHEMA)}.{quote(node.relname)}"
