"""The SQL fences of one entry, planned together: each statement has one home among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sotsync.diff.changes import Subject
from sotsync.document.mapping import stated_schema
from sotsync.document.models import Entry
from sotsync.document.regions import Fence
from sotsync.document.render.routines import NO_FUNCTIONS, NO_TRIGGERS
from sotsync.document.render.security import NO_POLICIES
from sotsync.patch.column_comments import carry_comments
from sotsync.patch.lost_words import LostWords, lost_comments
from sotsync.patch.merge import Wanted, merge_blocks
from sotsync.patch.partitions import PartitionPlan
from sotsync.patch.pen import Pen
from sotsync.patch.sql_blocks import Key, SqlBlocks, partition_in, read_blocks
from sotsync.patch.staleness import Staleness
from sotsync.patch.wanted import (
    TypePlan,
    is_shape_stale,
    wanted_definition,
    wanted_policies,
    wanted_triggers,
)
from sotsync.schema.models import Check, Schema, Table, Unique, View
from sotsync.text import Source, Span

__all__ = ["FencePlan", "FunctionPlan", "UnreadableFenceError", "open_fences"]


class UnreadableFenceError(Exception):
    """A fence holds what is no SQL, or is not closed; ``fence`` is not to be written."""

    def __init__(self, fence: Fence, reason: str) -> None:
        super().__init__(reason)
        self.fence = fence
        self.reason = reason


_PLAIN = 2
"""How long the key of a statement is that is about no partition."""


class Home(StrEnum):
    """The fences of an entry."""

    DEFINITION = "Schema Definition"
    POLICIES = "Policies"
    TRIGGERS = "Triggers"
    FUNCTIONS = "Function Implementations"


_HOMES: Mapping[str, tuple[Home, ...]] = {
    "rls": (Home.POLICIES, Home.DEFINITION),
    "policy": (Home.POLICIES, Home.DEFINITION),
    "trigger": (Home.TRIGGERS, Home.DEFINITION),
    "trigger state": (Home.TRIGGERS, Home.DEFINITION),
    "function": (Home.FUNCTIONS, Home.TRIGGERS, Home.DEFINITION),
}
_CHANGES = frozenset({"alter_table_stmt", "rename_stmt", "drop_stmt", "alter_object_schema_stmt"})
"""The kinds of statement after which a table is not what the statement before made of it."""
_EMPTY = {
    Home.DEFINITION: "",
    Home.POLICIES: NO_POLICIES,
    Home.TRIGGERS: NO_TRIGGERS,
    Home.FUNCTIONS: NO_FUNCTIONS,
}
_COMMENT_KINDS = {
    Subject.TABLE: "table",
    Subject.VIEW: "view",
    Subject.COLUMN: "column",
    Subject.CONSTRAINT: "tabconstraint",
    Subject.INDEX: "index",
    Subject.POLICY: "policy",
    Subject.TRIGGER: "trigger",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPlan:
    """The functions that one entry's fences should hold, and those that are gone."""

    wanted: tuple[Wanted, ...] = ()
    gone: frozenset[Key] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.gone)


def open_fences(
    source: Source, entry: Entry, partitions: Collection[str]
) -> Mapping[Home, tuple[Fence, SqlBlocks]]:
    """The fences of an entry with their statements.

    Args:
        source: The document's text.
        entry: Whose fences.
        partitions: Keys of the partitions of its table.

    Raises:
        UnreadableFenceError: One of them cannot be written without guessing.
    """
    regions, schema = entry.regions, stated_schema(entry)
    fences = {
        Home.DEFINITION: regions.ddl,
        Home.POLICIES: regions.policies,
        Home.TRIGGERS: regions.triggers,
        Home.FUNCTIONS: regions.functions,
    }
    opened: dict[Home, tuple[Fence, SqlBlocks]] = {}
    for home, fence in fences.items():
        if fence is None:
            continue
        if not fence.is_closed:
            raise UnreadableFenceError(fence, "its code fence is not closed")
        sql = read_blocks(source, fence.code.span, partitions=partitions, schema=schema)
        if sql is None:
            raise UnreadableFenceError(fence, "its code fence holds what is no SQL")
        opened[home] = (fence, sql)
    return opened


