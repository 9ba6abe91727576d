"""In which order objects load: whatever a definition mentions stands before it.

PostgreSQL knows the dependencies; from text they are read as mentions: a word that is the name of
another object, with that object's schema before it or none. A mention too many only moves an
object up; where mentions form a circle, the order given decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sotsync.schema.names import split_qualified

__all__ = ["LoadOrder", "Node", "load_order"]

_WORDS = re.compile(
    r"""(?P<qualifier>(?:"(?:[^"]|"")*"|[^\W\d][\w$]*)\s*\.\s*)?"""
    r"""(?P<name>"(?:[^"]|"")*"|[^\W\d][\w$]*)(?P<call>\s*\()?"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One object to load: what it is called, and the texts that may mention others.

    Attributes:
        key: What the order calls it.
        schema_name: Its schema, bare.
        name: Its name, bare.
        texts: Definitions that must come with the object.
        movable_texts: Definitions that may wait until everything else is there.
        is_callable: Whether only a name before a parenthesis mentions it: a function.
        preferred: Keys of nodes that had better stand before it, where no circle forbids it.
    """

    key: str
    schema_name: str
    name: str
    texts: tuple[str, ...] = ()
    movable_texts: tuple[str, ...] = ()
    is_callable: bool = False
    preferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOrder:
    """The keys in order, and those whose movable texts have to wait, being part of a circle."""

    keys: tuple[str, ...]
    waiting: frozenset[str]


_Edges = dict[str, tuple[str, ...]]


def load_order(nodes: Iterable[Node]) -> LoadOrder:
    """Each node after what it mentions, otherwise as given."""
    by_key = {node.key: node for node in nodes}
    names = _Names(by_key.values())
    fixed = {key: tuple(names.mentioned(node, node.texts)) for key, node in by_key.items()}
    movable = {
        key: tuple(names.mentioned(node, node.movable_texts)) for key, node in by_key.items()
    }
    every = {key: fixed[key] + movable[key] for key in by_key}
    waiting = frozenset(
        key for key, targets in movable.items() if targets and key in _reached(targets, every)
    )
    needed = {key: fixed[key] if key in waiting else every[key] for key in by_key}
    return LoadOrder(keys=_postorder(_with_preferred(needed, by_key)), waiting=waiting)


def _with_preferred(needed: _Edges, nodes: Mapping[str, Node]) -> _Edges:
    """The edges and the preferred ones that lie in no circle, which might cost a needed one."""
    preferred = {
        key: tuple(target for target in node.preferred if target in nodes)
        for key, node in nodes.items()
    }
    circles = _circles({key: needed[key] + preferred[key] for key in nodes})
    return {
        key: needed[key] + tuple(k for k in preferred[key] if circles[k] != circles[key])
        for key in nodes
    }


def _circles(edges: _Edges) -> dict[str, str]:
    """Each key's strongly connected component, by one of its members (Kosaraju's algorithm)."""
    backwards: dict[str, list[str]] = {key: [] for key in edges}
    for key, targets in edges.items():
        for target in targets:
            backwards[target].append(key)
    circles: dict[str, str] = {}
    for key in reversed(_postorder(edges)):
        waiting = [key]
        while waiting:
            member = waiting.pop()
            if member not in circles:
                circles[member] = key
                waiting += backwards[member]
    return circles


class _Names:
    """Finds nodes by the words that mention them."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._plain: dict[str, list[Node]] = {}
        self._callable: dict[str, list[Node]] = {}
        for node in nodes:
            table = self._callable if node.is_callable else self._plain
            table.setdefault(node.name, []).append(node)

    def mentioned(self, node: Node, texts: tuple[str, ...]) -> Iterator[str]:
        """The keys of other nodes that the texts mention, in the order of mention."""
        for text in texts:
            for match in _WORDS.finditer(text):
                yield from (found.key for found in self._matches(match) if found is not node)

    def _matches(self, match: re.Match[str]) -> Iterator[Node]:
        name = _bare(match["name"])
        schema = _bare(match["qualifier"].rstrip(". \t\n")) if match["qualifier"] else None
        found = [*self._plain.get(name, ())]
        found += self._callable.get(name, ()) if match["call"] else ()
        yield from (node for node in found if schema in {None, node.schema_name})
        if schema is not None:
            # In "orders.total" the word before the dot is a relation.
            yield from self._plain.get(schema, ())


def _reached(starts: Iterable[str], edges: Mapping[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += edges[key]
    return reached


def _postorder(edges: _Edges) -> tuple[str, ...]:
    done: dict[str, None] = {}
    for key in edges:
        _visit(key, edges, done)
    return tuple(done)


def _visit(start: str, edges: _Edges, done: dict[str, None]) -> None:
    """Depth first without recursion, since a chain of views may be long."""
    entered = {start}
    stack = [] if start in done else [(start, iter(edges[start]))]
    while stack:
        key, rest = stack[-1]
        following = next((k for k in rest if k not in done and k not in entered), None)
        if following is None:
            done[key] = None
            stack.pop()
        else:
            entered.add(following)
            stack.append((following, iter(edges[following])))


def _bare(word: str) -> str:
    return split_qualified(word)[0] if word.startswith('"') else word.lower()
