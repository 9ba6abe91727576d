"""When a server prints what was written, and when it does not."""

from __future__ import annotations

import pytest

from sotsync.database.meaning import in_written_words, prints_as
from sotsync.schema.models import Argument, Column, Domain, DomainCheck, Function, Index, IndexKey

SAME = [
    ("status IN ('a', 'b')", "(status)::text = ANY ((ARRAY['a'::character varying, 'b'])::text[])"),
    ("status NOT IN ('a', 'b')", "status <> ALL (ARRAY['a'::public.status, 'b'::public.status])"),
    ("id IN (1)", "id = 1"),
    ("1 IN (a, b)", "1 = a OR 1 = b"),
    ("1 NOT IN (a, b)", "1 <> a AND 1 <> b"),
    ("a BETWEEN 1 AND 2", "a >= 1 AND a <= 2"),
    ("a NOT BETWEEN 1 AND 2", "(a < 1) OR (a > 2)"),
    ("price * quantity", "price * (quantity)::numeric"),
    ("-1", "'-1'::integer"),
    ("email LIKE '%x'", "(email)::text ~~ '%x'::text"),
    ("name::text = 'a'", "name = 'a'::text"),
    ("nextval('t_id_seq')", "nextval('public.t_id_seq'::regclass)"),
    ("nextval('\"T_id\"'::regclass)", "nextval('app.\"T_id\"'::regclass)"),
    ("currval(a)", "currval(a)"),
    ("to_tsvector('mine', a)", "to_tsvector('app.mine'::regconfig, a)"),
    ("is_admin()", "public.is_admin()"),
    ("rating(t)", "public.rating(t.*)"),
    ("CASE WHEN a THEN 1 END", "CASE WHEN a THEN 1 ELSE NULL::integer END"),
    ("ARRAY['a', 'b']::app.phase[]", "ARRAY['a'::app.phase, 'b'::app.phase]"),
    ("(SELECT auth.uid())", "( SELECT auth.uid() AS uid)"),
    ("id = ANY (tags)", "t.id = ANY (t.tags)"),
    ("now() - '1 day'::interval > at", "(now() - '1 day'::interval) > at"),
]
DIFFERENT = [
    ("a = 1", "a = 2"),
    ("a = 1", "b = 1"),
    ("x.a = 1", "y.a = 1"),
    ("a::integer", "a::text"),
    ("a", "a::date"),
    ("a::date", "a"),
    ("status IN ('a', 'b')", "status = ANY (ARRAY['a', 'c'])"),
    ("status IN ('a', 'b')", "status = ANY (ARRAY['a'])"),
    ("a AND b", "a OR b"),
    ("a < 1", "a <= 1"),
    ("lower(a)", "upper(a)"),
    ("a.f(x)", "b.f(x)"),
    ("nextval('a_seq')", "nextval('b_seq'::regclass)"),
    ("nextval('a_seq')", "nextval(b)"),
    ("CASE WHEN a THEN 1 END", "CASE WHEN a THEN 1 ELSE 2 END"),
    ("EXISTS (SELECT 1 FROM t WHERE a)", "EXISTS (SELECT 1 FROM t WHERE b)"),
    ("a IS NULL", "a IS NOT NULL"),
    ("a +", "a"),
]
SAME_QUERIES = [
    (
        "SELECT o.id, email FROM orders o JOIN users u ON u.id = user_id ORDER BY 2",
        (
            " SELECT o.id, u.email FROM (public.orders o JOIN public.users u "
            "ON ((u.id = o.user_id))) ORDER BY u.email"
        ),
    ),
    ("SELECT count(*) FROM t GROUP BY 1", "SELECT count(*) AS count FROM t GROUP BY count(*)"),
    ("SELECT lower(a) AS b FROM t ORDER BY b", "SELECT lower(t.a) AS b FROM t ORDER BY lower(t.a)"),
    ("SELECT id FROM t UNION SELECT 0", "SELECT t.id FROM t UNION SELECT 0 AS id"),
    ("SELECT best.r FROM best()", "SELECT r FROM public.best() best(r)"),
    ("SELECT DISTINCT ON (a) a, b FROM t", "SELECT DISTINCT ON (t.a) t.a, t.b FROM t"),
    ("SELECT d FROM CAST(now() AS date) d", "SELECT d.d FROM CAST(now() AS date) d(d)"),
    ("SELECT a FROM t ORDER BY 3", "SELECT a FROM t ORDER BY 3"),
]
DIFFERENT_QUERIES = [
    ("SELECT id FROM t", "SELECT id FROM u"),
    ("SELECT id FROM a.t", "SELECT id FROM b.t"),
    ("SELECT id AS x FROM t", "SELECT id AS y FROM t"),
    ("SELECT id FROM t ORDER BY id", "SELECT id FROM t ORDER BY id DESC"),
    ("SELECT id FROM t JOIN u ON a = b", "SELECT id FROM t LEFT JOIN u ON a = b"),
    ("SELECT id FROM t LIMIT 1", "SELECT id FROM t LIMIT 2"),
]


