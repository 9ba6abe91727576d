"""The session in which statements are replayed: what a handler may see and do.

A handler changes the catalog only through :meth:`Session.change`, :meth:`Session.put` and
:meth:`Session.take` (and what is built on them), so that a statement that turns out to be rejected
half-way is undone as a whole, and so that every change leaves its place in the object's origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NoReturn, Protocol, TypeVar

from sotsync.findings import Finding
from sotsync.replay import resolve
from sotsync.replay.catalog import (
    Catalog,
    Column,
    Constraint,
    Function,
    Index,
    Namespace,
    Object,
    Policy,
    Relation,
    Sequence,
    Trigger,
    Type,
    TypeName,
)
from sotsync.replay.codes import CODES, Code
from sotsync.replay.history import Action, Happening
from sotsync.replay.journal import Journal, Mark, Transaction
from sotsync.replay.privileges import apply_defaults, current_role
from sotsync.replay.rejected import Rejected
from sotsync.replay.result import Dropped, Outcome
from sotsync.replay.script import Script
from sotsync.replay.typenames import read_type_name, spell_type
from sotsync.replay.users import Users
from sotsync.replay.watch import Watch
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.statements import Statement
from sotsync.text import Location, Source

__all__ = ["Mark", "Platform", "Rejected", "Session", "Transaction"]

_Made = TypeVar("_Made", bound=Object)
_ORDERED = (Column, Constraint, Index, Namespace, Policy, Trigger)
"""Schemas and the parts of tables keep their order; all else is put in order by its number."""
_PARTS = (Column, Constraint, Index, Policy, Trigger)
"""What belongs to a table has the owner of the table."""


class Platform(Protocol):
    """What exists before the first migration beside PostgreSQL itself."""

    def install(self, catalog: Catalog) -> None:
        """Add the platform's own objects, each with ``is_platform`` set."""
        ...