@dataclass(slots=True)
class FencePlan:
    """The plan for all fences of one entry."""

    pen: Pen
    opened: Mapping[Home, tuple[Fence, SqlBlocks]]
    relation: Table | View
    staleness: Staleness
    schema: Schema
    types: TypePlan = field(default_factory=TypePlan)
    functions: FunctionPlan = field(default_factory=FunctionPlan)
    partitions: PartitionPlan = field(default_factory=PartitionPlan)
    strays: frozenset[Span] = frozenset()
    lost: list[LostWords] = field(default_factory=list)

    def write(self) -> Sequence[LostWords]:
        """Plan the edits of every fence that has something stale in it.

        Returns:
            The comments that have no place any more.
        """
        wanted = tuple(self._wanted())
        removed = frozenset(self._removed({item.key for item in wanted}))
        homes = {item.key: self._home(item) for item in wanted}
        self.strays |= {span for item in wanted for span in self._doubles(item, homes[item.key])}
        for home, (fence, sql) in self.opened.items():
            here = [item for item in wanted if homes[item.key] is home]
            gone = removed & {block.key for block in sql.blocks}
            has_strays = any(block.span in self.strays for block in sql.blocks)
            if gone or has_strays or any(item.is_stale for item in here):
                self._rewrite(home, fence, sql, here, gone)
        return self.lost

    def _wanted(self) -> Iterator[Wanted]:
        if Home.DEFINITION in self.opened:
            yield from wanted_definition(
                self.relation,
                self.schema,
                self.staleness,
                types=self.types,
                separate=self._separate_constraints(),
                partitions=self.partitions,
            )
        partitions = self.partitions.present.values()
        if isinstance(self.relation, Table):
            yield from wanted_policies(self.relation, self.staleness)
        for one in partitions:
            yield from map(one.of, wanted_policies(one.table, one.staleness))
        yield from wanted_triggers(self.relation, self.staleness)
        for one in partitions:
            yield from map(one.of, wanted_triggers(one.table, one.staleness))
        yield from self.functions.wanted

    def _keys(self) -> frozenset[Key]:
        return frozenset(block.key for _, sql in self.opened.values() for block in sql.blocks)

    def _separate_constraints(self) -> frozenset[str]:
        """Constraints with a statement of their own: those that have one, and their like."""
        if isinstance(self.relation, View):
            return frozenset()
        stated = {key[1] for key in self._keys() if key[0] == "constraint" and len(key) == _PLAIN}
        added = {
            name
            for name, constraint in self.relation.constraints.items()
            if stated
            and isinstance(constraint, Unique | Check)
            and self.staleness.is_missing(Subject.CONSTRAINT, name)
        }
        return frozenset((stated | added) & self.relation.constraints.keys())

    def _home(self, item: Wanted) -> Home | None:
        """The fence that has it already, else the first one that is for its kind."""
        for key in (item.key, *item.former):
            for home, (_, sql) in self.opened.items():
                if any(block.key == key for block in sql.blocks):
                    return home
        kind = item.key[1] if item.key[0] == "comment" else item.key[0]
        choices = _HOMES.get(kind, (Home.DEFINITION,))
        return next((home for home in choices if home in self.opened), None)

    def _doubles(self, item: Wanted, home: Home | None) -> Iterator[Span]:
        """The statements that say once more what is stale: the first one alone is rewritten."""
        keys = (item.key, *item.former)
        found = [
            (one is not home, keys.index(block.key), block.span)
            for one, (_, sql) in self.opened.items()
            for block in sql.blocks
            if item.is_stale and block.key in keys
        ]
        return (span for _, _, span in sorted(found)[1:])

    def _removed(self, wanted: Iterable[Key]) -> Iterator[Key]:
        kept = frozenset(wanted)
        for subject, name in self.staleness.ghosts:
            yield from _keys_of(subject, name)
        for subject, name in self.staleness.comments:
            yield from (key for key in self._comment_keys(subject, name) if key not in kept)
        if self.staleness.has(Subject.ROW_SECURITY):
            switches = ("enable", "disable", "force", "no force")
            yield from (("rls", one) for one in switches if ("rls", one) not in kept)
        for name in self.staleness.names(Subject.TRIGGER):
            if ("trigger state", name) not in kept:
                yield ("trigger state", name)
        yield from (("type", name) for name in self.types.gone)
        yield from self.functions.gone
        keys = self._keys()
        yield from self.partitions.removed(keys, kept)
        others = [key for key in keys if key[0] == "other" and key[1] in _CHANGES]
        if is_shape_stale(self.staleness, self._separate_constraints()):
            yield from (key for key in others if partition_in(key) is None)
        if self.partitions:
            yield from (key for key in others if partition_in(key) is not None)

    def _comment_keys(self, subject: Subject, name: str) -> Iterator[Key]:
        """Where the comment on something stands, under its name and under its former one."""
        kind = _COMMENT_KINDS[subject]
        if kind == "view" and isinstance(self.relation, View) and self.relation.is_materialized:
            kind = "matview"
        yield ("comment", kind, name or self.relation.name)
        former = self.staleness.former_name(subject, name)
        if former is not None:
            yield ("comment", kind, former)

    def _rewrite(
        self,
        home: Home,
        fence: Fence,
        sql: SqlBlocks,
        wanted: list[Wanted],
        removed: frozenset[Key],
    ) -> None:
        carried = [self._with_comments(item, sql) for item in wanted]
        newline = self.pen.source.newline
        if not sql.blocks and sql.tail.strip() == _EMPTY[home]:
            sql = replace(sql, tail="")
        text = str(merge_blocks(sql, carried, sorted(removed), newline, self.strays))
        if not text.strip():
            text = _EMPTY[home] + newline
        sentence = f"SQL of {home.value}"
        self._lengthen(fence, text, sentence)
        self.pen.write(fence.code.span, text, sentence)
        gone = {block.span for block in sql.blocks if block.key in removed} | self.strays
        self.lost += lost_comments(sql, text, gone, self.relation)

    def _lengthen(self, fence: Fence, text: str, sentence: str) -> None:
        """Marks that are longer than any run of them in the new text, which would end it."""
        mark = fence.opening.text
        if mark in text:
            longest = max(map(len, re.findall(f"{mark[0]}+", text)))
            for span in (fence.opening.span, fence.closing.span):
                self.pen.write(span, mark[0] * (longest + 1), sentence)

    def _with_comments(self, item: Wanted, sql: SqlBlocks) -> Wanted:
        """A CREATE TABLE with the comments that stand between its columns in the document."""
        if item.key != ("relation",) or not item.is_stale:
            return item
        old = next((block for block in sql.blocks if block.key == item.key), None)
        if old is None:
            return item
        renamed = {
            name: former
            for name in self.relation.columns
            if (former := self.staleness.former_name(Subject.COLUMN, name)) is not None
        }
        return replace(item, text=carry_comments(old.text, item.text, renamed))


def _keys_of(subject: Subject, name: str) -> Iterator[Key]:
    """What stands in a fence for an object that does not exist."""
    kinds = {
        Subject.CONSTRAINT: "constraint",
        Subject.INDEX: "index",
        Subject.POLICY: "policy",
        Subject.TRIGGER: "trigger",
    }
    if subject in kinds:
        yield (kinds[subject], name)
    if subject is Subject.TRIGGER:
        yield ("trigger state", name)
    if subject in _COMMENT_KINDS:
        yield ("comment", _COMMENT_KINDS[subject], name)
