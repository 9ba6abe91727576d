"""The order in which a schema loads: whatever a definition mentions stands before it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sotsync.schema.render.order import Node, load_order


def _node(name: str, *texts: str, movable: tuple[str, ...] = (), is_callable: bool = False) -> Node:
    return Node(
        key=f"public.{name}",
        schema_name="public",
        name=name,
        texts=texts,
        movable_texts=movable,
        is_callable=is_callable,
    )


def _names(*nodes: Node) -> list[str]:
    return [key.removeprefix("public.") for key in load_order(nodes).keys]


def test_what_is_mentioned_comes_first() -> None:
    assert _names(_node("b", "SELECT * FROM a"), _node("a")) == ["a", "b"]
    assert _names(_node("b", "public.a"), _node("a")) == ["a", "b"]
    assert _names(_node("b", "a.id"), _node("a")) == ["a", "b"]
    assert _names(_node("b", '"A"'), _node("A")) == ["A", "b"]


def test_what_is_not_mentioned_stays_where_it_is() -> None:
    assert _names(_node("b"), _node("a")) == ["b", "a"]
    assert _names(_node("b", "other.a"), _node("a")) == ["b", "a"]
    assert _names(_node("b", "b"), _node("a")) == ["b", "a"]


def test_functions_are_mentioned_by_calls_only() -> None:
    function = _node("a", is_callable=True)
    assert _names(_node("b", "a"), function) == ["b", "a"]
    assert _names(_node("b", "a (1)"), function) == ["a", "b"]


def test_movable_texts_wait_where_they_close_a_circle() -> None:
    table = _node("t", movable=("f(1)",))
    function = _node("f", "t", is_callable=True)
    order = load_order([table, function])
    assert order.keys == ("public.t", "public.f")
    assert order.waiting == {"public.t"}


def test_movable_texts_need_not_wait_otherwise() -> None:
    order = load_order([_node("t", movable=("f(1)",)), _node("f", is_callable=True)])
    assert order.keys == ("public.f", "public.t")
    assert order.waiting == frozenset()


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = [_node(f"v{number}", f"v{number + 1}") for number in range(5000)]
    assert _names(*chain)[0] == "v4999"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_every_node_comes_once_and_after_earlier_ones_it_needs(
    pairs: list[tuple[int, int]],
) -> None:
    """Law: without circles, whatever is mentioned stands before whoever mentions it."""
    forward = {(low, high) for low, high in pairs if low < high}
    nodes = [
        _node(f"n{number}", *(f"n{high}" for low, high in sorted(forward) if low == number))
        for number in range(10)
    ]
    names = _names(*nodes)
    assert sorted(names) == sorted(f"n{number}" for number in range(10))
    for low, high in forward:
        assert names.index(f"n{high}") < names.index(f"n{low}")


def _preferring(name: str, *targets: str, texts: tuple[str, ...] = ()) -> Node:
    keys = tuple(f"public.{target}" for target in targets)
    return Node(key=f"public.{name}", schema_name="public", name=name, texts=texts, preferred=keys)


def test_what_is_preferred_comes_first_where_it_can() -> None:
    assert _names(_preferring("orders", "users"), _preferring("users")) == ["users", "orders"]
    assert _names(_preferring("a", "b"), _preferring("b", "a")) == ["a", "b"]
    assert _names(_preferring("a", "elsewhere"), _node("b")) == ["a", "b"]


def test_a_preference_never_costs_a_mention() -> None:
    assert _names(_preferring("a", "b"), _node("b", "c"), _node("c", "a")) == ["a", "c", "b"]