@dataclass(slots=True)
class Session:
    """One replay's state.

    Attributes:
        catalog: What exists now; ``catalog.search_path`` is the session's.
        assume: Whether names that nothing created are taken to exist without a word.
        script: The file being replayed.
        statement: The statement being replayed (the outer one, inside a DO block).
        location: Where that statement starts.
        outcome: How it ends; handlers set it only through :meth:`no_effect` and
            :meth:`not_knowable`.
        is_aborted: Whether a statement of the open transaction was refused: nothing is run until it
            ends, and all of it is undone.
        gone: Qualified (schema, name) of every relation that was dropped, renamed or moved away:
            such a name is known not to exist, any other unknown name may exist. Of types and
            functions the key says the kind too.
        watch: What a try changes, while there is one.
        made: What the statement has made so far.
        is_unfounded: Whether the statement needs what no migration makes.
        unfounded: Everything that such statements made.
        path: The path of the file alone, which all that is new in it shares.
    """

    catalog: Catalog
    assume: bool = False
    script: Script = field(default_factory=lambda: Script(source=Source("", "")))
    statement: Statement | None = None
    location: Location = field(default_factory=lambda: Location(""))
    outcome: Outcome = Outcome.APPLIED
    findings: list[Finding] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    gone: dict[tuple[str, ...], Location] = field(default_factory=dict)
    reported: dict[tuple[str, str], Location] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    temporary: dict[str, Any] = field(default_factory=dict)
    users: Users = field(default_factory=Users)
    journal: Journal = field(init=False)
    watch: Watch | None = None
    made: list[Object] = field(default_factory=list)
    is_unfounded: bool = False
    unfounded: list[Object] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    is_aborted: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    path: tuple[str] = ("",)

    def __post_init__(self) -> None:
        self.journal = Journal(self.users, is_kept=False)

    # -- names: an empty schema means the search path ------------------------------------------

    def find_relation(self, schema: str, name: str) -> Relation | None:
        """The table or view of that name."""
        return resolve.find_relation(self.catalog, schema, name)

    def find_index(self, schema: str, name: str) -> Index | None:
        """The index of that name."""
        return resolve.find_index(self.catalog, schema, name)

    def find_sequence(self, schema: str, name: str) -> Sequence | None:
        """The sequence of that name."""
        return resolve.find_sequence(self.catalog, schema, name)

    def find_type(self, schema: str, name: str) -> Type | None:
        """The user-defined type of that name."""
        return resolve.find_type(self.catalog, schema, name)

    def find_functions(self, schema: str, name: str) -> list[Function]:
        """Every overload of the function of that name."""
        return resolve.find_functions(self.catalog, schema, name)

    def type_name(self, node: Node) -> TypeName:
        """The type that a ``TypeName`` message spells; one that nothing made is reported once."""
        used, is_known = read_type_name(self.catalog, node)
        if not is_known and not self.assume:
            self._refuse_gone(node)
            text = spell_type(TypeName(used.base))
            self.report(Code.TYPE_UNKNOWN, f"no migration creates the type {text}", once=text)
            self.is_unfounded = True
        return used

    def _refuse_gone(self, node: Node) -> None:
        *schema, name = (part.string.sval for part in node.names)
        for home in schema[-1:] or self.catalog.search_path:
            if (home, name, "type") in self.gone or (home, name) in self.gone:
                self.reject("undefined_object", f'type "{name}" does not exist')

    # -- changing the catalog ---------------------------------------------------------------

    def created(self, made: _Made) -> _Made:
        """Stamp a new object with the current statement as its origin; returns it."""
        self.journal.begin(made)
        if self.watch is not None:
            self.watch.note_made(made)
        made.created = made.changed = self.location
        made.number = next(self.numbers)
        self.made.append(made)
        path = self.location.path
        if self.path[0] != path:
            self.path = (path,)
        made.touched = (*made.touched, path) if made.touched else self.path
        self.users.note_change(made)
        if not isinstance(made, _PARTS):
            apply_defaults(self.catalog, made, current_role(self.settings))
        elif isinstance(made, Constraint):
            made.relation.namespace.constraint_names.add(made.name)
        return made

    def change(self, target: Object) -> None:
        """Must be called before any field of ``target`` is changed.

        Remembers the object for undoing, and stamps it and the relation it belongs to as changed
        by the current statement.
        """
        self.journal.keep(target)
        if self.watch is not None:
            self.watch.note_change(target)
        target.changed = self.location
        self._stamp(target)
        relation = getattr(target, "relation", None)
        if relation is not None:
            self.touch(relation)

    def touch(self, target: Object) -> None:
        """Stamp ``target`` as touched (not changed) by the current file: a comment, a new index."""
        self.journal.keep(target)
        self._stamp(target)

    def _stamp(self, target: Object) -> None:
        path = self.location.path
        if not target.touched or target.touched[-1] != path:
            target.touched += (path,)

    def put(self, container: dict[str, _Made], made: _Made) -> None:
        """Add an object to a mapping, under its name."""
        self.journal.keep_entry(container, made.name)
        container[made.name] = made

    def take(self, container: dict[str, _Made], target: Object) -> None:
        """Remove an object from a mapping."""
        if container.get(target.name) is target:
            if self.watch is not None:
                self.watch.note_change(target)
            self.journal.keep_entry(container, target.name)
            del container[target.name]

    def rename(self, container: dict[str, _Made], target: _Made, name: str) -> None:
        """Give ``target`` a new name, in its place of the mapping where order counts."""
        self.change(target)
        if isinstance(target, _ORDERED):
            self.journal.keep_container(container)
            items = [(name if value is target else key, value) for key, value in container.items()]
            container.clear()
            container.update(items)
        else:
            self.take(container, target)
            self.journal.keep_entry(container, name)
            container[name] = target
        if isinstance(target, Constraint):
            target.relation.namespace.constraint_names.add(name)
        target.renamed_from += (target.name,)
        target.name = name

    def note_gone(self, schema: str, name: str) -> None:
        """Note that from here on nothing of that name is there; an empty name means the schema."""
        self._note_gone((schema, name))

    def note_present(self, schema: str, name: str) -> None:
        """Note that something of that name is there again."""
        self.journal.keep_entry(self.gone, (schema, name))
        self.gone.pop((schema, name), None)

    def note_kind_gone(self, kind: str, schema: str, name: str) -> None:
        """Note that from here on there is no type or function of that name, unless one is made."""
        self._note_gone((schema, name, kind))

    def _note_gone(self, key: tuple[str, ...]) -> None:
        self.journal.keep_entry(self.gone, key)
        self.gone[key] = self.location

    # -- what a statement says about itself ----------------------------------------------------

    def reject(self, condition: str, reason: str) -> NoReturn:
        """End the statement as PostgreSQL would: no effect, one finding with its reason.

        Raises:
            Rejected: Always.
        """
        raise Rejected(condition, reason)

    def refuse_relation(self, schema: str, name: str) -> None:
        """Reject the statement where it reads a table or view that is known not to exist.

        Raises:
            Rejected: It was dropped, renamed or moved away, wherever the name may be looked up.
        """
        homes = (schema,) if schema else self.catalog.search_path
        if any((home, truncate(name)) in self.gone for home in homes):
            self.reject("undefined_table", f'relation "{name}" does not exist')
        if not name.startswith("pg_"):
            self.note_unknown(schema)

    def note_unknown(self, schema: str) -> None:
        """Note that a statement needs what nothing makes in the schema; platforms make more."""
        namespace = self.catalog.namespaces.get(schema or "public")
        is_made = namespace is not None and not namespace.is_platform
        if not self.assume and (is_made or schema in {"", "public"}):
            self.is_unfounded = True

    def refuse(self, condition: str, reason: str) -> None:
        """Reject the statement, unless names are assumed to exist.

        Raises:
            Rejected: They are not.
        """
        if not self.assume:
            self.reject(condition, reason)

    def is_function_gone(self, schema: str, name: str) -> bool:
        """Whether the functions of that name were dropped, renamed or moved away."""
        homes = (schema,) if schema else self.catalog.search_path
        return any((home, truncate(name), "function") in self.gone for home in homes)

    def no_effect(self) -> None:
        """State that the statement changes nothing in the schema (IF EXISTS that missed, DML)."""
        self.outcome = Outcome.NO_EFFECT

    def not_knowable(self, reason: str, *, touched: Object | None = None) -> None:
        """State that what the statement does cannot be known; marks ``touched`` as uncertain."""
        self.outcome = Outcome.NOT_KNOWABLE
        if touched is not None:
            self.mark_uncertain(touched)
        self.report(Code.NOT_KNOWABLE, reason)

    def mark_uncertain(self, target: Object) -> None:
        """Note that the current statement may have changed the target, or have dropped it."""
        self.change(target)
        target.uncertain = self.location

    def report(
        self, code: Code, message: str, *, about: str | None = None, once: str | None = None
    ) -> None:
        """Add a finding at the current statement.

        ``about`` is the object's key. Of all findings of a code with the same text for ``once``
        only the first is kept.
        """
        if once is not None:
            if (code, once) in self.reported:
                return
            self.journal.keep_entry(self.reported, (code, once))
            self.reported[code, once] = self.location
        entry = CODES[code]
        finding = Finding(
            code=code,
            severity=entry.severity,
            message=message,
            object=about,
            migration=self.location,
            hint=entry.hint,
        )
        self.findings.append(finding)

    def record(
        self,
        action: Action,
        target: Object,
        subject: str = "",
        detail: str = "",
        *,
        is_breaking: bool = False,
    ) -> None:
        """Add to the history that the statement did ``action`` to the table or view ``target``."""
        version = self.script.version
        self.happenings.append(
            Happening(target, self.location, version, action, subject, detail, is_breaking)
        )

    def run_undoably(self, handler: Callable[[Session, Node], None], node: Node) -> None:
        """Run what applies a statement as in a :meth:`savepoint`, at less cost."""
        outer, self.journal = self.journal, Journal(self.users)
        mark = self.mark()
        try:
            handler(self, node)
        except Rejected:
            self.journal.undo()
            self.go_back(mark)
            raise
        else:
            outer.absorb(self.journal)
        finally:
            self.journal = outer

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo everything done inside when :class:`Rejected` passes through; raise it again.

        The engine wraps every statement in one; a DO block with EXCEPTION wraps its body.
        """
        outer, self.journal = self.journal, Journal(self.users)
        mark = self.mark()
        try:
            yield
        except Rejected:
            self.journal.undo()
            self.go_back(mark)
            raise
        else:
            outer.absorb(self.journal)
        finally:
            self.journal = outer

    def mark(self) -> Mark:
        """How far the lists of what happened have come."""
        return Mark(
            len(self.findings),
            len(self.happenings),
            len(self.dropped),
            self.catalog.search_path,
        )

    def go_back(self, mark: Mark, *, with_findings: bool = True) -> None:
        """Forget what happened after the mark; the catalog itself is undone by the journal."""
        if with_findings:
            del self.findings[mark.findings :]
        del self.happenings[mark.happenings :]
        del self.dropped[mark.dropped :]
        self.catalog.search_path = mark.search_path
