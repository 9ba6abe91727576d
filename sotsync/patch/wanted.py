"""The statements that an entry's fences should hold, each with whether it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.diff.changes import Subject
from sotsync.document.render.definition import definition
from sotsync.patch.merge import Wanted
from sotsync.patch.partitions import COMMENT_SUBJECTS, PartitionPlan
from sotsync.patch.sql_blocks import Key, partition_in, read_blocks
from sotsync.patch.staleness import Staleness
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import quote, truncate
from sotsync.schema.render.comments import render_comment
from sotsync.schema.render.policies import render_policy, render_row_level_security
from sotsync.schema.render.style import key_of
from sotsync.schema.render.triggers import render_trigger, render_trigger_state
from sotsync.text import Source, Span

__all__ = ["TypePlan", "wanted_definition", "wanted_policies", "wanted_triggers"]

_SHAPE = (Subject.TABLE, Subject.VIEW, Subject.COLUMN, Subject.CONSTRAINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePlan:
    """The types of one entry.

    Attributes:
        stale: Bare names of those that are missing or differ.
        gone: Bare names of those that the fence makes and that do not exist.
        shown: Keys of those that the fence makes, whether the columns need them or not.
    """

    stale: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    shown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stale or self.gone)


def wanted_definition(  # noqa: PLR0913  # What a definition follows from; half are named.
    relation: Table | View,
    schema: Schema,
    staleness: Staleness,
    *,
    types: TypePlan,
    separate: frozenset[str],
    partitions: PartitionPlan,
) -> tuple[Wanted, ...]:
    """What Schema Definition should hold.

    Args:
        relation: Whose definition.
        schema: Where its types are.
        staleness: What of the relation is out of date.
        types: What of its types is.
        separate: Constraints that have an ALTER TABLE statement of their own.
        partitions: What of its partitions is.
    """
    rendered = Source("", _text(relation, schema, types, separate))
    whole = Span(0, len(rendered.text))
    sql = read_blocks(rendered, whole, partitions=partitions.present)
    assert sql is not None  # What sotsync renders, PostgreSQL's grammar reads.
    shape_is_stale = is_shape_stale(staleness, separate)
    found = []
    for block in sql.blocks:
        wanted = Wanted(
            key=block.key,
            text=block.text,
            is_stale=_is_stale(block.key, staleness, types.stale, shape_is_stale=shape_is_stale),
            former=_former(block.key, staleness),
            above=block.above.strip(),
        )
        owner = partitions.owner(block.key)
        found.append(wanted if owner is None else owner.adopted(wanted))
    return tuple(found)


def _text(relation: Table | View, schema: Schema, types: TypePlan, separate: frozenset[str]) -> str:
    return definition(relation, schema, separate_constraints=separate, more_types=types.shown)


def is_shape_stale(staleness: Staleness, separate: frozenset[str]) -> bool:
    """Whether the CREATE TABLE or CREATE VIEW statement itself is to be rendered anew."""
    if staleness.is_unknown:
        return True
    return any(
        subject in _SHAPE and not (subject is Subject.CONSTRAINT and name in separate)
        for subject, name in (*staleness.objects, *staleness.ghosts)
    )


def _is_stale(
    key: Key, staleness: Staleness, stale_types: frozenset[str], *, shape_is_stale: bool
) -> bool:
    match key:
        case ("relation",):
            return shape_is_stale
        case ("partition", _):
            return staleness.is_unknown
        case ("index" | "constraint" as kind, name):
            return staleness.has(Subject(kind), name)
        case ("comment", kind, name) if kind in COMMENT_SUBJECTS:
            subject = COMMENT_SUBJECTS[kind]
            is_whole = subject in {Subject.TABLE, Subject.VIEW}
            return staleness.has_comment(subject, "" if is_whole else name)
        case ("type", name) | ("comment", _, name):
            return name in stale_types
        case _:
            return False


def _former(key: Key, staleness: Staleness) -> tuple[Key, ...]:
    if partition_in(key) is not None:
        return ()
    subjects = {"index": Subject.INDEX, "constraint": Subject.CONSTRAINT}
    if key[0] in subjects:
        old = staleness.former_name(subjects[key[0]], key[1])
        return () if old is None else ((key[0], old),)
    if key[0] == "comment" and key[1] in COMMENT_SUBJECTS:
        subject = COMMENT_SUBJECTS[key[1]]
        is_whole = subject in {Subject.TABLE, Subject.VIEW}
        old = staleness.former_name(subject, "" if is_whole else key[2])
        return () if old is None else ((*key[:2], old),)
    return ()


def wanted_policies(table: Table, staleness: Staleness) -> Iterator[Wanted]:
    """The switches of row-level security, then each policy and its comment."""
    for statement in render_row_level_security(table):
        kind = "force" if " FORCE " in statement else "enable"
        is_stale = staleness.has(Subject.ROW_SECURITY)
        yield Wanted(
            key=("rls", kind),
            text=statement,
            is_stale=is_stale,
            above="-- Enable RLS" if kind == "enable" else "",
        )
    for name, policy in table.policies.items():
        old = staleness.former_name(Subject.POLICY, name)
        yield Wanted(
            key=("policy", truncate(name)),
            text=render_policy(table, policy),
            is_stale=staleness.has(Subject.POLICY, name),
            former=() if old is None else (("policy", old),),
        )
        if policy.comment is not None:
            yield Wanted(
                key=("comment", "policy", name),
                text=render_comment("POLICY", f"{quote(name)} ON {key_of(table)}", policy.comment),
                is_stale=staleness.has_comment(Subject.POLICY, name),
                former=() if old is None else (("comment", "policy", old),),
            )


def wanted_triggers(relation: Table | View, staleness: Staleness) -> Iterator[Wanted]:
    """Each trigger, the statement that gives it an unusual state, and its comment."""
    for name, trigger in relation.triggers.items():
        old = staleness.former_name(Subject.TRIGGER, name)
        is_stale = staleness.has(Subject.TRIGGER, name)
        yield Wanted(
            key=("trigger", name),
            text=render_trigger(relation, trigger),
            is_stale=is_stale,
            former=() if old is None else (("trigger", old),),
        )
        state = render_trigger_state(relation, trigger)
        if state is not None:
            yield Wanted(key=("trigger state", name), text=state, is_stale=is_stale)
        if trigger.comment is not None:
            on = f"{quote(name)} ON {key_of(relation)}"
            yield Wanted(
                key=("comment", "trigger", name),
                text=render_comment("TRIGGER", on, trigger.comment),
                is_stale=staleness.has_comment(Subject.TRIGGER, name),
                former=() if old is None else (("comment", "trigger", old),),
            )
