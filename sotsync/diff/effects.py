"""What a branch's migrations make of the schema: the schema before against the schema after.

The comparison is the one that finds drift, with the schema before in the document's place. What
that leaves out, because a document has no place for it, is compared here as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sotsync.diff.blame import Blame
from sotsync.diff.breaking import is_breaking
from sotsync.diff.changes import Altered, Change, Ghost, Renamed, Subject, Undocumented
from sotsync.diff.members import Comparison
from sotsync.diff.schemas import diff_schemas
from sotsync.replay.history import Action, Operation
from sotsync.replay.result import Replay
from sotsync.schema.canonical import Scope
from sotsync.schema.models import Function, Privilege, Schema, Table, View
from sotsync.schema.names import split_qualified
from sotsync.schema.selection import select_namespaces
from sotsync.text import Location

__all__ = ["Effect", "Sign", "find_effects"]


class Sign(StrEnum):
    """How a thing came out of the branch."""

    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    CHANGED = "changed"
    REMADE = "made anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One net change of the schema.

    Attributes:
        group: The table, view, type, function or other object that people look for it under.
        subject: What kind of thing changed, in words: ``column``.
        name: Its name; empty where it is the group itself.
        sign: How it came out.
        aspect: What of it changed, where that is not all of it: ``type``.
        before: What it was; None where it was not there.
        after: What it is; None where it is gone.
        at: The statement that made it so, where the migrations still hold one.
        uncertain_at: The statement that may have changed it too, which only a server can tell.
        is_breaking: Whether programs that used it may stop working.
    """

    group: str
    subject: str
    name: str = ""
    sign: Sign
    aspect: str = ""
    before: str | None = None
    after: str | None = None
    at: Location | None = None
    uncertain_at: Location | None = None
    is_breaking: bool = False


_OTHERS = {
    "namespaces": "schema",
    "extensions": "extension",
    "sequences": "sequence",
    "foreign_data_wrappers": "foreign-data wrapper",
    "foreign_servers": "foreign server",
    "collations": "collation",
    "statistics": "statistics",
    "event_triggers": "event trigger",
    "publications": "publication",
    "other_objects": "object",
}
"""What a document has no place for, and is compared as a whole."""
_SERVER_SIDE = frozenset({"owner", "privileges", "platform_privileges", "comment", "is_external"})


def find_effects(
    before: Replay | None, after: Replay, *, schemas: Collection[str] = ()
) -> tuple[Effect, ...]:
    """Every net change of the schema, sorted by what it belongs to.

    Args:
        before: What the base's migrations make; None where it had none that could be read.
        after: What the branch's migrations make.
        schemas: The only PostgreSQL schemas that count; all of them where it is empty.
    """
    old = select_namespaces(before.schema if before else Schema(), schemas)
    new = select_namespaces(after.schema, schemas)
    using = Comparison(blame=Blame(after), scope=Scope(new))
    changes = diff_schemas(old, new, using=using)
    found = [
        *(_effect(change, old, new) for change in changes),
        *_remade(before, after, old, new),
        *_other_objects(old, new),
        *_privileges(old, new),
    ]
    order = list(Sign)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.group,
                bool(one.name),
                *(one.subject, one.name, order.index(one.sign), one.aspect),
                *(one.before or "", one.after or ""),
            ),
        )
    )


def _effect(change: Change, before: Schema, after: Schema) -> Effect:
    group = change.relation or change.object
    is_member = change.object != group and change.subject is not Subject.ROW_SECURITY
    return Effect(
        group=group,
        subject=change.subject.value,
        name=split_qualified(change.object)[-1] if is_member else "",
        sign=_sign(change),
        aspect=change.aspect if isinstance(change, Altered) else "",
        before=_was(change, before),
        after=_is(change, after),
        at=change.actual_at,
        uncertain_at=change.uncertain_at,
        is_breaking=is_breaking(change, before, after),
    )


def _sign(change: Change) -> Sign:
    if isinstance(change, Ghost):
        return Sign.DROPPED
    if isinstance(change, Renamed):
        return Sign.RENAMED
    return Sign.ADDED if isinstance(change, Undocumented) else Sign.CHANGED


def _was(change: Change, before: Schema) -> str | None:
    """What was there; of a table or view, its columns."""
    relation = before.relation(change.object) if isinstance(change, Ghost) else None
    is_whole = relation is not None and change.object == (change.relation or change.object)
    return ", ".join(relation.columns) if relation and is_whole else change.documented


