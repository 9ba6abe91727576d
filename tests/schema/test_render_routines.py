"""Triggers and functions as SQL: the text that a person reads, a clause a line."""

from __future__ import annotations

import pytest

from sotsync.schema import models as m
from sotsync.schema.render import (
    dollar_quote,
    render_function,
    render_trigger,
    render_trigger_state,
)


def test_triggers_stand_a_clause_a_line() -> None:
    trigger = m.Trigger(
        name="late",
        timing="AFTER",
        events=("INSERT", "UPDATE"),
        update_columns=("a", "B"),
        level="ROW",
        when="NEW.a > 1",
        function="public.f",
        arguments=("x", "it's"),
        is_constraint=True,
        constraint_from="public.u",
        deferrable=True,
        initially_deferred=True,
        enabled="REPLICA",
    )
    assert render_trigger("public.t", trigger) == (
        "CREATE CONSTRAINT TRIGGER late\n"
        '  AFTER INSERT OR UPDATE OF a, "B" ON public.t\n'
        "  FROM public.u\n"
        "  DEFERRABLE INITIALLY DEFERRED\n"
        "  FOR EACH ROW\n"
        "  WHEN (NEW.a > 1)\n"
        "  EXECUTE FUNCTION public.f('x', 'it''s');"
    )
    state = "ALTER TABLE public.t ENABLE REPLICA TRIGGER late;"
    assert render_trigger_state("public.t", trigger) == state


def test_triggers_name_their_transition_tables() -> None:
    trigger = m.Trigger(
        name="seen",
        timing="AFTER",
        events=("UPDATE",),
        function="public.f",
        old_table="old_rows",
        new_table="new",
    )
    assert "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new\n" in render_trigger(
        "public.t", trigger
    )
    assert render_trigger_state("public.t", trigger) is None


FUNCTIONS = (
    (
        m.Function(
            name="f", schema_name="public", returns="trigger", language="plpgsql", body="\nx\n"
        ),
        "CREATE OR REPLACE FUNCTION public.f()\nRETURNS TRIGGER\nLANGUAGE plpgsql\nAS $$\nx\n$$;",
    ),
    (
        m.Function(
            name="F",
            schema_name="public",
            arguments=(
                m.Argument(type="integer", name="a"),
                m.Argument(type="text", name="order", default="'x'"),
                m.Argument(type="text", mode="OUT", name="b"),
                m.Argument(type="integer[]", mode="VARIADIC"),
            ),
            language="sql",
            body="SELECT 1",
            volatility="STABLE",
            is_strict=True,
            is_leakproof=True,
            security_definer=True,
            parallel="SAFE",
            cost=50,
            rows=10.5,
            settings=(
                'search_path=""',
                "statement_timeout=5s",
                'search_path=public, "A b"',
                "a.b=on",
            ),
        ),
        (
            'CREATE OR REPLACE FUNCTION public."F"(a INTEGER, "order" TEXT DEFAULT \'x\','
            " OUT b TEXT, VARIADIC INTEGER[])\n"
            "LANGUAGE sql\n"
            "STABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 50 ROWS 10.5\n"
            "SET search_path = ''\n"
            "SET statement_timeout = '5s'\n"
            'SET search_path = public, "A b"\n'
            "SET a.b = on\n"
            "AS $$SELECT 1$$;"
        ),
    ),
    (
        m.Function(
            name="t",
            schema_name="s",
            arguments=(
                m.Argument(type="integer", name="a"),
                m.Argument(type="text", name="b", mode="TABLE"),
            ),
            returns="SETOF record",
            sql_body="RETURN 1",
        ),
        "CREATE OR REPLACE FUNCTION s.t(a INTEGER)\nRETURNS TABLE(b TEXT)\nLANGUAGE sql\nRETURN 1;",
    ),
    (
        m.Function(
            name="p", schema_name="s", kind=m.FunctionKind.PROCEDURE, body="", returns="void"
        ),
        "CREATE OR REPLACE PROCEDURE s.p()\nLANGUAGE sql\nAS $$$$;",
    ),
    (
        m.Function(
            name="w",
            schema_name="s",
            kind=m.FunctionKind.WINDOW,
            returns="bigint",
            language="internal",
            body="window_rank",
        ),
        (
            "CREATE OR REPLACE FUNCTION s.w()\nRETURNS BIGINT\nLANGUAGE internal\nWINDOW\n"
            "AS 'window_rank';"
        ),
    ),
    (
        m.Function(
            name="c",
            schema_name="s",
            returns="integer",
            language="c",
            body="x",
            object_file="$lib/y",
        ),
        "CREATE OR REPLACE FUNCTION s.c()\nRETURNS INTEGER\nLANGUAGE c\nAS '$lib/y', 'x';",
    ),
    (
        m.Function(
            name="total",
            schema_name="s",
            kind=m.FunctionKind.AGGREGATE,
            arguments=(m.Argument(type="integer"),),
            options=("sfunc = int4pl", "stype = integer"),
        ),
        "CREATE AGGREGATE s.total(INTEGER) (sfunc = int4pl, stype = integer);",
    ),
    (
        m.Function(
            name="n",
            schema_name="s",
            kind=m.FunctionKind.AGGREGATE,
            options=("sfunc = int8inc", "stype = bigint"),
        ),
        "CREATE AGGREGATE s.n(*) (sfunc = int8inc, stype = bigint);",
    ),
)


@pytest.mark.parametrize(("function", "statement"), FUNCTIONS)
def test_functions_stand_a_clause_a_line(function: m.Function, statement: str) -> None:
    assert render_function(function) == statement


@pytest.mark.parametrize(
    "body", ["", "x", "$$", "a $$ b $function$ c", "ends in $", "$$ $function1$$"]
)
def test_dollar_quotes_cannot_clash_with_the_body(body: str) -> None:
    quoted = dollar_quote(body)
    tag = quoted[: quoted.index("$", 1) + 1]
    assert quoted == f"{tag}{body}{tag}"
    assert (body + tag).index(tag) == len(body)
