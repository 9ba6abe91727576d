"""What runs a block of PL/pgSQL: its variables, its place in the file, and SQL against the schema.

Source: PostgreSQL manual, "PL/pgSQL". Nothing is executed: conditions are read against the schema
replayed so far, and statements are applied to it. How each kind of statement runs is in the modules
beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias

from sotsync.replay.catalog import Object
from sotsync.replay.objects import Publication
from sotsync.replay.procedural.effects import Body, has_effect, tables_named
from sotsync.replay.procedural.evaluate import Environment, evaluate
from sotsync.replay.procedural.select import select_rows
from sotsync.replay.procedural.values import NOT_KNOWN, Row, Value
from sotsync.replay.result import Outcome
from sotsync.replay.session import Rejected, Session
from sotsync.replay.watch import Watch
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError, kind_of, parse_tree, unwrap
from sotsync.sql.statements import Statement
from sotsync.text import Location, Span

__all__ = ["Fields", "Interpreter", "Jump", "Runner", "query_of", "shortened"]

Fields: TypeAlias = dict[str, Any]
"""A statement of PL/pgSQL, as the parser gives it."""

MAXIMUM_STEPS = 20_000
"""A block that takes more is not followed to its end."""

_SHORTENED = 60


class Jump(Exception):  # noqa: N818 - a control transfer, as in PL/pgSQL
    """EXIT, CONTINUE or RETURN on its way to the loop or block that it ends."""

    def __init__(self, kind: str, label: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.label = label


def _undo() -> NoReturn:
    """End a savepoint as an error would, so that nothing of it stays."""
    raise Rejected("", "")


def query_of(expression: Fields) -> str:
    """The text of an expression or query."""
    return str(expression["PLpgSQL_expr"]["query"])


def shortened(text: str) -> str:
    """One line of the text, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORTENED else f"{line[:_SHORTENED]}…"


@lru_cache(maxsize=512)
def _parsed(text: str) -> Node | None:
    """The tree of an expression, which a loop asks for again and again; None if it has none."""
    try:
        return parse_expression(text)
    except (GrammarError, NestingError):
        return None