@pytest.mark.parametrize(("written", "served"), SAME)
def test_a_server_prints_what_was_written(written: str, served: str) -> None:
    assert prints_as(written, served)


@pytest.mark.parametrize(("written", "served"), DIFFERENT)
def test_a_server_says_something_else(written: str, served: str) -> None:
    assert not prints_as(written, served)


@pytest.mark.parametrize(("written", "served"), SAME_QUERIES)
def test_a_server_prints_the_query_that_was_written(written: str, served: str) -> None:
    assert prints_as(written, served, "definition")


@pytest.mark.parametrize(("written", "served"), DIFFERENT_QUERIES)
def test_a_server_says_another_query(written: str, served: str) -> None:
    assert not prints_as(written, served, "definition")


def test_a_partition_key_is_read_as_one() -> None:
    written, served = "RANGE (date_trunc('day', at))", "RANGE (date_trunc('day'::text, at))"
    assert prints_as(written, served, "partition_key")


def test_the_written_words_are_taken_part_by_part() -> None:
    written = Index(name="i", keys=(IndexKey(expression="lower(a)"),), predicate="b IN ('x', 'y')")
    served = Index(
        name="i",
        keys=(IndexKey(expression="lower((a)::text)"),),
        predicate="b = ANY (ARRAY['x'::text, 'z'::text])",
    )
    assert in_written_words(written, served) == served.model_copy(update={"keys": written.keys})
    assert in_written_words(written, written) is written


def test_parts_that_are_not_as_many_are_the_servers() -> None:
    check = DomainCheck(name="c", expression="VALUE > 0")
    written = Domain(name="d", schema_name="public", base_type="integer", checks=(check,))
    served = written.model_copy(update={"checks": (), "default": "'1'::integer"})
    assert in_written_words(written, served) == served


def test_definitions_name_types_and_functions_in_several_ways() -> None:
    options = ("SFUNC = add", "STYPE = int", "HYPOTHETICAL")
    written = Function(name="f", schema_name="public", options=options)
    served = written.model_copy(
        update={"options": ("STYPE = integer", "sfunc = public.add", "hypothetical")}
    )
    assert in_written_words(written, served).options == options
    other = written.model_copy(update={"options": ("SFUNC = sub", "STYPE = int")})
    assert in_written_words(written, other).options == other.options


def test_a_sequence_may_be_named_as_it_would_be_anyway() -> None:
    written = Column(
        name="id", type="integer", identity_options='SEQUENCE NAME public."T_id_seq" CACHE 2'
    )
    served = Column(name="id", type="integer", identity_options="CACHE 2")
    assert in_written_words(written, served) == written
    other = Column(name="id", type="integer", identity_options="CACHE 3")
    assert in_written_words(written, other) == other


def test_defaults_of_arguments_are_compared() -> None:
    written = Function(name="f", schema_name="s", arguments=(Argument(type="text", default="'a'"),))
    served = Function(
        name="f", schema_name="s", arguments=(Argument(type="text", default="'a'::text"),)
    )
    assert in_written_words(written, served) == written