def _is(change: Change, after: Schema) -> str | None:
    """What is there now; of a new table or view, what a reviewer asks first."""
    relation = after.relation(change.object) if isinstance(change, Undocumented) else None
    if relation is None or change.object != (change.relation or change.object):
        return change.actual
    columns = ", ".join(relation.columns)
    if not isinstance(relation, Table):
        return columns
    security = "on" if relation.rls_enabled else "off"
    policies = len(relation.policies)
    words = f"{policies} {'policy' if policies == 1 else 'policies'}"
    return f"{columns}; row-level security {security}, {words}"


def _remade(before: Replay | None, after: Replay, old: Schema, new: Schema) -> Iterator[Effect]:
    """Tables and columns that were there and are there, and lost their data in between."""
    known = Counter(map(_identity, before.operations if before else ()))
    for operation in after.operations:
        if known[_identity(operation)] > 0:
            known[_identity(operation)] -= 1
            continue
        table, now = old.tables.get(operation.object), new.tables.get(operation.object)
        if table is None or now is None:
            continue
        column = operation.subject if operation.action is Action.DROP_COLUMN else ""
        is_kept = column in table.columns and column in now.columns
        if is_kept if column else operation.action is Action.DROP_TABLE:
            yield Effect(
                group=operation.object,
                subject=(Subject.COLUMN if column else Subject.TABLE).value,
                name=column,
                sign=Sign.REMADE,
                after="what it held is lost",
                at=operation.location,
                is_breaking=True,
            )


def _identity(operation: Operation) -> tuple[str, Action, str]:
    """What a statement of the base is known again by; its line moves when a file is edited."""
    return operation.path, operation.action, operation.subject


def _other_objects(before: Schema, after: Schema) -> Iterator[Effect]:
    for field, subject in _OTHERS.items():
        old, new = _stated(before, field), _stated(after, field)
        for key in sorted(old.keys() | new.keys()):
            one, other = old.get(key), new.get(key)
            if one == other:
                continue
            if one is None or other is None:
                sign = Sign.ADDED if one is None else Sign.DROPPED
                at = getattr(getattr(after, field).get(key), "origin", None)
                yield Effect(group=key, subject=subject, sign=sign, at=at.created if at else None)
            else:
                yield from _parts(key, subject, one, other)


def _stated(schema: Schema, field: str) -> Mapping[str, Mapping[str, str]]:
    """What is said of each object of a kind; a sequence that a column owns is the column's."""
    return {
        key: {
            name: str(value)
            for name in type(model).model_fields
            if name not in _SERVER_SIDE | {"origin"} and (value := getattr(model, name)) != ()
        }
        for key, model in getattr(schema, field).items()
        if not (getattr(model, "is_external", False) or getattr(model, "owned_by", None))
    }


def _parts(
    key: str, subject: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Effect]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Effect(
                group=key,
                subject=subject,
                sign=Sign.CHANGED,
                aspect=name.removeprefix("is_").replace("_", " "),
                before=old.get(name),
                after=new.get(name),
            )


def _privileges(before: Schema, after: Schema) -> Iterator[Effect]:
    """What roles may do now and could not, or could and may not, with what was there before."""
    old, new = _granted(before), _granted(after)
    for key in sorted(old.keys() & new.keys()):
        if old[key] != new[key]:
            lost, gained = (
                ", ".join(_worded(one - other))
                for one, other in ((old[key], new[key]), (new[key], old[key]))
            )
            yield Effect(
                group=key,
                subject="privileges",
                sign=Sign.CHANGED,
                before=lost or None,
                after=gained or None,
                is_breaking=_takes_away(old[key], new[key]),
            )


def _granted(schema: Schema) -> Mapping[str, frozenset[Privilege]]:
    relations: Mapping[str, Table | View | Function] = {
        **schema.tables,
        **schema.views,
        **schema.functions,
    }
    return {key: frozenset(one.privileges) for key, one in relations.items()}


def _takes_away(before: Collection[Privilege], after: Collection[Privilege]) -> bool:
    given, left = ([p for p in side if not p.is_revoked] for side in (before, after))
    taken = any(one.is_revoked and one not in before for one in after)
    return taken or any(one not in left for one in given)


def _worded(privileges: Iterable[Privilege]) -> list[str]:
    """``SELECT (id, name) to anon``, sorted."""
    told = []
    for one in privileges:
        columns = f" ({', '.join(one.columns)})" if one.columns else ""
        option = " with grant option" if one.grantable else ""
        revoked = "no " if one.is_revoked else ""
        told.append(f"{revoked}{one.privilege}{columns} to {one.grantee}{option}")
    return sorted(told)
