"""Names as ``makeObjectName`` makes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.replay.naming import figure_column_name, make_object_name
from sotsync.replay.widening import is_widening
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import enums


@given(st.text(min_size=1), st.text(), st.sampled_from(["pkey", "key", "fkey12", "seq"]))
def test_made_names_fit(first: str, second: str, label: str) -> None:
    """Law: at most 63 bytes, always ending in the label."""
    name = make_object_name(first, second, label)
    assert len(name.encode()) <= 63
    assert name.endswith(f"_{label}")


def test_the_longer_part_is_cut_first() -> None:
    assert make_object_name("a" * 60, "b" * 10, "key") == "a" * 48 + "_" + "b" * 10 + "_key"
    assert make_object_name("a" * 70, "", "pkey") == "a" * 58 + "_pkey"


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("a", "a"),
        ("t.a", "a"),
        ("t.*", "t"),
        ("f(a)", "f"),
        ("s.f(a)", "f"),
        ("a + b", None),
        ("a::text", "a"),
        ("(a + b)::text", "text"),
        ("nullif(a, b)", "nullif"),
        ("coalesce(a, b)", "coalesce"),
        ("greatest(a, b)", "greatest"),
        ("least(a, b)", "least"),
        ("array[a]", "array"),
        ("row(a)", "row"),
        ("case when a then b end", "case"),
        ("case when a then b else c end", "c"),
        ("a collate x", "a"),
        ("(a).b", "b"),
        ("a[1]", "a"),
        ("exists (select 1)", "exists"),
        ("array(select 1)", "array"),
        ("(select a)", "a"),
        ("(select 1 as one)", "one"),
        ("a in (select 1)", None),
        ("1", None),
    ],
)
def test_what_an_expression_is_called(expression: str, name: str | None) -> None:
    assert figure_column_name(parse_expression(expression)) == name


def test_a_query_without_columns_suggests_no_name() -> None:
    assert figure_column_name(parse_expression("(select)")) is None
    assert figure_column_name(enums.Node()) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("integer", "bigint", True),
        ("bigint", "integer", False),
        ("integer", "integer", True),
        ("", "integer", True),
        ("character varying(10)", "character varying(20)", True),
        ("character varying(20)", "character varying(10)", False),
        ("character varying(20)", "text", True),
        ("text", "character varying(20)", False),
        ("character varying", "character varying(20)", False),
        ("character varying(20)", "character varying", True),
        ("text", "public.citext", True),
        ("text", "uuid", False),
        ("numeric(10,2)", "numeric(12,2)", True),
        ("numeric(10,2)", "numeric(10,4)", False),
        ("numeric(10,2)", "numeric(10)", False),
        ("integer[]", "bigint[]", True),
        ("integer[]", "bigint", False),
        ("timestamp(3) without time zone", "timestamp(6) without time zone", True),
        ("timestamp without time zone", "timestamp with time zone", True),
        ("(", ")", False),
    ],
)
def test_widening(before: str, after: str, *, expected: bool) -> None:
    assert is_widening(before, after) is expected
