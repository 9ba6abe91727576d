"""Forms in the scope of a schema: what PostgreSQL puts in by itself is equal, nothing else is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import pytest

from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.schema.canonical import (
    Scope,
    canonical_default,
    canonical_expression,
    canonical_query,
    same_expression,
)
from sotsync.text import Source
from tests.schema.corpus import CONDITIONS, DEFAULTS, POLICIES, SCHEMA, TRIGGERS, VIEWS
from tests.schema.mutations import mutations


@functools.cache
def scope() -> Scope:
    return Scope(replay([Script(source=Source("corpus.sql", SCHEMA))]).schema)


EXPRESSIONS = (
    *(("bench", text) for text in CONDITIONS),
    *POLICIES,
    *TRIGGERS,
)
_OTHER_COLUMNS = {
    "bench": ("word", "limited", "whole", "exact", "role", "data"),
    "teams": ("id", "owner_id", "plan"),
    "members": ("team_id", "user_id", "role"),
    "projects": ("id", "team_id", "budget"),
    "tasks": ("id", "project_id", "state"),
}


def _mutated_expressions() -> Iterator[tuple[str, str, str]]:
    for table, text in EXPRESSIONS:
        for mutation in mutations(text, _OTHER_COLUMNS[table]):
            if mutation != text:
                yield table, text, mutation


def test_no_mutation_of_an_expression_is_judged_the_same() -> None:
    """Law: what changes the meaning of an expression changes its form."""
    found = sorted(set(_mutated_expressions()))
    missed = [
        (text, mutation)
        for table, text, mutation in found
        if same_expression(text, mutation, scope().at(f"public.{table}"))
    ]
    assert len(EXPRESSIONS) > 180
    assert len(found) > 4000
    assert missed == []


def test_no_mutation_of_a_default_is_judged_the_same() -> None:
    found = sorted(
        {
            (text, type_name, mutation)
            for type_name, text in DEFAULTS
            for mutation in mutations(text)
            if mutation != text
        }
    )
    missed = [
        (text, mutation)
        for text, type_name, mutation in found
        if canonical_default(text, type_name, scope())
        == canonical_default(mutation, type_name, scope())
    ]
    assert len(found) > 200
    assert missed == []


def test_no_mutation_of_a_query_is_judged_the_same() -> None:
    found = sorted(
        {
            (text, mutation)
            for text in VIEWS
            for mutation in mutations(text)
            if mutation != text and mutation.startswith(("SELECT", "WITH"))
        }
    )
    missed = [
        (text, mutation)
        for text, mutation in found
        if canonical_query(text, scope()) == canonical_query(mutation, scope())
    ]
    assert len(found) > 400
    assert missed == []


SAME = (
    ("bench", "limited = 'a'", "(limited)::text = 'a'::text"),
    ("bench", "role IN ('owner')", "role = 'owner'::public.member_role"),
    ("bench", "exact > whole", "exact > (whole)::numeric"),
    ("bench", "bench.word = 'a'", "word = 'a'"),
    ("bench", "coalesce(money, 0) > 1", "(COALESCE(money, (0)::numeric) > (1)::numeric)"),
    ("bench", "ROW(whole, role) = ROW(1, 'owner')", "whole = 1 AND role = 'owner'::member_role"),
    (
        "teams",
        "EXISTS (SELECT 1 FROM members WHERE team_id = id AND role = 'owner')",
        (
            "EXISTS (SELECT 1 FROM members m WHERE m.team_id = teams.id AND m.role = "
            "'owner'::member_role)"
        ),
    ),
    ("email_address", "VALUE ~ '@'", "(VALUE)::text ~ '@'::text"),
    ("short_name", "VALUE <> ''", "(VALUE)::text <> ''::text"),
)

DIFFERENT = (
    ("bench", "whole / 2 > 1", "whole::numeric / 2 > 1"),
    ("bench", "'a'::member_role = 'b'::member_role", "'a' = 'b'"),
    ("bench", "role::text > 'b'", "role > 'b'"),
    ("bench", "limited::varchar(3) = 'a'", "limited = 'a'"),
    ("bench", "money::numeric(10,1) = 1", "money = 1"),
    ("bench", "exact::integer = 1", "exact = 1"),
    ("bench", "single = '0.1'", "single = 0.1"),
    ("bench", "instant > '2024-01-01'", "instant > '2024-01-01 00:00:00+00'"),
    ("bench", "(whole, big) = (1, 2)", "(whole, big) = (2, 1)"),
    ("bench", "doc::text = '{\"a\":1}'", "doc::text = '{\"a\": 1}'"),
    (
        "teams",
        "EXISTS (SELECT 1 FROM members m WHERE m.team_id = teams.id)",
        "EXISTS (SELECT 1 FROM members m WHERE m.team_id = m.user_id)",
    ),
    (
        "teams",
        (
            "EXISTS (SELECT 1 FROM members a JOIN members b ON a.team_id = b.team_id WHERE "
            "a.role = 'owner')"
        ),
        (
            "EXISTS (SELECT 1 FROM members a JOIN members b ON a.team_id = b.team_id WHERE "
            "b.role = 'owner')"
        ),
    ),
    (
        "members",
        "EXISTS (SELECT 1 FROM members m WHERE m.team_id = members.team_id)",
        "EXISTS (SELECT 1 FROM members m WHERE m.team_id = team_id)",
    ),
)


@pytest.mark.parametrize(("table", "one", "other"), SAME)
def test_what_the_server_puts_in_does_not_count(table: str, one: str, other: str) -> None:
    assert same_expression(one, other, scope().at(f"public.{table}"))


@pytest.mark.parametrize(("table", "one", "other"), DIFFERENT)
def test_what_a_person_puts_in_counts(table: str, one: str, other: str) -> None:
    assert not same_expression(one, other, scope().at(f"public.{table}"))


def test_a_form_is_found_once_in_a_scope() -> None:
    here = Scope(replay([Script(source=Source("corpus.sql", SCHEMA))]).schema).at("public.bench")
    assert canonical_expression("limited = 'a'", here) is canonical_expression(
        "limited = 'a'", here
    )
    assert len(here.forms) == 1
    assert here.at("public.bench") is here


def test_what_is_nested_too_deeply_is_compared_as_text() -> None:
    deep = "+".join(["1"] * 20000)
    assert canonical_expression(deep).startswith("text ")


def test_aliases_of_outputs_do_not_count_in_scalar_queries_only() -> None:
    scalar = "(SELECT max(points) AS {} FROM tasks) > 3"
    assert same_expression(scalar.format("a"), scalar.format("b"), scope())
    view = "SELECT max(points) AS {} FROM tasks"
    assert canonical_query(view.format("a"), scope()) != canonical_query(view.format("b"), scope())
    assert re.match(r"Select\(", canonical_query(view.format("a"), scope()))
