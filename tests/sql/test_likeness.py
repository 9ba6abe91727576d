"""Which expressions are taken to be written alike, so that one of them is made text for all."""

from __future__ import annotations

from itertools import combinations

import pytest

from sotsync.sql.deparse import deparse_expression, deparse_expressions, parse_expression
from sotsync.sql.likeness import likeness

SIMPLE = (
    *("0", "1", "-1", "1.0", "1.50", "true", "false", "null", "''", "'0'", "'1'", "B'1'", "X'1'"),
    *("now()", "public.now()", "pg_catalog.now()", "gen_random_uuid()", '"now"()', '"Now"()'),
    *("'{}'::jsonb", "'{}'::json", "'{}'::public.jsonb", "'1'::int", "1::int", "'x'::text"),
    *("current_date", "current_user", "current_timestamp", "current_timestamp(3)", "localtime"),
    *("cast('{}' as jsonb)", "jsonb '{}'", "'{}'::pg_catalog.jsonb", "null::text"),
)
DEAR = (
    *("a", "a + 1", "f(1)", "f(a)", "count(*)", "count(distinct a)", "a::text", "now()::date"),
    *("'x'::varchar(3)", "'{}'::text[]", "count() filter (where a)", "rank() over ()", "array[1]"),
)


@pytest.mark.parametrize("text", SIMPLE)
def test_a_short_expression_is_like_itself_wherever_it_stands(text: str) -> None:
    found = likeness(parse_expression(text))
    assert found is not None
    assert found == likeness(parse_expression(f"   /* elsewhere */ {text}"))


@pytest.mark.parametrize("text", DEAR)
def test_what_is_dear_to_tell_is_like_nothing(text: str) -> None:
    assert likeness(parse_expression(text)) is None


@pytest.mark.parametrize(("one", "other"), list(combinations(SIMPLE, 2)))
def test_what_is_written_differently_is_not_alike(one: str, other: str) -> None:
    first, second = parse_expression(one), parse_expression(other)
    if likeness(first) == likeness(second):
        assert deparse_expression(first) == deparse_expression(second)


def test_many_at_once_are_written_as_each_alone() -> None:
    nodes = [parse_expression(text) for text in (*SIMPLE, *DEAR, *SIMPLE)]
    assert deparse_expressions(nodes) == [deparse_expression(node) for node in nodes]
