"""What the columns of an expression or query belong to.

PostgreSQL prints a column with the name of its table wherever a query is involved, and keeps no
trace of whether the author did. Each table in a query is a *source* here, known by its place and no
longer by its alias: ``FROM orders`` and ``FROM orders AS o`` are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from sotsync.schema.names import split_qualified
from sotsync.schema.scope import Scope
from sotsync.schema.spelling import TYPE_MARK

__all__ = ["Sources", "folded"]

Columns = Mapping[str, str | None]
_ROWS = frozenset({"new", "old"})
_PLACED = exp.Table | exp.Subquery | exp.Lateral | exp.Unnest | exp.Values


def folded(identifier: exp.Expr | None) -> str:
    """The name as PostgreSQL compares it; empty where there is none."""
    if identifier is None or identifier.name == TYPE_MARK:
        return ""
    name = str(identifier.name)
    return name if identifier.args.get("quoted") else name.lower()


@dataclass(slots=True)
class _Source:
    """A table of a query; ``columns`` is None where not all of them are known."""

    name: str
    schema: str
    place: str
    columns: Columns | None


@dataclass(slots=True)
class _Level:
    """The tables of one query, within the levels around it."""

    outer: _Level | None
    depth: int
    sources: list[_Source] = field(default_factory=list)
    merged: frozenset[str] = frozenset()
    """The columns of ``USING`` that the first table of several stands for."""

    def around(self) -> Iterator[_Level]:
        """This level and those around it, from the inside."""
        level: _Level | None = self
        while level is not None:
            yield level
            level = level.outer


@dataclass(frozen=True, slots=True)
class Found:
    """Which source a column is of, and its type where that is known; ``*`` is the whole row."""

    place: str
    name: str
    type: str | None


class Sources:
    """Finds the source of every column of one tree."""

    def __init__(self, scope: Scope, type_of: Callable[[exp.Expr], str | None]) -> None:
        self._scope = scope
        self._type_of = type_of
        self._levels: dict[int, _Level] = {}
        self._found: dict[int, Found | None] = {}
        self._root = _Level(outer=None, depth=0, sources=list(_own_sources(scope)))

    def find(self, column: exp.Expr) -> Found | None:
        """What the column is, None where it cannot be known."""
        key = id(column)
        if key not in self._found:
            self._found[key] = self._look(column)
        return self._found[key]

    def _look(self, column: exp.Expr) -> Found | None:
        level = self._level_around(column)
        name = folded(column.this)
        if level is None or isinstance(column.this, exp.Star):
            return None
        if folded(column.args.get("table")):
            return _find_qualified(column, name, level)
        return _find_bare(name, level)

    def is_input(self, column: exp.Expr) -> bool:
        """Whether a table of the column's own query has it."""
        level = self._level_around(column)
        name = folded(column.this)
        return level is not None and any(name in (one.columns or ()) for one in level.sources)

    def _level_around(self, node: exp.Expr) -> _Level | None:
        """The tables that a node sees; None where only the outputs of a union are seen."""
        child, place, is_relation, is_settled = node, node.parent, False, False
        while place is not None:
            if isinstance(place, exp.Select):
                level = self._level(place)
                return level.outer if is_relation else level
            if isinstance(place, exp.SetOperation) and isinstance(child, exp.Order):
                return None
            if isinstance(place, exp.Join) and child is not place.this:
                is_settled = True
            elif isinstance(place, exp.Lateral):
                is_settled, is_relation = True, False
            elif isinstance(place, exp.From | exp.Join | exp.With) and not is_settled:
                is_relation = True
            child, place = place, place.parent
        return self._root

    def _level(self, select: exp.Expr) -> _Level:
        level = self._levels.get(id(select))
        if level is None:
            outer = self._level_around(select)
            assert outer is not None  # A query is no part of an ORDER BY alone.
            level = _Level(outer=outer, depth=outer.depth + 1)
            self._levels[id(select)] = level  # A lateral source sees those before it.
            for source in _source_nodes(select):
                level.sources.append(self._source(source, f"{level.depth}.{len(level.sources)}"))
            level.merged = _merged(select)
        return level

    def _source(self, node: exp.Expr, place: str) -> _Source:
        alias = node.args.get("alias")
        node.meta["is_source"] = True
        name = folded(alias.this) if alias is not None else ""
        renamed = [folded(one) for one in alias.args.get("columns") or []] if alias else []
        columns = self._columns(node)
        if columns is None and name and _gives_one_column(node):
            columns = {name: self._item_type(node)}
        if renamed:
            columns = _renamed(columns, renamed)
        is_table = isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier)
        schema = folded(node.args.get("db")) if is_table and not name else ""
        return _Source(name or (folded(node.this) if is_table else ""), schema, place, columns)

    def _columns(self, node: exp.Expr) -> Columns | None:
        if isinstance(node, exp.Subquery | exp.Lateral):
            query = node.this.this if isinstance(node.this, exp.Subquery) else node.this
            return self.outputs(query)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            return None
        schema, name = folded(node.args.get("db")), folded(node.this)
        common = None if schema else _common_table(node, name)
        if common is None:
            return self._scope.columns(schema, name)
        columns = self.outputs(common.this)
        renamed = [folded(one) for one in common.args["alias"].args.get("columns") or []]
        return _renamed(columns, renamed) if renamed else columns

    def _item_type(self, node: exp.Expr) -> str | None:
        """The type of what a function gives one at a time."""
        if not isinstance(node, exp.Unnest):
            return self._type_of(node.this.args["start"])
        array = self._type_of(node.expressions[0])
        return array.removesuffix("[]") if array and array.endswith("[]") else None

    def outputs(self, query: exp.Expr) -> Columns | None:
        """The columns of a query's result, None where one has no name that is surely known."""
        while isinstance(query, exp.SetOperation | exp.Subquery):
            query = query.this
        if not isinstance(query, exp.Select):
            return None
        found: dict[str, str | None] = {}
        for output in query.expressions:
            if isinstance(output, exp.Alias):
                found[folded(output.args["alias"])] = self._type_of(output.this)
            elif isinstance(output, exp.Column) and not isinstance(output.this, exp.Star):
                found[folded(output.this)] = self._type_of(output)
            else:
                return None
        return found


