"""Whether a policy's predicate keeps each tenant to its own rows: read from its tree.

An OR is as loose as its loosest side, an AND as strict as its strictest. A comparison with the
row's tenant column, a helper that is known to ask for the tenant, and a subquery over a table of
tenants' rows that is joined to the row are what counts. What cannot be judged is said to be so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sotsync.rules.comparisons import (
    arms,
    conditions,
    constant,
    is_always,
    is_inequality,
    is_loose,
    is_same,
    is_service,
    split_at_unions,
)
from sotsync.rules.knowledge import Knowledge
from sotsync.rules.routines import is_identity
from sotsync.rules.strengths import Strength, Verdict
from sotsync.rules.tenancy import Tenancy
from sotsync.rules.trees import (
    Column,
    Frame,
    Names,
    called,
    frame_of,
    parsed,
    parts_of,
    peeled,
    resolve,
    walk,
)
from sotsync.schema.models import Schema
from sotsync.sql import Node
from sotsync.sql.parser import enums, kind_of, unwrap

__all__ = ["Predicates"]

_ASKING = frozenset({"FuncCall", "SQLValueFunction"})


class Predicates:
    """Reads the predicates of a schema's policies."""

    def __init__(self, schema: Schema, tenancy: Tenancy, helpers: Collection[str]) -> None:
        self._known = Knowledge(schema, tenancy, helpers)
        self._judged: dict[tuple[str, str], Verdict] = {}

    @property
    def names(self) -> Names:
        """The tables by their names."""
        return self._known.names

    def judge(self, key: str, text: str) -> Verdict:
        """How much a predicate of the table of that key lets through."""
        known = self._judged.get((key, text))
        if known is None:
            known = self._judged[key, text] = self._judge(key, text)
        return known

    def _judge(self, key: str, text: str) -> Verdict:
        node = parsed(text)
        if node is None:
            return Verdict(strength=Strength.UNSURE)
        return _Judge(self._known, key).judge(node)


