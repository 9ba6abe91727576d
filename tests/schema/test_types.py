"""Types: every spelling has one canonical form, and one short form for documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.schema.types import canonical_type, display_type, is_built_in

# spelling, canonical, in a document
CASES = (
    ("int4", "integer", "INTEGER"),
    ("INT", "integer", "INTEGER"),
    ("int2", "smallint", "SMALLINT"),
    ("int8", "bigint", "BIGINT"),
    ("serial", "integer", "INTEGER"),
    ("bigserial", "bigint", "BIGINT"),
    ("smallserial", "smallint", "SMALLINT"),
    ("bool", "boolean", "BOOLEAN"),
    ("TEXT", "text", "TEXT"),
    ("uuid", "uuid", "UUID"),
    ("jsonb", "jsonb", "JSONB"),
    ("VARCHAR(20)", "character varying(20)", "VARCHAR(20)"),
    ("character  varying ( 20 )", "character varying(20)", "VARCHAR(20)"),
    ("national character varying(3)", "character varying(3)", "VARCHAR(3)"),
    ("char", "character(1)", "CHAR"),
    ("character(10)", "character(10)", "CHAR(10)"),
    ('"char"', '"char"', '"char"'),
    ("bpchar", "bpchar", "BPCHAR"),
    ("bit", "bit(1)", "BIT(1)"),
    ("varbit(3)", "bit varying(3)", "VARBIT(3)"),
    ("decimal(12, 2)", "numeric(12,2)", "NUMERIC(12,2)"),
    ("numeric(10)", "numeric(10,0)", "NUMERIC(10)"),
    ("dec", "numeric", "NUMERIC"),
    ("float", "double precision", "DOUBLE PRECISION"),
    ("float(24)", "real", "REAL"),
    ("float(25)", "double precision", "DOUBLE PRECISION"),
    ("float8", "double precision", "DOUBLE PRECISION"),
    ("float4", "real", "REAL"),
    ("timestamptz", "timestamp with time zone", "TIMESTAMPTZ"),
    ("timestamptz(3)", "timestamp(3) with time zone", "TIMESTAMPTZ(3)"),
    ("timestamp", "timestamp without time zone", "TIMESTAMP"),
    ("timestamp(3) without time zone", "timestamp(3) without time zone", "TIMESTAMP(3)"),
    ("timetz", "time with time zone", "TIMETZ"),
    ("time(0)", "time(0) without time zone", "TIME(0)"),
    ("interval", "interval", "INTERVAL"),
    ("interval(3)", "interval(3)", "INTERVAL(3)"),
    ("INTERVAL day to second", "interval day to second", "INTERVAL DAY TO SECOND"),
    ("text[]", "text[]", "TEXT[]"),
    ("text [3] [4]", "text[]", "TEXT[]"),
    ("int ARRAY[4]", "integer[]", "INTEGER[]"),
    ("pg_catalog.int4", "integer", "INTEGER"),
    ("public.status", "public.status", "status"),
    ("PUBLIC.Status", "public.status", "status"),
    ('public."Status"', 'public."Status"', '"Status"'),
    ('"status"', "status", "status"),
    ('"Odd Schema"."Odd Type"[]', '"Odd Schema"."Odd Type"[]', '"Odd Schema"."Odd Type"[]'),
    ("extensions.vector(1536)", "extensions.vector(1536)", "vector(1536)"),
    ("geometry(Point, 4326)", "geometry(Point,4326)", "geometry(Point,4326)"),
    ("app.kind", "app.kind", "app.kind"),
    ("citext", "citext", "citext"),
    ("SETOF public.orders", "SETOF public.orders", "SETOF orders"),
    ("setof int", "SETOF integer", "SETOF INTEGER"),
    ("trigger", "trigger", "TRIGGER"),
)

HIDDEN = frozenset({"public", "extensions"})


@pytest.mark.parametrize(("spelling", "canonical", "_"), CASES)
def test_every_spelling_has_the_name_that_format_type_prints(
    spelling: str, canonical: str, _: str
) -> None:
    assert canonical_type(spelling) == canonical
    assert canonical_type(canonical) == canonical


@pytest.mark.parametrize(("spelling", "canonical", "shown"), CASES)
def test_documents_show_the_short_name_and_it_reads_back(
    spelling: str, canonical: str, shown: str
) -> None:
    assert display_type(spelling, hidden_schemas=HIDDEN) == shown
    everything = display_type(spelling)
    assert canonical_type(everything) == canonical


def test_short_names_may_be_lower_case() -> None:
    assert display_type("timestamptz", is_upper_case=False) == "timestamptz"


def test_a_hidden_schema_may_be_quoted() -> None:
    assert display_type('"Odd".kind', hidden_schemas=frozenset({"Odd"})) == "kind"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("int4", True), ("uuid[]", True), ("interval day", True), ("citext", False), ("a.b", False)],
)
def test_built_in_types_are_known(text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert is_built_in(text) is expected


@given(st.text(max_size=30))
def test_any_text_has_a_stable_form(text: str) -> None:
    """Law: canonical_type(canonical_type(x)) = canonical_type(x), whatever x is."""
    once = canonical_type(text)
    assert canonical_type(once) == once