def _own_sources(scope: Scope) -> Iterator[_Source]:
    """The table that the expression belongs to; a trigger's knows its rows as NEW and OLD."""
    if scope.table:
        schema, name = split_qualified(scope.table)[-2:]
        columns = scope.columns(schema, name)
        yield _Source(name, schema, "0", columns)
        for row in sorted(_ROWS):
            yield _Source(row, "", row, columns)


def _find_qualified(column: exp.Expr, name: str, level: _Level) -> Found | None:
    table, schema = folded(column.args["table"]), folded(column.args.get("db"))
    for one in level.around():
        for source in one.sources:
            if source.name == table and (not schema or schema == source.schema):
                return Found(source.place, name, (source.columns or {}).get(name))
    return None


def _find_bare(name: str, level: _Level) -> Found | None:
    """The column of that name of the nearest query that has one.

    Of a table whose columns are unknown it is taken to be where nothing else can have it.
    """
    doubtful: list[_Source] = []
    for one in level.around():
        sources = [source for source in one.sources if source.place not in _ROWS]
        known = [source for source in sources if source.columns and name in source.columns]
        if known:
            is_one = not doubtful and (len(known) == 1 or name in one.merged)
            return Found(known[0].place, name, (known[0].columns or {})[name]) if is_one else None
        doubtful += [source for source in sources if source.columns is None]
        # In a query over one unknown table a bare name is that table's column wherever the table
        # has it, and where it has not, the qualified name would be an error.
        if doubtful and len(sources) == 1:
            break
    row = _whole_row(name, level)
    if len(doubtful) == 1 and row is None:
        return Found(doubtful[0].place, name, None)
    return None if len(doubtful) > 1 else row


def _whole_row(name: str, level: _Level) -> Found | None:
    for one in level.around():
        for source in one.sources:
            if source.name == name:
                return Found(source.place, "*", None)
    return None


def _source_nodes(select: exp.Expr) -> Iterator[exp.Expr]:
    """The tables, derived tables and functions that a query reads, in order."""
    start = select.args.get("from_")
    if start is not None:
        yield from _unfolded(start.this)
    for join in (*(select.args.get("joins") or []), *(select.args.get("laterals") or [])):
        yield from _unfolded(join.this if isinstance(join, exp.Join) else join)


def _unfolded(source: exp.Expr) -> Iterator[exp.Expr]:
    """The sources of a tree of joins in parentheses, from the left."""
    is_wrapping = isinstance(source, exp.Subquery) and not source.args.get("alias")
    if is_wrapping and isinstance(source.this, exp.Table | exp.Subquery):
        yield from _unfolded(source.this)
    elif isinstance(source, _PLACED):
        yield source
    for join in source.args.get("joins") or []:
        yield from _unfolded(join.this)


def _merged(select: exp.Expr) -> frozenset[str]:
    joins = [one for one in select.find_all(exp.Join) if one.parent_select is select]
    if any(join.args.get("side") in {"RIGHT", "FULL"} for join in joins):
        return frozenset()
    return frozenset(folded(one) for join in joins for one in join.args.get("using") or [])


def _gives_one_column(node: exp.Expr) -> bool:
    """Whether it is a function whose result is one column, called like the function's alias."""
    is_series = isinstance(node, exp.Table) and isinstance(node.this, exp.ExplodingGenerateSeries)
    return is_series or (isinstance(node, exp.Unnest) and len(node.expressions) == 1)


def _common_table(node: exp.Expr, name: str) -> exp.Expr | None:
    """The WITH query of that name that the table's name means."""
    place: exp.Expr | None = node
    while place is not None:
        queries = place.args.get("with_")
        for query in queries.expressions if queries is not None else []:
            if folded(query.args["alias"].this) == name and not _is_within(node, query):
                found: exp.Expr = query
                return found
        place = place.parent
    return None


def _is_within(node: exp.Expr, query: exp.Expr) -> bool:
    place: exp.Expr | None = node
    while place is not None and place is not query:
        place = place.parent
    return place is not None


def _renamed(columns: Columns | None, names: list[str]) -> Columns:
    """The columns under the names that the alias gives to the first of them."""
    types = list((columns or {}).values())
    kept = dict(list((columns or {}).items())[len(names) :])
    return {**dict(zip(names, [*types, *[None] * len(names)], strict=False)), **kept}
