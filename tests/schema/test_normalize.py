"""Normalised models are equal exactly when they mean the same."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from sotsync.schema.canonical import canonical_default, canonical_query, normalize
from sotsync.schema.models import (
    Argument,
    Check,
    Column,
    CompositeAttribute,
    CompositeType,
    Domain,
    DomainCheck,
    Enum,
    Exclusion,
    Function,
    Index,
    IndexKey,
    Policy,
    RangeType,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)


def _column(default: str | None = None, **fields: object) -> Column:
    return Column.model_validate({"name": "c", "type": "text", "default": default, **fields})


def _table(*columns: Column, **fields: object) -> Table:
    by_name = {column.name: column for column in columns}
    return Table.model_validate(
        {"name": "t", "schema_name": "public", "columns": by_name, **fields}
    )


def _function(*arguments: Argument, **fields: object) -> Function:
    return Function.model_validate(
        {"name": "f", "schema_name": "public", "arguments": arguments, **fields}
    )


def _trigger(function: str, when: str) -> Trigger:
    return Trigger(name="t", timing="BEFORE", events=("INSERT",), function=function, when=when)


def _view(definition: str) -> View:
    return View(name="v", schema_name="public", definition=definition)


def _index(expression: str, predicate: str) -> Index:
    return Index(name="i", keys=(IndexKey(expression=expression),), predicate=predicate)


def _domain(default: str, check: str, base: str = "text") -> Domain:
    checks = (DomainCheck(name="c", expression=check),)
    return Domain(name="d", schema_name="public", base_type=base, default=default, checks=checks)


SAME: tuple[tuple[BaseModel, BaseModel], ...] = (
    (_column(type="int4"), _column(type="integer")),
    (_column(type="public.mood"), _column(type="mood")),
    (_column("'x'"), _column("'x'::text")),
    (_column("NULL"), _column()),
    (_column("NULL::text"), _column()),
    (_column("now()"), _column("CURRENT_TIMESTAMP")),
    (_column("'{}'", type="text[]"), _column("'{}'::text[]", type="text[]")),
    (_column("'a'", type="mood"), _column("'a'::public.mood", type="public.mood")),
    (_column("0", type="bigint"), _column("'0'::bigint", type="bigint")),
    (_column("-1", type="integer"), _column("'-1'::integer", type="integer")),
    (_column("true", type="boolean"), _column("'t'", type="boolean")),
    (_column("'x'", type="varchar(3)"), _column("'x'::character varying", type="varchar(3)")),
    (_column("'x'", type="char(3)"), _column("'x'::bpchar", type="char(3)")),
    (_column(collation='"C"'), _column(collation='pg_catalog."C"')),
    (_column(generated="lower(a)"), _column(generated="(LOWER(a))")),
    (
        Check(name="c", expression="a IN (1, 2)"),
        Check(name="c", expression="a = ANY (ARRAY[1, 2])"),
    ),
    (_index("lower(a)", "b > 0"), _index("(lower((a)))", "((b > 0))")),
    (
        Exclusion(name="x", keys=(IndexKey(expression="(a)", operator="&&"),), predicate="NOT b"),
        Exclusion(name="x", keys=(IndexKey(expression="a", operator="&&"),), predicate="(NOT b)"),
    ),
    (
        Policy(name="p", roles=("b", "a"), using="(a = 1)"),
        Policy(name="p", roles=("a", "b"), using="a = 1"),
    ),
    (_trigger("public.f", "NEW.a > 1"), _trigger("f", "((new.a > 1))")),
    (_view("SELECT t.id AS id FROM public.t"), _view("select t.id from t")),
    (_domain("'x'::text", "VALUE <> ''::text"), _domain("'x'", "(VALUE <> '')")),
    (
        _function(Argument(type="int", default="1"), returns="int4"),
        _function(Argument(type="integer", default="(1)"), returns="integer"),
    ),
    (
        CompositeType(
            name="c",
            schema_name="public",
            attributes=(CompositeAttribute(name="a", type="public.b"),),
        ),
        CompositeType(
            name="c", schema_name="public", attributes=(CompositeAttribute(name="a", type="b"),)
        ),
    ),
    (
        RangeType(name="r", schema_name="public", options=("a = 1", "b = 2")),
        RangeType(name="r", schema_name="public", options=("b = 2", "a =  1")),
    ),
    (
        _table(_column(type="int4"), options=("b=1", "a=2"), partition_key="LIST  (a)"),
        _table(_column(type="integer"), options=("a=2", "b=1"), partition_key="LIST (a)"),
    ),
    (
        Schema(tables={"public.t": _table(_column("NULL"))}),
        Schema(tables={"public.t": _table(_column())}),
    ),
)

DIFFERENT: tuple[tuple[BaseModel, BaseModel], ...] = (
    (_column("'x'"), _column("'y'")),
    (_column("'x'"), _column()),
    (_column("'1'", type="text"), _column("1", type="text")),
    (_column(type="app.mood"), _column(type="mood")),
    (_column(type="varchar(3)"), _column(type="varchar(4)")),
    (_function(Argument(type="int", default="NULL")), _function(Argument(type="int"))),
    (_trigger("app.f", "true"), _trigger("f", "true")),
    (_view("SELECT a FROM t"), _view("SELECT b AS a FROM t")),
    (_view("SELECT a FROM app.t"), _view("SELECT a FROM t")),
    (_domain("'x'", "VALUE <> ''"), _domain("'x'", "VALUE <> 'a'")),
    (
        _table(parents=("public.a", "public.b")),
        _table(parents=("public.b", "public.a")),
    ),
    (
        Enum(name="e", schema_name="public", labels=("a", "b")),
        Enum(name="e", schema_name="public", labels=("b", "a")),
    ),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_models_that_mean_the_same_are_equal(one: BaseModel, other: BaseModel) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_models_that_mean_something_else_differ(one: BaseModel, other: BaseModel) -> None:
    assert normalize(one) != normalize(other)


def test_models_without_text_are_left_as_they_are() -> None:
    sequence = Sequence(name="s", schema_name="public")
    assert normalize(sequence) is sequence


QUERIES = (
    "SELECT a, b FROM t WHERE a > 1",
    "WITH x AS (SELECT a FROM t) SELECT x.a FROM x",
    "SELECT a FROM t UNION ALL SELECT b FROM u",
    "VALUES (1, 2)",
)


@pytest.mark.parametrize("query", QUERIES)
def test_queries_are_read_not_only_compared_as_text(query: str) -> None:
    form = canonical_query(query)
    assert not form.startswith("text ")
    assert canonical_query(query.lower() + ";") == form


JOINS = (
    ("SELECT * FROM a JOIN b ON a.x = b.x", "SELECT * FROM a INNER JOIN b ON a.x = b.x", True),
    ("SELECT * FROM a LEFT JOIN b ON true", "SELECT * FROM a LEFT OUTER JOIN b ON true", True),
    ("SELECT * FROM a LEFT JOIN b ON true", "SELECT * FROM a RIGHT JOIN b ON true", False),
    ("SELECT a FROM t ORDER BY a", "SELECT a FROM t ORDER BY a ASC", True),
    ("SELECT a FROM t ORDER BY a", "SELECT a FROM t ORDER BY a DESC", False),
    ("SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 2", False),
    ("SELECT DISTINCT a FROM t", "SELECT a FROM t", False),
    ("SELECT a FROM t UNION SELECT a FROM u", "SELECT a FROM t UNION ALL SELECT a FROM u", False),
    ("SELECT (SELECT max(a) AS m FROM t) AS x", "SELECT (SELECT max(a) FROM t) AS x", True),
    ("SELECT x.m FROM (SELECT 1 AS m) x", "SELECT x.m FROM (SELECT 1 AS n) x", False),
)


@pytest.mark.parametrize(("one", "other", "is_same"), JOINS)
def test_queries_compare_by_meaning(one: str, other: str, is_same: bool) -> None:  # noqa: FBT001 - a case
    assert (canonical_query(one) == canonical_query(other)) is is_same


def test_what_cannot_be_read_is_compared_as_text() -> None:
    assert canonical_query("EXPLAIN  x") == "text EXPLAIN x"
    assert canonical_default("a b c", "text") == "text a b c"
