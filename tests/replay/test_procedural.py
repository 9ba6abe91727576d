"""The interpreter of DO blocks, piece by piece."""

from __future__ import annotations

import pytest

from sotsync.replay import families
from sotsync.replay.catalog import Catalog
from sotsync.replay.engine import apply_statement
from sotsync.replay.platform import SUPABASE
from sotsync.replay.procedural.evaluate import Environment, evaluate
from sotsync.replay.procedural.select import select_rows
from sotsync.replay.procedural.values import NOT_KNOWN, Value, to_text
from sotsync.replay.session import Rejected, Session
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import parse_tree
from sotsync.sql.statements import parse_statements
from sotsync.text import Source
from tests.replay.evaluations import NOT_KNOWN_EXPRESSIONS, SCRIPT


def environment_after(script: str) -> Environment:
    """What an expression sees after the script."""
    families.load()
    catalog = Catalog()
    SUPABASE.install(catalog)
    session = Session(catalog=catalog)
    for statement in parse_statements(Source("1.sql", script)):
        apply_statement(session, statement)
    return Environment(session, {}, select_rows)


def value_of(expression: str, environment: Environment) -> Value:
    return evaluate(parse_expression(expression), environment)


def rows_of(query: str, environment: Environment) -> tuple[list[list[Value]], bool]:
    select = parse_tree(query).stmts[0].stmt.select_stmt
    rows, is_certain = select_rows(select, environment)
    return [[to_text(value) for value in row.values()] for row in rows], is_certain


@pytest.fixture(scope="module")
def environment() -> Environment:
    return environment_after(SCRIPT)


@pytest.mark.parametrize("expression", NOT_KNOWN_EXPRESSIONS)
def test_what_cannot_be_known_is_not_guessed(expression: str, environment: Environment) -> None:
    assert value_of(expression, environment) is NOT_KNOWN


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("'nothing'::regclass", "undefined_table"),
        ("'nothing'::regtype", "undefined_object"),
        ("'nothing'::regproc", "undefined_function"),
        ("'nothing'::regnamespace", "invalid_schema_name"),
    ],
)
def test_a_cast_to_a_name_of_nothing_is_an_error(
    expression: str, condition: str, environment: Environment
) -> None:
    with pytest.raises(Rejected) as caught:
        value_of(expression, environment)
    assert caught.value.condition == condition


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("false AND unheard", False),
        ("unheard AND false", False),
        ("true OR unheard", True),
        ("unheard OR true", True),
        ("unheard OR false", NOT_KNOWN),
        ("coalesce('a', unheard)", "a"),
        ("EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'users' OR unheard)", True),
        ("EXISTS (SELECT 1 FROM pg_tables WHERE unheard)", NOT_KNOWN),
        ("EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'zzz' AND unheard)", False),
        ("'users' = ANY (SELECT tablename FROM pg_tables)", True),
    ],
)
def test_known_sides_settle_what_they_can(
    expression: str, value: Value, environment: Environment
) -> None:
    assert value_of(expression, environment) is value or (
        value_of(expression, environment) == value
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM pg_stat_activity",
        "SELECT tablename FROM pg_tables GROUP BY tablename",
        "SELECT 1 EXCEPT SELECT 2",
        "WITH RECURSIVE r AS (SELECT 1 AS a) SELECT a FROM r",
        "WITH d AS (DELETE FROM users RETURNING 1 AS a) SELECT a FROM d",
        "SELECT tablename FROM pg_tables LIMIT 1 OFFSET 1",
        "SELECT * FROM pg_tables NATURAL JOIN pg_views",
        "SELECT * FROM pg_tables FULL JOIN pg_views ON true",
        "SELECT * FROM jsonb_each('{}')",
        "SELECT * FROM generate_series(1, unheard)",
        "SELECT * FROM generate_series(1, 2, 0)",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 2))",
        "SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS x int)",
        "SELECT count(*) FROM pg_stat_activity",
        "SELECT a.tablename FROM pg_tables a LEFT JOIN pg_tables b ON unheard",
    ],
)
def test_queries_that_are_not_followed_say_so(query: str, environment: Environment) -> None:
    assert not rows_of(query, environment)[1]


def test_the_rows_of_a_table_are_none_and_it_is_noted() -> None:
    environment = environment_after("create table t (a int);")
    assert rows_of("SELECT a FROM t", environment) == ([], True)
    assert environment.data_read == ["t"]


def test_a_table_of_unknown_base_may_have_any_column() -> None:
    environment = environment_after("alter table lost add column a_of_lost int;")
    asked = "EXISTS (SELECT FROM information_schema.columns WHERE column_name = '{}_of_lost')"
    assert value_of(asked.format("a"), environment) is True
    assert value_of(asked.format("b"), environment) is NOT_KNOWN


def test_rows_around_are_seen_and_variables_come_last(environment: Environment) -> None:
    environment.variables.update(name="users", row={"tablename": "posts"})
    assert (
        value_of("(SELECT tablename FROM pg_tables WHERE tablename = name)", environment) == "users"
    )
    assert value_of("row.tablename", environment) == "posts"
    assert value_of("(row).tablename", environment) == "posts"
    assert value_of("row.nothing", environment) is NOT_KNOWN
    assert value_of("name.nothing", environment) is NOT_KNOWN


def test_the_attributes_of_a_composite_type_are_known() -> None:
    known = environment_after("CREATE TYPE place AS (street text, city text);")
    query = (
        "SELECT a.attname FROM pg_type t JOIN pg_attribute a ON a.attrelid = t.typrelid"
        " WHERE t.typname = 'place' AND a.attnum > 0 AND NOT a.attisdropped"
    )
    assert rows_of(query, known) == ([["street"], ["city"]], True)


def test_a_script_may_ask_which_version_of_an_extension_there_is() -> None:
    """What a message of the queue has is how scripts tell versions of the extension apart."""
    known = environment_after("CREATE EXTENSION pgmq;")
    query = """
        SELECT 1 FROM pg_type t
        JOIN pg_namespace n ON t.typnamespace = n.oid
        JOIN pg_attribute a ON a.attrelid = t.typrelid
        WHERE n.nspname = 'pgmq' AND t.typname = 'message_record' AND a.attname = 'headers'
    """
    assert rows_of(query, known) == ([["1"]], True)
