"""The schema that the fences of a document state together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sotsync.document.parse import parse_document
from sotsync.replay.result import Outcome
from sotsync.schema.models import ForeignKey, Schema, Table
from sotsync.text import Location, Source
from tests.document.fixtures import parse, read
from tests.document.test_laws import shuffled_documents


def entry(
    number: int, sql: str, *, schema: str = "public", section: str = "Schema Definition"
) -> str:
    return (
        f"## DBT-{number:03}: T{number}\n\n**Schema**: {schema}\n\n### {section}\n\n"
        f"```sql\n{sql}\n```\n\n"
    )


def schema_of(*entries: str) -> Schema:
    document = parse("".join(entries))
    assert document.findings == ()
    return document.schema


def foreign_key(table: Table) -> ForeignKey:
    (key,) = table.foreign_keys
    return key


def test_a_full_document_states_its_tables() -> None:
    document = parse_document(read("library"))
    readers = document.schema.tables["public.readers"]
    assert list(readers.columns) == ["id", "email", "tags", "favourite"]
    assert readers.rls_enabled
    assert list(readers.policies) == ["read"]
    assert list(readers.triggers) == ["touch"]
    assert list(readers.indexes) == ["readers_email_idx"]
    assert readers.origin.created == Location("SoT/library.md", 46, 1)
    assert "public.touch()" in document.schema.functions
    assert document.findings == ()


def test_a_template_states_nothing() -> None:
    assert parse_document(read("template")).schema.tables == {}


def test_a_reference_may_stand_above_the_table_it_needs() -> None:
    schema = schema_of(
        entry(1, "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES b);"),
        entry(2, "CREATE TABLE b (id int PRIMARY KEY, c int REFERENCES public.c);"),
        entry(3, "CREATE TABLE c (id int PRIMARY KEY);"),
    )
    assert foreign_key(schema.tables["public.a"]).referenced_columns == ("id",)
    assert foreign_key(schema.tables["public.b"]).referenced_columns == ("id",)
    assert not any(table.is_external for table in schema.tables.values())


def test_tables_may_reference_each_other() -> None:
    schema = schema_of(
        entry(1, "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES b (id));"),
        entry(2, "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a (id));"),
    )
    assert foreign_key(schema.tables["public.a"]).referenced_columns == ("id",)
    assert foreign_key(schema.tables["public.b"]).referenced_columns == ("id",)


def test_views_are_read_after_what_they_read_from() -> None:
    schema = schema_of(
        entry(1, "CREATE VIEW v AS SELECT * FROM w;"),
        entry(2, "CREATE VIEW w AS SELECT id FROM t;"),
        entry(3, "CREATE TABLE t (id bigint);"),
    )
    assert schema.views["public.v"].columns["id"].type == "bigint"


def test_types_are_read_first_and_once() -> None:
    mood = "CREATE TYPE mood AS ENUM ('x');"
    schema = schema_of(
        entry(1, "CREATE TABLE a (m mood, d positive);"),
        entry(2, f"{mood}\nCREATE DOMAIN positive AS int;\nCREATE TABLE b (m mood);"),
        entry(3, f"{mood}\n\nCREATE TABLE c (m mood);"),
    )
    assert schema.tables["public.a"].columns["m"].type == "public.mood"
    assert schema.tables["public.a"].columns["d"].type == "public.positive"
    assert list(schema.tables) == ["public.a", "public.b", "public.c"]


def test_a_type_that_entries_show_in_other_words_is_read_once() -> None:
    schema = schema_of(
        entry(1, "CREATE TYPE mood AS ENUM ('x');\nCREATE TABLE a (m mood);"),
        entry(2, "create type public.mood as enum ('x', 'y');\nCREATE TABLE b (m mood);"),
        entry(3, "CREATE TYPE mood AS ENUM ('z');\nCREATE TABLE c (m mood);", schema="private"),
        entry(4, "CREATE TYPE pair AS (x int);\nCREATE TABLE d (p pair);"),
        entry(5, "CREATE TYPE public.pair AS (x int, y int);\nCREATE TABLE e (p pair);"),
        entry(6, "CREATE TYPE span AS RANGE (subtype = date);\nCREATE TABLE f (s span);"),
        entry(7, "CREATE TYPE span AS RANGE (subtype=date);\nCREATE DOMAIN up AS int;"),
        entry(8, "CREATE DOMAIN up AS int CHECK (value > 0);\nCREATE TABLE g (u up);"),
    )
    assert schema.enums["public.mood"].labels == ("x",)
    assert schema.enums["private.mood"].labels == ("z",)


def test_a_circle_of_tables_leaves_the_order_within_a_fence() -> None:
    schema = schema_of(
        entry(
            1,
            "CREATE TYPE k AS ENUM ('x');\n"
            "CREATE TABLE a (id int PRIMARY KEY, k k, b int REFERENCES b);\n"
            "COMMENT ON COLUMN a.b IS 'of a';",
        ),
        entry(
            2,
            "CREATE TYPE l AS ENUM ('x');\n"
            "CREATE TABLE b (id int PRIMARY KEY, l l, a int REFERENCES a);\n"
            "COMMENT ON COLUMN b.a IS 'of b';",
        ),
    )
    assert schema.tables["public.a"].columns["b"].comment == "of a"
    assert schema.tables["public.b"].columns["a"].comment == "of b"


def test_a_function_that_two_entries_show_is_read_once() -> None:
    body = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;"
    triggers = (
        "\n\n**Triggers**:\n\n```sql\n{}\n```\n\n**Function Implementations**:\n\n```sql\n{}\n```\n"
    )
    entries = [
        entry(number, f"CREATE TABLE t{number} (id int);")
        + "### Triggers & Functions"
        + triggers.format(
            f"CREATE TRIGGER x BEFORE UPDATE ON t{number} FOR EACH ROW EXECUTE FUNCTION f();",
            body.replace("RETURNS", "RETURNS\n" if number == 2 else "RETURNS"),
        )
        for number in (1, 2)
    ]
    schema = schema_of(*entries)
    assert list(schema.functions) == ["public.f()"]
    assert schema.tables["public.t2"].triggers["x"].function == "public.f"


def test_the_schema_line_says_where_bare_names_belong() -> None:
    schema = schema_of(
        entry(1, "CREATE TABLE a (b int REFERENCES b);", schema="`private`"),
        entry(2, "CREATE TABLE b (id int PRIMARY KEY);", schema="private"),
        entry(3, "CREATE TABLE c (a int REFERENCES private.a);"),
    )
    assert set(schema.tables) == {
        "private.a",
        "private.b",
        "public.c",
    }


def test_entries_of_one_id_by_mistake_keep_their_schemas() -> None:
    twice = (
        entry(1, "CREATE TABLE a (id int);", schema="private"),
        entry(1, "CREATE TABLE c (id int);"),
    )
    assert set(parse("".join(twice)).schema.tables) == {"private.a", "public.c"}


def test_deprecated_entries_state_nothing() -> None:
    text = "## Deprecated Tables\n\n### DBT-002: T [DEPRECATED]\n\n#### Schema Definition\n\n"
    assert schema_of("## DBT-001: x\n\n" + text + "```sql\nCREATE TABLE t ();\n```\n").tables == {}


FAULTS = {
    "no SQL": ("CREATE TABLE a (id int;", "R100", 8),
    "a table twice": ("CREATE TABLE a (id int);\nCREATE TABLE a (id int);", "R101", 9),
}


@pytest.mark.parametrize(("sql", "code", "line"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_are_reported_in_the_document(sql: str, code: str, line: int) -> None:
    (finding,) = parse(entry(1, sql)).findings
    assert finding.code == code
    assert finding.migration is None
    assert finding.document is not None
    assert finding.document.line == line


@settings(max_examples=30)
@given(shuffled_documents())
def test_any_text_states_something(text: str) -> None:
    """Nothing in a document stops the reading of it."""
    document = parse_document(Source("x.md", text))
    assert set(document.documented.outcomes) == set(Outcome)
    assert all(finding.document is not None for finding in document.findings)
