"""Whether a policy's predicate keeps each tenant to its own rows: read from its tree.

An OR is as loose as its loosest side, an AND as strict as its strictest. A comparison with the
row's tenant column, a helper that is known to ask for the tenant, and a subquery over a table of
tenants' rows that is joined to the row are what counts. What cannot be judged is said to be so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sotsync.rules.names import fits
from sotsync.rules.routines import Routines, is_identity
from sotsync.rules.tenancy import Scope, Tenancy
from sotsync.rules.trees import (
    Column,
    Frame,
    Names,
    called,
    frame_of,
    parts_of,
    peeled,
    resolve,
    walk,
)
from sotsync.schema.models import Schema
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression, parse_expression
from sotsync.sql.parser import GrammarError, NestingError, enums, kind_of, string_list, unwrap

__all__ = ["Predicates", "Strength", "Verdict"]


class Strength(IntEnum):
    """How much a predicate lets through, the most first."""

    OPEN = 0
    """Every row."""
    NOTHING = 1
    """Rows of any tenant."""
    PEOPLE = 2
    """Rows of any tenant, for some people."""
    UNSURE = 3
    """What a function decides that nobody can look into."""
    USER = 4
    """The rows of the person who asks."""
    TENANT = 5
    """The rows of a tenant, or of none."""
    NEVER = 6
    """No row, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found of a predicate, and the part of it that decides; None for all of it."""

    strength: Strength
    node: Node = None

    @property
    def part(self) -> str | None:
        """The deciding part as SQL."""
        return None if self.node is None else deparse_expression(self.node)


_ASKING = frozenset({"FuncCall", "SQLValueFunction"})
_LOOSE_OPERATORS = frozenset({"<>", "!=", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "~", "~*"})
_SERVICE = frozenset({"service_role", "supabase_admin", "postgres"})


class Predicates:
    """Reads the predicates of a schema's policies."""

    def __init__(self, schema: Schema, tenancy: Tenancy, helpers: Collection[str]) -> None:
        self._schema = schema
        self._tenancy = tenancy
        self._helpers = helpers
        self._names = Names(schema)
        self._routines = Routines(schema, self._names)

    def judge(self, key: str, text: str) -> Verdict:
        """How much a predicate of the table of that key lets through."""
        try:
            node = parse_expression(text)
        except (GrammarError, NestingError):
            return Verdict(strength=Strength.UNSURE)
        return _Judge(self, key).judge(node)

    @property
    def names(self) -> Names:
        """The tables by their names."""
        return self._names

    @property
    def routines(self) -> Routines:
        """The functions by their names."""
        return self._routines

    def is_helper(self, schema: str, name: str) -> bool:
        """Whether a person has said that the function asks for the tenant."""
        homes = [schema] if schema else [*self._routines.homes(name), ""]
        return any(fits(pattern, home, name) for pattern in self._helpers for home in homes)

    def is_tenants(self, relation: str | None) -> bool:
        """Whether rows of the table belong to a tenant each, or are tenants."""
        if relation is None:
            return False
        return relation == self._tenancy.table or self._tenancy.of(relation).is_scoped

    def has_policies(self, relation: str | None) -> bool:
        """Whether a query of it gives each person what policies allow; so is what nobody knows."""
        table = self._schema.tables.get(relation or "")
        return table is None or table.is_external or table.rls_enabled

    def tenant_column(self, relation: str | None) -> str | None:
        """The column of a table that names the tenant."""
        return None if relation is None else self._tenancy.of(relation).column

    def is_indirect(self, key: str) -> bool:
        """Whether rows of the table belong to a tenant through others."""
        return self._tenancy.of(key).scope is Scope.INDIRECT

    def is_held(self, key: str, columns: Collection[str]) -> bool:
        """Whether a foreign key holds one of the columns and the tenant together."""
        tenant = self.tenant_column(key)
        return any(
            tenant in one.columns and not frozenset(columns).isdisjoint(one.columns)
            for one in self._schema.tables[key].foreign_keys
        )

    def frame(self, key: str) -> Frame:
        """The row that a policy of the table is about."""
        table = self._schema.tables[key]
        return Frame(tables={table.name: (key, self._names.columns(key))})

    def home(self, key: str) -> str:
        """The PostgreSQL schema of a table."""
        return self._schema.tables[key].schema_name