class _Judge:
    """Judges one predicate of one table."""

    def __init__(self, known: Knowledge, key: str) -> None:
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
            return constant(node)
        if is_service(node):
            return Strength.NEVER
        if is_always(node):
            return Strength.OPEN
        if kind_of(node) == "null_test":
            return self._null_test(node.null_test, frames)
        if kind_of(node) == "boolean_test" or is_same(node, frames):
            return Strength.NOTHING
        return self._asked(node, frames, is_compared=not is_loose(node))

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
        """What ``NOT`` lets through: all but what was meant."""
        if is_inequality(node):
            return self._asked(node, frames, is_compared=True)
        inner = self._judge(node, frames).strength
        opposite = {Strength.OPEN: Strength.NEVER, Strength.NEVER: Strength.OPEN}
        is_meant = inner in {Strength.USER, Strength.TENANT}
        return Strength.NOTHING if is_meant else opposite.get(inner, inner)

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
        tested = [one for one in self._columns(link.testexpr, frames) if one.depth < len(frames)]
        if any(map(self._is_tenant, tested)):
            return Strength.TENANT if self._is_limited(node) else Strength.NOTHING
        is_asked = link.sub_link_type in {enums.EXISTS_SUBLINK, enums.ANY_SUBLINK}
        joined = [*tested, *self._joined(link.subselect, frames, len(frames))]
        if not is_asked or not joined:
            return self._of_people(node)
        if self._reaches(node):
            return Strength.TENANT
        each = [self._query(one, frames) for one in arms(link.subselect.select_stmt)]
        found = max(min(each), Strength.NOTHING)
        if found is Strength.TENANT and not self._is_limited(node):
            return Strength.NOTHING
        columns = {column.name for column in joined if column.depth == 0}
        is_held = found is Strength.USER and self._known.is_held(self._key, columns)
        return Strength.TENANT if is_held else found

    def _joined(self, node: Node, frames: Sequence[Frame], depth: int) -> list[Column]:
        """The columns from further out than ``depth`` that are compared with those of a query."""
        found: list[Column] = []
        frames = self._within(node, frames)
        for part in parts_of(node):
            if type(part).__name__ == "A_Expr":
                columns = self._columns(part, frames)
                outer = [column for column in columns if column.depth < depth]
                found += outer if len(outer) < len(columns) else []
            found += self._joined(part, frames, depth)
        return found

    def _query(self, select: Node, frames: Sequence[Frame]) -> Strength:
        """What a query that is joined to the row is limited to.

        Who asks may be in what it reads instead of in its conditions.
        """
        within = self._within(select, frames)
        found = [self._judge(one, within).strength for one in conditions(select)]
        strength = max(found, default=Strength.NOTHING)
        read = (*select.from_clause, *select.target_list)
        is_asked = any(is_identity(one) for part in read for one in walk(part))
        return max(strength, Strength.USER) if is_asked else strength

    def _within(self, node: Node, frames: Sequence[Frame]) -> Sequence[Frame]:
        """The tables that names in a node mean, with those of its own where it is a query."""
        message = unwrap(node) if isinstance(node, enums.Node) else node
        if type(message).__name__ != "SelectStmt":
            return frames
        return (*frames, frame_of(message, self._known.names, self._known.home(self._key)))

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
        found = self._tables(list(walk(query)))
        return any(self._known.is_tenants(key) and key != self._key for key in found)

    def _tables(self, messages: Collection[Node]) -> list[str | None]:
        """The keys of the tables in a query; None for what is no table of the schema."""
        own = {one.ctename for one in messages if type(one).__name__ == "CommonTableExpr"}
        tables = [one for one in messages if type(one).__name__ == "RangeVar"]
        named = (one for one in tables if one.schemaname or one.relname not in own)
        return [self._known.names.find(one, self._known.home(self._key)) for one in named]

    def _is_limited(self, query: Node) -> bool:
        """Whether a query gives each person their own rows: it asks who they are, or policies do.

        What a function or a table that nobody knows does is taken for that. Of queries put
        together, each has to.
        """
        united, messages = split_at_unions(query)
        calls = [one for one in messages if type(one).__name__ in _ASKING]
        asked = (self._call(one, has_columns=True) is not Strength.NOTHING for one in calls)
        if any(map(is_identity, calls)) or any(asked):
            return True
        if any(self._known.is_limited(key) for key in self._tables(messages)):
            return True
        return any(all(map(self._is_limited, arms(union))) for union in united)

    def _asked(self, node: Node, frames: Sequence[Frame], *, is_compared: bool) -> Strength:
        """What the columns and functions of a comparison come to, whatever is done with them.

        A column of a query inside of it is compared there, and says nothing here.
        """
        columns = [one for one in self._columns(node, frames) if one.depth < len(frames)]
        if is_compared and any(map(self._is_tenant, columns)):
            return Strength.TENANT
        if not columns:
            return self._of_people(node)
        strength = self._calls(node, has_columns=True, is_value=not is_compared)
        if strength is Strength.NOTHING and is_compared:
            is_asked = any(map(is_identity, walk(node)))
            strength = Strength.USER if is_asked else strength
        return strength

    def _calls(self, node: Node, *, has_columns: bool, is_value: bool = False) -> Strength:
        """The most that a function in it may ask for.

        Where it only gives a value to be compared, it decides nothing by itself.
        """
        calls = (one for one in walk(node) if type(one).__name__ == "FuncCall")
        found = [
            self._call(one, has_columns=has_columns)
            for one in calls
            if not is_value or self._known.is_about_arguments(one)
        ]
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
        is_about_row = has_columns and asked.is_about_arguments
        if is_about_row and asked.is_identity and is_about_tenants:
            return Strength.TENANT
        return Strength.UNSURE

    def _columns(self, node: Node, frames: Sequence[Frame]) -> list[Column]:
        """The columns of an expression, with those of queries inside of it."""
        message = unwrap(node) if isinstance(node, enums.Node) else node
        if type(message).__name__ == "ColumnRef":
            column = resolve(message, frames)
            return [column] if column is not None else []
        frames = self._within(message, frames)
        return [column for part in parts_of(message) for column in self._columns(part, frames)]

    def _is_tenant(self, column: Column) -> bool:
        """Whether it names the tenant of the row, or of what a query has joined to it."""
        return self._known.tenant_column(column.relation) == column.name
