from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.render.graph import (
    NO_FOREIGN_KEYS,
    GraphEdge,
    read_graph,
    render_graph,
)

NODES = st.sampled_from(["auth.users", "DBT-001", "DBT-002", "DBT-101", "DBT-102", "x.y"])
EDGES = st.sets(st.builds(GraphEdge, NODES, NODES, st.sampled_from(["a", "b, c"])), max_size=12)


def test_referenced_tables_stand_above_and_the_platform_first() -> None:
    edges = [
        GraphEdge("DBT-001", "DBT-101", "user_id"),
        GraphEdge("DBT-101", "DBT-102", "order_id"),
        GraphEdge("auth.users", "DBT-001", "id"),
        GraphEdge("DBT-001", "DBT-102", "owner_id"),
        GraphEdge("DBT-003", "DBT-103", "x"),
    ]
    assert render_graph(sorted(edges)) == (
        "auth.users",
        "  └─→ DBT-001 (id)",
        "      ├─→ DBT-101 (user_id)",
        "      │   └─→ DBT-102 (order_id)",
        "      └─→ DBT-102 (owner_id)",
        "DBT-003",
        "  └─→ DBT-103 (x)",
    )


def test_cycles_are_cut_and_what_was_drawn_is_not_drawn_again() -> None:
    edges = [
        GraphEdge("DBT-001", "DBT-001", "parent_id"),
        GraphEdge("DBT-001", "DBT-002", "a"),
        GraphEdge("DBT-002", "DBT-003", "b"),
        GraphEdge("DBT-003", "DBT-002", "c"),
        GraphEdge("DBT-004", "DBT-002", "d"),
    ]
    assert render_graph(edges) == (
        "DBT-001",
        "  ├─→ DBT-001 (parent_id) ↺",
        "  └─→ DBT-002 (a)",
        "      └─→ DBT-003 (b)",
        "          └─→ DBT-002 (c) ↺",
        "DBT-004",
        "  └─→ DBT-002 (d) …",
    )


def test_no_foreign_keys_say_so() -> None:
    assert render_graph([]) == (NO_FOREIGN_KEYS,)
    assert read_graph([NO_FOREIGN_KEYS]) == ()


def test_a_tree_that_a_person_drew_is_read_too() -> None:
    lines = ["DBT-001", "       ├─→ DBT-018 (parent_id)", "", "       └─→ DBT-019 (a, b)"]
    assert read_graph(lines) == (
        GraphEdge("DBT-001", "DBT-018", "parent_id"),
        GraphEdge("DBT-001", "DBT-019", "a, b"),
    )


def test_what_is_no_tree_is_not_guessed_at() -> None:
    assert read_graph(["DBT-001", "  └─→ DBT-002"]) is None
    assert read_graph(["(", "DBT-001"]) is None


@given(EDGES)
def test_what_is_drawn_reads_back(edges: set[GraphEdge]) -> None:
    """Reading a drawn graph gives the foreign keys that it was drawn from."""
    assert read_graph(render_graph(sorted(edges))) == tuple(sorted(edges))