class _Judge:
    """Judges one predicate of one table."""

    def __init__(self, known: Predicates, key: str) -> None:
        self._known = known
        self._key = key
        self._row = known.frame(key)

    def judge(self, node: Node) -> Verdict:
        return self._judge(node, (self._row,))

    def _judge(self, node: Node, frames: Sequence[Frame]) -> Verdict:
        node = peeled(node)
        match kind_of(node):
            case "bool_expr":
                verdict = self._boolean(node, frames)
            case "sub_link":
                verdict = Verdict(strength=self._subquery(node, frames), node=node)
            case "case_expr":
                verdict = self._case(node, frames)
            case "coalesce_expr":
                verdict = self._judge(node.coalesce_expr.args[0], frames)
            case "boolean_test" if node.boolean_test.booltesttype == enums.IS_TRUE:
                verdict = self._judge(node.boolean_test.arg, frames)
            case _:
                verdict = Verdict(strength=self._leaf(node, frames), node=node)
        return verdict

    def _leaf(self, node: Node, frames: Sequence[Frame]) -> Strength:
        """What a part without logic of its own comes to."""
        if kind_of(node) == "a_const":
            return _constant(node)
        if _is_service(node):
            return Strength.NEVER
        if _is_always(node):
            return Strength.OPEN
        if kind_of(node) == "null_test":
            return self._null_test(node.null_test, frames)
        if kind_of(node) == "boolean_test" or _is_same(node, frames):
            return Strength.NOTHING
        return self._asked(node, frames, is_compared=not _is_loose(node))

    def _null_test(self, test: Node, frames: Sequence[Frame]) -> Strength:
        """A row without a tenant is no tenant's."""
        tested = self._columns(test.arg, frames)
        is_no_tenants = test.nulltesttype == enums.IS_NULL and any(
            column.depth == 0 and self._is_tenant(column) for column in tested
        )
        return Strength.TENANT if is_no_tenants else Strength.NOTHING

    def _boolean(self, node: Node, frames: Sequence[Frame]) -> Verdict:
        expression = node.bool_expr
        if expression.boolop == enums.NOT_EXPR:
            return Verdict(strength=self._negated(expression.args[0], frames), node=node)
        parts = [self._judge(one, frames) for one in expression.args]
        if expression.boolop != enums.AND_EXPR:
            return min(parts, key=lambda part: part.strength)
        strictest = max(parts, key=lambda part: part.strength)
        alike = [part for part in parts if part.strength is strictest.strength]
        return strictest if len(alike) == 1 else Verdict(strength=strictest.strength, node=node)

    def _negated(self, node: Node, frames: Sequence[Frame]) -> Strength:
        """What ``NOT`` lets through: all but what was meant, unless that is a constant."""
        inner = self._judge(node, frames).strength
        opposite = {Strength.OPEN: Strength.NEVER, Strength.NEVER: Strength.OPEN}
        return opposite.get(inner, min(inner, Strength.UNSURE))

    def _case(self, node: Node, frames: Sequence[Frame]) -> Verdict:
        """The loosest of its results, each with its condition."""
        results = []
        for when in node.case_expr.args:
            branch = unwrap(when)
            both = (self._judge(branch.expr, frames), self._judge(branch.result, frames))
            is_dead = both[1].strength is Strength.NEVER
            results.append(both[1] if is_dead else max(both, key=lambda one: one.strength))
        if kind_of(node.case_expr.defresult):
            results.append(self._judge(node.case_expr.defresult, frames))
        return min(results, key=lambda part: part.strength)

    def _subquery(self, node: Node, frames: Sequence[Frame]) -> Strength:
        link = node.sub_link
        tested = self._columns(link.testexpr, frames)
        if any(column.depth == 0 and self._is_tenant(column) for column in tested):
            return Strength.TENANT if self._is_limited(node) else Strength.NOTHING
        columns = (*tested, *self._columns(link.subselect, frames))
        is_asked = link.sub_link_type in {enums.EXISTS_SUBLINK, enums.ANY_SUBLINK}
        if not is_asked or not any(column.depth == 0 for column in columns):
            return self._of_people(node)
        if self._reaches(node):
            return Strength.TENANT
        arms = [self._query(one, frames) for one in _arms(link.subselect.select_stmt)]
        found = max(min(arms), Strength.NOTHING)
        if found is Strength.TENANT and not self._is_limited(node):
            return Strength.NOTHING
        joined = {column.name for column in columns if column.depth == 0}
        is_held = found is Strength.USER and self._known.is_held(self._key, joined)
        return Strength.TENANT if is_held else found

    def _query(self, select: Node, frames: Sequence[Frame]) -> Strength:
        """What a query that is joined to the row is limited to."""
        inner = frame_of(select, self._known.names, self._known.home(self._key))
        found = [self._judge(one, (*frames, inner)).strength for one in _conditions(select)]
        return max(found, default=Strength.NOTHING)

    def _of_people(self, node: Node) -> Strength:
        """What a condition comes to that says nothing of the row: some may, and others not."""
        is_asked = any(map(is_identity, walk(node)))
        return max(
            self._calls(node, has_columns=False),
            Strength.PEOPLE if is_asked else Strength.NOTHING,
        )

    def _reaches(self, query: Node) -> bool:
        """Whether it asks a table that decides whose the row is.

        Rights on a row that has no tenant column of its own follow from those on its parents, since
        a query inside of a policy sees what the person may see.
        """
        if not self._known.is_indirect(self._key) or not self._is_limited(query):
            return False
        found = self._tables(query)
        return any(self._known.is_tenants(key) and key != self._key for key in found)

    def _tables(self, query: Node) -> list[str | None]:
        """The keys of the tables in a query; None for what is no table of the schema."""
        tables = (one for one in walk(query) if type(one).__name__ == "RangeVar")
        return [self._known.names.find(one, self._known.home(self._key)) for one in tables]

    def _is_limited(self, query: Node) -> bool:
        """Whether a query gives each person their own rows: it asks who they are, or policies do.

        What a function or a table that nobody knows does is taken for that.
        """
        calls = [one for one in walk(query) if type(one).__name__ in _ASKING]
        asked = (self._call(one, has_columns=True) is not Strength.NOTHING for one in calls)
        if any(map(is_identity, calls)) or any(asked):
            return True
        return any(self._known.has_policies(key) for key in self._tables(query))

    def _asked(self, node: Node, frames: Sequence[Frame], *, is_compared: bool) -> Strength:
        """What the columns and functions of a comparison come to, whatever is done with them.

        A column of a query inside of it is compared there, and says nothing here.
        """
        columns = [one for one in self._columns(node, frames) if one.depth < len(frames)]
        if is_compared and any(map(self._is_tenant, columns)):
            return Strength.TENANT
        if not columns:
            return self._of_people(node)
        strength = self._calls(node, has_columns=True)
        if strength is Strength.NOTHING and is_compared:
            is_asked = any(map(is_identity, walk(node)))
            strength = Strength.USER if is_asked else strength
        return strength

    def _calls(self, node: Node, *, has_columns: bool) -> Strength:
        """The most that a function in it may ask for."""
        calls = (one for one in walk(node) if type(one).__name__ == "FuncCall")
        found = (self._call(one, has_columns=has_columns) for one in calls)
        return max(found, default=Strength.NOTHING)

    def _call(self, call: Node, *, has_columns: bool) -> Strength:
        if type(call).__name__ != "FuncCall":
            return Strength.NOTHING
        schema, name = called(call)
        if self._known.is_helper(schema, name):
            return Strength.TENANT
        asked = self._known.routines.asked(schema, name)
        if asked is None:
            return Strength.NOTHING
        is_about_tenants = any(map(self._known.is_tenants, asked.relations))
        if has_columns and asked.is_identity and is_about_tenants:
            return Strength.TENANT
        return Strength.UNSURE

    def _columns(self, node: Node, frames: Sequence[Frame]) -> list[Column]:
        """The columns of an expression, with those of queries inside of it."""
        message = unwrap(node) if isinstance(node, enums.Node) else node
        if type(message).__name__ == "ColumnRef":
            column = resolve(message, frames)
            return [column] if column is not None else []
        if type(message).__name__ == "SelectStmt":
            inner = frame_of(message, self._known.names, self._known.home(self._key))
            frames = (*frames, inner)
        return [column for part in parts_of(message) for column in self._columns(part, frames)]

    def _is_tenant(self, column: Column) -> bool:
        """Whether it names the tenant of the row, or of what a query has joined to it."""
        return self._known.tenant_column(column.relation) == column.name