@dataclass(slots=True)
class Interpreter:
    """Runs one block.

    Attributes:
        session: Where statements are applied.
        apply: Applies one statement of SQL.
        locate: The place of a statement, from its line in the block and its text.
        runners: The function that runs each kind of statement.
        names: The variables of the block, by their number in the parser's table.
        outcomes: How the statements inside ended.
        steps: How many statements have run.
        caught: The error that the running EXCEPTION handler caught.
    """

    session: Session
    apply: Callable[[Session, Statement], None]
    locate: Callable[[int, str], Location]
    runners: Mapping[str, Runner]
    names: list[str] = field(default_factory=list)
    environment: Environment = field(init=False)
    outcomes: set[Outcome] = field(default_factory=set)
    steps: int = 0
    caught: Rejected | None = None

    def __post_init__(self) -> None:
        self.environment = Environment(self.session, {}, select_rows)

    def run(self, function: Fields, variables: Mapping[str, Value]) -> None:
        """Run a parsed block; ``variables`` are the arguments it was called with.

        Raises:
            Rejected: The block ends with an error.
        """
        self.declare(function["datums"], variables)
        try:
            self.body([function["action"]])
        except Jump:
            return

    def declare(self, datums: list[Fields], variables: Mapping[str, Value]) -> None:
        """Give the variables of a block their first values; ``variables`` are its arguments."""
        for datum in datums:
            kind, fields = next(iter(datum.items()))
            name = fields.get("refname", "")
            self.names.append(name)
            if name in variables:
                self.environment.variables[name] = variables[name]
            elif kind == "PLpgSQL_var":
                default = fields.get("default_val")
                self.environment.variables[name] = self.value(default) if default else None
            elif kind == "PLpgSQL_rec":
                self.environment.variables[name] = None

    def body(self, body: Body) -> None:
        """Run statements in order."""
        for statement in body:
            if self.is_exhausted():
                self.lose("the block runs too long to be followed", body)
                return
            self.steps += 1
            kind, fields = next(iter(statement.items()))
            runner = self.runners.get(kind.removeprefix("PLpgSQL_stmt_"))
            if runner is not None:
                runner(self, fields)

    def is_exhausted(self) -> bool:
        """Whether the block has run for too long."""
        return self.steps >= MAXIMUM_STEPS

    def lose(
        self,
        reason: str,
        body: Body,
        fields: Fields | None = None,
        rounds: Sequence[Callable[[], None]] = (),
    ) -> None:
        """Say that ``body`` may or may not have run, if that matters to the schema.

        Args:
            reason: Why that is not known.
            body: The statements.
            fields: The statement around them.
            rounds: Sets the variables for every time that the body may run; once if empty.
        """
        if not has_effect(body):
            return
        concerned = self._concerned(body, rounds)
        with self.at(fields or {}, ""):
            self.session.not_knowable(reason)
            for target in concerned:
                self.session.mark_uncertain(target)
        self.outcomes.add(Outcome.NOT_KNOWABLE)

    def _concerned(self, body: Body, rounds: Sequence[Callable[[], None]]) -> list[Object]:
        """What the statements would change: they are applied for a try, and undone."""
        if self.session.watch is not None or self.is_exhausted():
            return list(tables_named(self.session, body))
        watch = self.session.watch = Watch()
        variables, outcomes = dict(self.environment.variables), set(self.outcomes)
        try:
            with self.session.savepoint():
                for prepare in rounds or (lambda: None,):
                    prepare()
                    self._try(body, watch)
                _undo()
        except Rejected:
            self.session.watch = None
        self.environment.variables = variables
        self.outcomes = outcomes
        found = {id(target): target for target in watch.concerned() if _is_described(target)}
        return list(found.values())

    def _try(self, body: Body, watch: Watch) -> None:
        for statement in body:
            try:
                self.body([statement])
            except Jump:
                continue
            except Rejected:
                for relation in tables_named(self.session, [statement]):
                    watch.note_change(relation)

    @contextmanager
    def at(self, fields: Fields, text: str) -> Iterator[None]:
        """Let what happens inside have happened at a statement's place."""
        outer = self.session.location
        if "lineno" in fields:
            self.session.location = self.locate(fields["lineno"], text)
        try:
            yield
        finally:
            self.session.location = outer

    def value(self, expression: Fields) -> Value:
        """The value of an expression of the block."""
        return self.evaluated(query_of(expression))

    def evaluated(self, text: str) -> Value:
        """The value of an expression's text."""
        node = _parsed(text)
        return NOT_KNOWN if node is None else evaluate(node, self.environment)

    def assign_row(self, target: Fields, row: Row | None) -> None:
        """Put a row into a record, or its columns into variables; None puts NULL."""
        kind, fields = next(iter(target.items()))
        variables = self.environment.variables
        if kind == "PLpgSQL_rec":
            variables[fields["refname"]] = row
        elif kind == "PLpgSQL_var":
            variables[fields["refname"]] = next(iter(row.values()), None) if row else None
        else:
            values = list(row.values()) if row else []
            for index, item in enumerate(fields.get("fields", [])):
                variables[item["name"]] = values[index] if index < len(values) else None

    def forget(self, target: Fields) -> None:
        """Let the variables that a statement sets be not known."""
        kind, fields = next(iter(target.items()))
        members = fields.get("fields", []) if kind == "PLpgSQL_row" else []
        names = [item["name"] for item in members] or [fields["refname"]]
        for name in (*names, "found"):
            self.environment.variables[name] = NOT_KNOWN

    def select(self, text: str) -> list[Row] | None:
        """The rows of a query, or None where they are not known."""
        try:
            tree = parse_tree(text)
        except (GrammarError, NestingError):
            return None
        if len(tree.stmts) != 1 or kind_of(tree.stmts[0].stmt) != "select_stmt":
            return None
        rows, is_certain = select_rows(tree.stmts[0].stmt.select_stmt, self.environment)
        return rows if is_certain or self.environment.is_wide else None

    def candidates(self, text: str) -> list[Row]:
        """Every row that a query may have, as far as that is known."""
        self.environment.is_wide = True
        try:
            return self.select(text) or []
        finally:
            self.environment.is_wide = False

    def apply_text(self, text: str) -> None:
        """Apply the statements of a text.

        Raises:
            Rejected: PostgreSQL would refuse one of them.
        """
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
        statement = Statement(span=Span(0, 0), kind=kind_of(wrapper), node=unwrap(wrapper))
        shared = self.session.temporary
        outer, shared["variables"] = shared.get("variables", {}), self.environment.variables
        try:
            self.apply(self.session, statement)
        finally:
            shared["variables"] = outer
        self.outcomes.add(self.session.outcome)


def _is_described(target: Object) -> bool:
    """Whether a schema's description has the object: a platform's publication is filled by all."""
    return not target.is_platform or isinstance(target, Publication)


Runner: TypeAlias = Callable[[Interpreter, Fields], None]
