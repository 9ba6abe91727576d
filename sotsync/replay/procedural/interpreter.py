"""PL/pgSQL, statement by statement: what follows from the schema is done, the rest is reported.

Source: PostgreSQL manual, "PL/pgSQL". Nothing is executed: conditions are read against the schema
replayed so far, and statements are applied to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sotsync.replay.procedural.conditions import names_of
from sotsync.replay.procedural.effects import Body, has_effect, tables_named
from sotsync.replay.procedural.evaluate import Environment, evaluate
from sotsync.replay.procedural.select import select_rows
from sotsync.replay.procedural.values import NOT_KNOWN, Row, Value
from sotsync.replay.result import Outcome
from sotsync.replay.session import Rejected, Session
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError, kind_of, parse_tree, unwrap
from sotsync.sql.statements import Statement
from sotsync.text import Location, Span

__all__ = ["Interpreter"]

Fields = dict[str, Any]
"""A statement of PL/pgSQL, as the parser gives it."""

Apply = Callable[[Session, Statement], None]
Locate = Callable[[int, str], Location]

_MAXIMUM_STEPS = 20_000
_EXCEPTION_LEVEL = 21
_ERROR_CODE_OPTION = 0


class _Jump(Exception):  # noqa: N818 - a control transfer, as in PL/pgSQL
    """EXIT, CONTINUE or RETURN on its way to the loop or block that it ends."""

    def __init__(self, kind: str, label: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.label = label


class _Lost(Exception):  # noqa: N818 - a control transfer inside this module
    """The rest of the block depends on what cannot be known."""


@dataclass(slots=True)
class Interpreter:
    """Runs one block.

    Attributes:
        session: Where statements are applied.
        apply: Applies one statement of SQL.
        locate: The place of a statement, from its line in the block and its text.
        names: The variables of the block, by their number in the parser's table.
        outcomes: How the statements inside ended.
    """

    session: Session
    apply: Apply
    locate: Locate
    names: list[str] = field(default_factory=list)
    environment: Environment = field(init=False)
    outcomes: set[Outcome] = field(default_factory=set)
    steps: int = 0

    def __post_init__(self) -> None:
        self.environment = Environment(self.session, {}, select_rows)

    def run(self, function: Fields, variables: dict[str, Value]) -> None:
        """Run a parsed block; ``variables`` are the arguments it was called with.

        Raises:
            Rejected: The block ends with an error.
        """
        self._declare(function["datums"], variables)
        try:
            self._body([function["action"]])
        except (_Jump, _Lost):
            return

    def _declare(self, datums: list[Fields], variables: dict[str, Value]) -> None:
        for datum in datums:
            kind, fields = next(iter(datum.items()))
            name = fields.get("refname", "")
            self.names.append(name)
            if name in variables:
                self.environment.variables[name] = variables[name]
            elif kind == "PLpgSQL_var":
                default = fields.get("default_val")
                self.environment.variables[name] = self._value(default) if default else None
            elif kind == "PLpgSQL_rec":
                self.environment.variables[name] = None

    # -- expressions -----------------------------------------------------------------------------

    def _query(self, expression: Fields) -> str:
        return str(expression["PLpgSQL_expr"]["query"])

    def _value(self, expression: Fields) -> Value:
        return self._evaluated(self._query(expression))

    def _evaluated(self, text: str) -> Value:
        try:
            node = parse_expression(text)
        except (GrammarError, NestingError):
            return NOT_KNOWN
        return evaluate(node, self.environment)

    # -- control -----------------------------------------------------------------------------------

    def _body(self, body: Body) -> None:
        for statement in body:
            self.steps += 1
            if self.steps > _MAXIMUM_STEPS:
                self._lose("the block runs too long to be followed", body)
            kind, fields = next(iter(statement.items()))
            handler = _HANDLERS.get(kind.removeprefix("PLpgSQL_stmt_"))
            if handler is not None:
                handler(self, fields)

    def _lose(self, reason: str, body: Body, fields: Fields | None = None) -> None:
        """Say that ``body`` may or may not have run, if that matters to the schema."""
        if not has_effect(body):
            return
        with self._at(fields or {}, ""):
            self.session.not_knowable(reason)
            for relation in tables_named(self.session, body):
                self.session.change(relation)
                relation.uncertain = self.session.location
        self.outcomes.add(Outcome.NOT_KNOWABLE)

    @contextmanager
    def _at(self, fields: Fields, text: str) -> Iterator[None]:
        outer = self.session.location
        if "lineno" in fields:
            self.session.location = self.locate(fields["lineno"], text)
        try:
            yield
        finally:
            self.session.location = outer

    def _block(self, fields: Fields) -> None:
        body, handlers = fields.get("body", []), fields.get("exceptions")
        try:
            if handlers is None:
                self._body(body)
            else:
                self._guarded(body, handlers["PLpgSQL_exception_block"]["exc_list"])
        except _Jump as jump:
            if jump.kind != "exit" or not jump.label or jump.label != fields.get("label"):
                raise

    def _guarded(self, body: Body, handlers: list[Fields]) -> None:
        """A block with EXCEPTION: an error undoes it, and a handler that fits runs instead."""
        try:
            with self.session.savepoint():
                self._body(body)
        except Rejected as rejected:
            names = names_of(rejected.condition)
            for handler in handlers:
                clause = handler["PLpgSQL_exception"]
                wanted = {c["PLpgSQL_condition"]["condname"] for c in clause["conditions"]}
                if wanted & names:
                    self.outcomes.add(Outcome.NO_EFFECT)
                    self.environment.variables["sqlerrm"] = rejected.reason
                    self._handler(clause.get("action", []), rejected)
                    return
            raise

    def _handler(self, body: Body, rejected: Rejected) -> None:
        outer = self.environment.variables.get("")
        self.environment.variables[""] = rejected
        try:
            self._body(body)
        finally:
            self.environment.variables[""] = outer

    def _if(self, fields: Fields) -> None:
        branches = [(fields["cond"], fields.get("then_body", []))]
        for item in fields.get("elsif_list", []):
            clause = item["PLpgSQL_if_elsif"]
            branches.append((clause["cond"], clause.get("stmts", [])))
        otherwise = fields.get("else_body", [])
        self._first_true(fields, branches, otherwise)

    def _case(self, fields: Fields) -> None:
        if "t_expr" in fields:
            name = self.names[fields["t_varno"]]
            self.environment.variables[name] = self._value(fields["t_expr"])
        clauses = [item["PLpgSQL_case_when"] for item in fields["case_when_list"]]
        branches = [(clause["expr"], clause.get("stmts", [])) for clause in clauses]
        self._first_true(fields, branches, fields.get("else_stmts", []))

    def _first_true(
        self, fields: Fields, branches: list[tuple[Fields, Body]], otherwise: Body
    ) -> None:
        bodies = [body for _, body in branches] + [otherwise]
        for index, (condition, body) in enumerate(branches):
            with self._at(fields, self._query(condition)):
                value = self._condition(condition, [b for b in bodies[index:] if b])
            if value is NOT_KNOWN:
                rest = [statement for body in bodies[index:] for statement in body]
                reason = f"whether this holds is not known: {_short(self._query(condition))}"
                self._lose(reason, rest, fields)
                return
            if value:
                self._body(body)
                return
        self._body(otherwise)

    def _condition(self, condition: Fields, bodies: list[Body]) -> Value:
        """The value of a condition; one that reads rows is told on an empty database."""
        self.environment.data_read.clear()
        value = self._value(condition)
        tables = sorted(set(self.environment.data_read))
        if tables and value is not NOT_KNOWN and any(has_effect(body) for body in bodies):
            names = ", ".join(tables)
            self.session.not_knowable(f"this depends on the rows of {names}, taken to be empty")
            self.outcomes.add(Outcome.NOT_KNOWABLE)
        return value

    # -- loops -------------------------------------------------------------------------------------

    def _repeat(self, fields: Fields) -> bool:
        """Run a loop's body once; whether the loop goes on."""
        try:
            self._body(fields.get("body", []))
        except _Jump as jump:
            if jump.kind == "return" or jump.label not in ("", fields.get("label")):
                raise
            return jump.kind == "continue"
        return True

    def _exit(self, fields: Fields) -> None:
        if "cond" in fields:
            value = self._value(fields["cond"])
            if value is NOT_KNOWN:
                raise _Lost
            if not value:
                return
        raise _Jump("exit" if fields.get("is_exit") else "continue", fields.get("label", ""))

    def _loop(self, fields: Fields) -> None:
        while self._repeat(fields):
            if self.steps > _MAXIMUM_STEPS:
                return

    def _while(self, fields: Fields) -> None:
        while True:
            value = self._value(fields["cond"])
            if value is NOT_KNOWN:
                self._lose("how often the loop runs is not known", fields.get("body", []), fields)
                return
            if not value or self.steps > _MAXIMUM_STEPS or not self._repeat(fields):
                return

    def _for_integers(self, fields: Fields) -> None:
        lower, upper = self._value(fields["lower"]), self._value(fields["upper"])
        step = self._value(fields["step"]) if "step" in fields else 1
        if not all(isinstance(value, int) for value in (lower, upper, step)):
            self._lose("how often the loop runs is not known", fields.get("body", []), fields)
            return
        is_reverse = fields.get("reverse", False)
        numbers = range(lower, upper - 1, -step) if is_reverse else range(lower, upper + 1, step)
        self._for_each(fields, ({"value": number} for number in numbers))

    def _for_array(self, fields: Fields) -> None:
        values = self._value(fields["expr"])
        if not isinstance(values, list):
            self._lose("what the loop runs over is not known", fields.get("body", []), fields)
            return
        target = {"PLpgSQL_var": {"refname": self.names[fields["varno"]]}}
        self._for_each({**fields, "var": target}, ({"value": value} for value in values))

    def _for_query(self, fields: Fields) -> None:
        self._for_select(fields, self._query(fields["query"]))

    def _for_dynamic(self, fields: Fields) -> None:
        text = self._value(fields["query"])
        if isinstance(text, str):
            self._for_select(fields, text)
        else:
            self._lose("what the loop runs over is not known", fields.get("body", []), fields)

    def _for_select(self, fields: Fields, text: str) -> None:
        self.environment.data_read.clear()
        rows = self._select(text)
        body = fields.get("body", [])
        if rows is None:
            reason = f"what the loop runs over is not known: {_short(text)}"
            self._lose(reason, body, fields)
            return
        if not rows and self.environment.data_read:
            tables = ", ".join(sorted(set(self.environment.data_read)))
            self._lose(f"the loop runs over the rows of {tables}", body, fields)
        self._for_each(fields, iter(rows))

    def _for_each(self, fields: Fields, rows: Iterator[Row]) -> None:
        for row in rows:
            self._assign_row(fields["var"], row)
            if not self._repeat(fields) or self.steps > _MAXIMUM_STEPS:
                return

    # -- assignments -------------------------------------------------------------------------------

    def _assign(self, fields: Fields) -> None:
        target, text = _assignment(self._query(fields["expr"]))
        value = self._evaluated(text)
        name, _, member = target.partition(".")
        variables = self.environment.variables
        if not member:
            variables[name] = value
        elif isinstance(variables.get(name), dict):
            variables[name] = {**variables[name], member: value}
        else:
            variables[name] = {member: value}
        if "[" in target:
            variables[name.partition("[")[0]] = NOT_KNOWN

    def _assign_row(self, target: Fields, row: Row | None) -> None:
        kind, fields = next(iter(target.items()))
        variables = self.environment.variables
        if kind == "PLpgSQL_rec":
            variables[fields["refname"]] = row
        elif kind == "PLpgSQL_var":
            variables[fields["refname"]] = next(iter(row.values()), None) if row else None
        else:
            values = list(row.values()) if row else []
            for index, item in enumerate(fields.get("fields", [])):
                name = item["name"]
                variables[name] = values[index] if index < len(values) else None

    def _select(self, text: str) -> list[Row] | None:
        """The rows of a query, or None where they are not known."""
        try:
            tree = parse_tree(text)
        except (GrammarError, NestingError):
            return None
        if len(tree.stmts) != 1 or kind_of(tree.stmts[0].stmt) != "select_stmt":
            return None
        rows, is_certain = select_rows(tree.stmts[0].stmt.select_stmt, self.environment)
        return rows if is_certain else None

    def _into(self, fields: Fields, text: str) -> None:
        rows = self._select(text)
        if rows is None:
            self._forget(fields["target"])
        else:
            self._assign_row(fields["target"], rows[0] if rows else None)
            self.environment.variables["found"] = bool(rows)

    def _forget(self, target: Fields) -> None:
        kind, fields = next(iter(target.items()))
        names = (
            [item["name"] for item in fields.get("fields", [])]
            if kind == "PLpgSQL_row"
            else [fields["refname"]]
        )
        for name in (*names, "found"):
            self.environment.variables[name] = NOT_KNOWN

    def _get_diagnostics(self, fields: Fields) -> None:
        for item in fields["diag_items"]:
            name = self.names[item["PLpgSQL_diag_item"]["target"]]
            self.environment.variables[name] = NOT_KNOWN

    # -- SQL ---------------------------------------------------------------------------------------

    def _execute_static(self, fields: Fields) -> None:
        text = self._query(fields["sqlstmt"])
        if fields.get("into"):
            self._into(fields, text)
        else:
            with self._at(fields, text):
                self._apply_text(text)

    def _perform(self, fields: Fields) -> None:
        with self._at(fields, self._query(fields["expr"])):
            self._apply_text(self._query(fields["expr"]))

    def _execute_dynamic(self, fields: Fields) -> None:
        text = self._value(fields["query"])
        if not isinstance(text, str):
            statement = {"PLpgSQL_stmt_dynexecute": fields}
            reason = f"the statement is made when it runs: {_short(self._query(fields['query']))}"
            self._lose(reason, [statement], fields)
            if fields.get("into"):
                self._forget(fields["target"])
        elif fields.get("into"):
            self._into(fields, text)
        else:
            with self._at(fields, ""):
                self._apply_text(text)

    def _apply_text(self, text: str) -> None:
        try:
            tree = parse_tree(text)
        except GrammarError as error:
            raise Rejected("syntax_error", error.message) from error
        except NestingError as error:
            self.session.not_knowable(str(error))
            self.outcomes.add(Outcome.NOT_KNOWABLE)
            return
        for raw in tree.stmts:
            self._apply_node(raw.stmt)

    def _apply_node(self, wrapper: Node) -> None:
        self.session.outcome = Outcome.APPLIED
        span = Span(0, 0)
        statement = Statement(span=span, kind=kind_of(wrapper), node=unwrap(wrapper))
        self.apply(self.session, statement)
        self.outcomes.add(self.session.outcome)

    # -- ends --------------------------------------------------------------------------------------

    def _return(self, _fields: Fields) -> None:
        raise _Jump("return")

    def _raise(self, fields: Fields) -> None:
        if fields.get("elog_level") != _EXCEPTION_LEVEL:
            return
        rejected = self.environment.variables.get("")
        if isinstance(rejected, Rejected) and "message" not in fields and "condname" not in fields:
            raise rejected
        condition = fields.get("condname", "raise_exception")
        for item in fields.get("options", []):
            option = item["PLpgSQL_raise_option"]
            if option.get("opt_type", 0) == _ERROR_CODE_OPTION:
                condition = self._value(option["expr"])
        message = fields.get("message", condition)
        with self._at(fields, ""):
            self.session.reject(str(condition), str(message))

    def _assert(self, fields: Fields) -> None:
        if self._value(fields["cond"]) is False:
            self.session.reject("assert_failure", "assertion failed")


def _assignment(query: str) -> tuple[str, str]:
    """The two sides of ``target := expression``."""
    left, _, right = query.partition(":=")
    if not right or "=" in left:
        left, _, right = query.partition("=")
    return left.strip(), right.strip()


_SHORTENED = 60


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORTENED else f"{line[:_SHORTENED]}…"


_HANDLERS: dict[str, Callable[[Interpreter, Fields], None]] = {
    "assert": Interpreter._assert,
    "assign": Interpreter._assign,
    "block": Interpreter._block,
    "call": Interpreter._perform,
    "case": Interpreter._case,
    "dynexecute": Interpreter._execute_dynamic,
    "dynfors": Interpreter._for_dynamic,
    "execsql": Interpreter._execute_static,
    "exit": Interpreter._exit,
    "foreach_a": Interpreter._for_array,
    "fori": Interpreter._for_integers,
    "fors": Interpreter._for_query,
    "getdiag": Interpreter._get_diagnostics,
    "if": Interpreter._if,
    "loop": Interpreter._loop,
    "perform": Interpreter._perform,
    "raise": Interpreter._raise,
    "return": Interpreter._return,
    "while": Interpreter._while,
}