def _arms(select: Node) -> list[Node]:
    """The queries that a UNION and its like put together."""
    if select.op == enums.SETOP_NONE:
        return [select]
    return [*_arms(select.larg), *_arms(select.rarg)]


def _constant(node: Node) -> Strength:
    constant = node.a_const
    if constant.WhichOneof("val") != "boolval":
        return Strength.NOTHING
    return Strength.OPEN if constant.boolval.boolval else Strength.NEVER


def _conditions(select: Node) -> list[Node]:
    """What a query is limited by: its WHERE, and what its tables are joined on."""
    joins = [one.join_expr for one in select.from_clause if kind_of(one) == "join_expr"]
    found = [select.where_clause]
    while joins:
        join = joins.pop()
        found.append(join.quals)
        joins += [one.join_expr for one in (join.larg, join.rarg) if kind_of(one) == "join_expr"]
    return [one for one in found if kind_of(one)]


def _is_loose(node: Node) -> bool:
    """Whether a comparison lets more through than it keeps out."""
    if kind_of(node) != "a_expr":
        return False
    expression = node.a_expr
    return expression.kind == enums.AEXPR_DISTINCT or any(
        name in _LOOSE_OPERATORS for name in string_list(expression.name)
    )


def _is_same(node: Node, frames: Sequence[Frame]) -> bool:
    """Whether both sides are one column: what its writer meant is another's of the same name."""
    if kind_of(node) != "a_expr":
        return False
    sides = [peeled(one) for one in (node.a_expr.lexpr, node.a_expr.rexpr)]
    if any(kind_of(side) != "column_ref" for side in sides):
        return False
    left, right = (resolve(side.column_ref, frames) for side in sides)
    return left is not None and left == right


def _is_always(node: Node) -> bool:
    """Whether a constant is compared with itself."""
    if kind_of(node) != "a_expr" or string_list(node.a_expr.name) != ["="]:
        return False
    sides = [peeled(one) for one in (node.a_expr.lexpr, node.a_expr.rexpr)]
    if any(kind_of(side) != "a_const" for side in sides):
        return False
    return bool(deparse_expression(sides[0]) == deparse_expression(sides[1]))


def _is_service(node: Node) -> bool:
    """Whether it holds for the service only, which policies do not concern anyway."""
    if kind_of(node) != "a_expr" or string_list(node.a_expr.name) != ["="]:
        return False
    parts = list(walk(node))
    texts = [one.sval.sval for one in parts if type(one).__name__ == "A_Const"]
    calls = [called(one) for one in parts if type(one).__name__ == "FuncCall"]
    is_role = ("auth", "role") in calls or (("auth", "jwt") in calls and "role" in texts)
    return is_role and bool(_SERVICE.intersection(texts))
