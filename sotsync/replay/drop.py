"""DROP, of every kind of object, with RESTRICT and CASCADE.

Source: PostgreSQL manual, "Dependency Tracking" and the DROP commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sotsync.replay.catalog import (
    Column,
    Extension,
    Index,
    Namespace,
    Object,
    Policy,
    Relation,
    Trigger,
)
from sotsync.replay.dependents import AttributeOf, DefaultOf, Dependent, Droppable, dependents
from sotsync.replay.drop_targets import find_targets
from sotsync.replay.other_dependents import others_inside
from sotsync.replay.platform import uninstall_objects
from sotsync.replay.registry import handles
from sotsync.replay.removal import describe, note_dropped, remove
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["drop_objects"]


@handles("drop_stmt")
def _drop(session: Session, node: Node) -> None:
    targets = find_targets(session, node)
    if not targets:
        session.no_effect()
        return
    drop_objects(session, targets, cascade=node.behavior == enums.DROP_CASCADE)


def drop_objects(session: Session, roots: Sequence[Object], *, cascade: bool) -> None:
    """Remove the objects, what goes with them, and under ``cascade`` all that depends on them.

    Raises:
        Rejected: Something depends on them, and ``cascade`` is false.
    """
    roots = list(roots)
    collected: dict[int, Droppable] = {id(root): root for root in roots}
    recorded = set(collected)
    frontier = [*roots, *_contents(session, roots, cascade=cascade)]
    collected |= {id(each): each for each in frontier}
    while frontier:
        found = list(_new_dependents(session, frontier, collected))
        blocking = [target for target, is_automatic in found if not is_automatic]
        if blocking and not cascade:
            _refuse(session, roots[0], blocking[0])
        recorded |= {id(target) for target in blocking}
        frontier = [target for target, _ in found if isinstance(target, Object)]
    everything = list(collected.values())
    for target in everything:
        if isinstance(target, Relation):
            note_dropped(session, target)
    for target in _without_parts(everything):
        remove(session, target, is_recorded=id(target) in recorded)


def _new_dependents(
    session: Session, frontier: Sequence[Object], collected: dict[int, Droppable]
) -> Iterator[Dependent]:
    relevant = [target for target in frontier if not isinstance(target, _LEAVES)]
    if not relevant:
        return
    for target, is_automatic in dependents(session.catalog, session.users, _with_parts(relevant)):
        if id(target) not in collected and not _is_part_of(target, collected):
            collected[id(target)] = target
            yield target, is_automatic


_LEAVES = (Policy, Trigger, Index, Extension, Namespace)
"""What nothing depends on, or whose contents are dropped in their own right."""


def _with_parts(targets: Iterable[Object]) -> Iterator[Object]:
    for target in targets:
        yield target
        if isinstance(target, Relation):
            yield from target.columns.values()


def _is_part_of(target: Droppable, collected: dict[int, Droppable]) -> bool:
    if isinstance(target, DefaultOf):
        column = target.column
        return id(column) in collected or id(column.relation) in collected
    owner = (
        target.composite if isinstance(target, AttributeOf) else getattr(target, "relation", None)
    )
    return owner is not None and id(owner) in collected


def _without_parts(targets: Iterable[Droppable]) -> list[Droppable]:
    """The targets without parts of tables that go as a whole, parts before their owners."""
    targets = list(targets)
    ids = {id(target) for target in targets}
    kept = [t for t in targets if id(getattr(t, "relation", None)) not in ids]
    return sorted(kept, key=lambda target: isinstance(target, (Relation, Column, Namespace)))


def _contents(session: Session, roots: Sequence[Object], *, cascade: bool) -> list[Object]:
    found: list[Object] = []
    for root in roots:
        if isinstance(root, Namespace):
            inside = [*_inside(root), *others_inside(session.catalog, root)]
            if inside and not cascade:
                _refuse(session, root, inside[0])
            found += inside
        elif isinstance(root, Extension):
            found += _brought(session, root)
    return found


def _inside(namespace: Namespace) -> Iterator[Object]:
    yield from namespace.relations.values()
    yield from namespace.types.values()
    yield from (s for s in namespace.sequences.values() if s.owner is None)
    for overloads in namespace.functions.values():
        yield from overloads


def _brought(session: Session, extension: Extension) -> list[Object]:
    """What the extension brought, taken out of its schema."""
    for namespace in session.catalog.namespaces.values():
        session.journal.keep_container(namespace.types)
        session.journal.keep_container(namespace.relations)
        session.journal.keep_container(namespace.functions)
    return [*uninstall_objects(session.catalog, extension.name)]


def _refuse(session: Session, root: Object, blocking: Droppable) -> None:
    session.reject(
        "dependent_objects_still_exist",
        f"cannot drop {describe(root)} because other objects depend on it: {describe(blocking)}",
    )
