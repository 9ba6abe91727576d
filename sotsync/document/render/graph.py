"""The foreign key graph: a tree of entries, referenced tables above those that reference them.

A table with several parents is drawn in full under the first only, and a cycle is cut with ``↺``,
so the tree never grows beyond the number of foreign keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.render.links import Directory
from sotsync.schema.models import Schema
from sotsync.schema.names import qualified

__all__ = ["NO_FOREIGN_KEYS", "GraphEdge", "graph_edges", "read_graph", "render_graph"]

NO_FOREIGN_KEYS = "(no foreign keys)"
"""What stands in the fence where there is nothing to draw."""

_NODE = re.compile(
    r"^(?P<indent>[ │├└─→|`+>-]*)(?P<name>[^\s(│├└─→][^(]*?)\s*(?:\((?P<columns>[^)]*)\))?"
    r"\s*(?:↺|…)?\s*$"
)


@dataclass(frozen=True, slots=True, order=True)
class GraphEdge:
    """One foreign key: ``child`` references ``parent`` by ``columns``."""

    parent: str
    child: str
    columns: str


def graph_edges(schema: Schema, directory: Directory) -> tuple[GraphEdge, ...]:
    """The foreign keys of documented tables, by id; targets without an entry by their name."""
    edges = {
        GraphEdge(
            _label(qualified(key.referenced_schema, key.referenced_table), directory),
            entry.id,
            ", ".join(map(exact_name, key.columns)),
        )
        for name, entry in directory.items()
        if name in schema.tables
        for key in schema.tables[name].foreign_keys
    }
    return tuple(sorted(edges))


def _label(name: str, directory: Directory) -> str:
    entry = directory.get(name)
    return entry.id if entry else exact_sql(name)


def render_graph(edges: Iterable[GraphEdge]) -> tuple[str, ...]:
    """The lines of the tree, roots first."""
    drawing = _Drawing(tuple(edges))
    return drawing.lines() or (NO_FOREIGN_KEYS,)


@dataclass(slots=True)
class _Drawing:
    """The state of one drawing: what has been expanded, and the path from the root."""

    edges: tuple[GraphEdge, ...]
    expanded: set[str] = field(default_factory=set)
    children: Mapping[str, list[GraphEdge]] = field(init=False)

    def __post_init__(self) -> None:
        children: dict[str, list[GraphEdge]] = {}
        for edge in self.edges:
            children.setdefault(edge.parent, []).append(edge)
        self.children = children

    def lines(self) -> tuple[str, ...]:
        lines: list[str] = []
        for root in self._roots():
            if root not in self.expanded:
                lines += [root, *self._below(root, (root,), "  ")]
        return tuple(lines)

    def _roots(self) -> list[str]:
        """Referenced tables that reference nothing, then one of every cycle that is left."""
        referencing = {edge.child for edge in self.edges if edge.child != edge.parent}
        proper = sorted(self.children.keys() - referencing, key=_root_order)
        return [*proper, *sorted(self.children.keys() & referencing, key=_root_order)]

    def _below(self, parent: str, path: tuple[str, ...], prefix: str) -> list[str]:
        self.expanded.add(parent)
        lines: list[str] = []
        below = self.children.get(parent, [])
        for place, edge in enumerate(below):
            is_last = place == len(below) - 1
            line = f"{prefix}{'└' if is_last else '├'}─→ {edge.child} ({edge.columns})"
            inner = prefix + ("    " if is_last else "│   ")
            if edge.child in path:
                lines.append(f"{line} ↺")
            elif edge.child in self.expanded:
                lines.append(f"{line} …" if edge.child in self.children else line)
            else:
                lines += [line, *self._below(edge.child, (*path, edge.child), inner)]
        return lines


def _root_order(name: str) -> tuple[bool, str]:
    """Tables without an entry first: everything else hangs below the platform's own."""
    return ("." not in name, name)


def read_graph(lines: Iterable[str]) -> tuple[GraphEdge, ...] | None:
    """The edges that a drawn tree states, whoever drew it; None where a line cannot be read."""
    edges: set[GraphEdge] = set()
    above: list[tuple[int, str]] = []
    for line in lines:
        if not line.strip() or line.strip() == NO_FOREIGN_KEYS:
            continue
        match = _NODE.match(line)
        if match is None:
            return None
        indent, name = len(match["indent"]), match["name"]
        above = [(depth, node) for depth, node in above if depth < indent]
        if above and match["columns"] is not None:
            edges.add(GraphEdge(above[-1][1], name, match["columns"]))
        elif above:
            return None
        above.append((indent, name))
    return tuple(sorted(edges))
