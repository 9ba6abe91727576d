"""Tables by meaning: the variants that people write."""

from __future__ import annotations

import pytest

from sotsync.document.regions import FieldRow, FieldTable, IndexTable
from tests.document.fixtures import entry_text, parse


def fields_of(header: str, row: str) -> FieldTable:
    delimiter = "|" + "-|" * (header.count("|") - 1)
    body = f"### Columns\n\n{header}\n{delimiter}\n{row}\n"
    fields = parse(entry_text(body=body)).entries[0].regions.fields
    assert fields is not None
    return fields


def row_of(header: str, row: str) -> FieldRow:
    return fields_of(header, row).rows[0]


NAMES = {
    "`id`": ("id",),
    "id": ("id",),
    "**id** (PK)": ("id",),
    "id 🔑": ("id",),
    "`start_date` / `end_date`": ("start_date", "end_date"),
    "start_date / end_date": ("start_date", "end_date"),
    "a, b": ("a", "b"),
    '`"userId"`': ("userId",),
    "~~gone~~": ("gone",),
    "`{column}`": ("{column}",),
    "``a`b``": ("a`b",),
    "`` x\\|y` ``": ("x|y`",),
    "```` ``` ````": ("```",),
    "": (),
    "…": (),
}


@pytest.mark.parametrize(("cell", "names"), NAMES.items())
def test_a_row_names_its_columns(cell: str, names: tuple[str, ...]) -> None:
    assert row_of("| Column | Type |", f"| {cell} | text |").names == names


TYPES = {
    "TEXT": ("TEXT", ""),
    "TEXT (UUID)": ("TEXT", "(UUID)"),
    "UUID FK → tenants": ("UUID", "FK → tenants"),
    "uuid → profiles(id) SET NULL": ("uuid", "→ profiles(id) SET NULL"),
    "SERIAL PK": ("SERIAL", "PK"),
    "`currency_type`": ("currency_type", ""),
    "`uuid`, FK": ("uuid", ", FK"),
    "VARCHAR(255)": ("VARCHAR(255)", ""),
    "numeric(10, 2) NOT NULL": ("numeric(10, 2)", "NOT NULL"),
    "double precision": ("double precision", ""),
    "timestamp with time zone": ("timestamp with time zone", ""),
    "timestamp(3) without time zone": ("timestamp(3) without time zone", ""),
    "time with time zone x": ("time with time zone", "x"),
    "character varying(20)[]": ("character varying(20)[]", ""),
    "text[][]": ("text[][]", ""),
    "integer ARRAY": ("integer ARRAY", ""),
    "public.order_status (enum)": ("public.order_status", "(enum)"),
    '"Order Status"': ('"Order Status"', ""),
    "geometry(Point,4326)": ("geometry(Point,4326)", ""),
    "vector(1536)": ("vector(1536)", ""),
    "interval day to second": ("interval day to second", ""),
    "→ x": (None, "→ x"),
    "": (None, ""),
}


@pytest.mark.parametrize(("cell", "wanted"), TYPES.items())
def test_a_type_and_its_note_are_told_apart(cell: str, wanted: tuple[str | None, str]) -> None:
    row = row_of("| Column | Type |", f"| a | {cell} |")
    assert (row.type and row.type.text, row.type_note) == wanted


NULLABLE: dict[tuple[str, str], bool | None] = {
    ("Nullable", "No"): False,
    ("Nullable", "yes"): True,
    ("Nullable?", "**No** (always)"): False,
    ("Nullable", "-"): None,
    ("Nullable", "perhaps"): None,
    ("Null", "NOT NULL"): False,
    ("Null", "NULL"): True,
    ("Null", "✗"): False,
    ("Required", "Yes"): False,
    ("Required", "No"): True,
    ("Required", "✓"): False,
    ("Required", ""): True,
    ("Required", "?"): None,
    ("Not null", "x"): False,
    ("Constraints", "PK, UNIQUE"): False,
    ("Constraints", "NOT NULL"): False,
    ("Constraints", "NULL"): True,
    ("Constraints", "UNIQUE"): None,
    ("Notes", "NOT NULL by policy"): None,
}


@pytest.mark.parametrize(("cell", "wanted"), NULLABLE.items())
def test_every_way_to_say_nullable_is_read(cell: tuple[str, str], wanted: bool | None) -> None:  # noqa: FBT001
    row = row_of(f"| Column | Type | {cell[0]} |", f"| a | int | {cell[1]} |")
    assert row.is_nullable is wanted


def test_a_note_in_the_type_cell_may_say_not_null() -> None:
    assert row_of("| Column | Type |", "| a | uuid NOT NULL |").is_nullable is False
    assert row_of("| Column | Type | Nullable |", "| a | uuid |").is_nullable is None


DEFAULTS = {
    "`now()`": "now()",
    "now()": "now()",
    "``a`b``": "a`b",
    "`'x'` by trigger": "'x'",
    "'{}'": "'{}'",
    "-": None,
    "—": None,
    "": None,
    "NULL": None,
    "`NULL`": None,
    "none": None,
    "N/A": None,
}


@pytest.mark.parametrize(("cell", "wanted"), DEFAULTS.items())
def test_a_default_is_read_as_written(cell: str, wanted: str | None) -> None:
    row = row_of("| Column | Type | Default |", f"| a | int | {cell} |")
    assert (row.default and row.default.text) == wanted
    assert row.states_default


def test_a_row_may_lack_every_cell() -> None:
    row = row_of("| Type | Column | Default |", "| |")
    assert (row.names, row.type, row.default, row.states_default) == ((), None, None, False)


def index_table(header: str, row: str) -> IndexTable | None:
    delimiter = "|" + "-|" * (header.count("|") - 1)
    body = f"### Indexes & Performance\n\n**Indexes**:\n\n{header}\n{delimiter}\n{row}\n"
    return parse(entry_text(body=body)).entries[0].regions.indexes


KEYS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "`a`": (("a",), None),
    "`a`, `b`": (("a", "b"), None),
    "`a, b DESC`": (("a", "b DESC"), None),
    "(a, b)": (("a", "b"), None),
    "lower(a), (b \\|\\| 'x, y')": (("lower(a)", "(b || 'x, y')"), None),
    "`a` WHERE `b IS NULL`": (("a",), "b IS NULL"),
    "`a where b > 1`": (("a",), "b > 1"),
    "(a) + (b)": (("(a) + (b)",), None),
    "(a": (("(a",), None),
    "": ((), None),
}


@pytest.mark.parametrize(("cell", "wanted"), KEYS.items())
def test_index_keys_and_predicate_are_told_apart(
    cell: str, wanted: tuple[tuple[str, ...], str | None]
) -> None:
    table = index_table("| Index | Columns |", f"| `x` | {cell} |")
    assert table is not None
    (row,) = table.rows
    assert (row.keys, row.predicate) == wanted
    assert row.type is None


def test_index_names_are_read_without_marks() -> None:
    table = index_table("| Name | Column(s) | Method |", '| **"My Index"** | |\n| |\n')
    assert table is not None
    assert [row.name for row in table.rows] == ["My Index", ""]


def test_a_table_without_names_or_columns_is_no_index_table() -> None:
    assert index_table("| Name | Purpose |", "| a | b |") is None


def test_a_history_without_date_or_version_is_none() -> None:
    body = "### Version History\n\n| Changes |\n|-|\n| a |\n"
    assert parse(entry_text(body=body)).entries[0].regions.version_history is None
