"""Cells as people write them: right or wrong, by what they mean."""

from __future__ import annotations

import pytest

from sotsync.diff import cells
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.regions import FieldTable, IndexRow
from sotsync.schema.models import (
    Column,
    Exclusion,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    Unique,
    View,
)
from sotsync.text import Source

HEADER = "| Column | Type | Nullable | Default |\n|---|---|---|---|\n"


def parse_entry(body: str) -> Document:
    return parse_document(Source("d.md", f"# D\n\n## DBT-001: Users\n\n{body}"))


def field_table(row: str, header: str = HEADER) -> FieldTable:
    document = parse_entry(f"### Field Specifications\n\n{header}{row}\n")
    found = document.entries[0].regions.fields
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cell", "type_name", "agrees"),
    [
        ("TEXT", "text", True),
        ("`varchar(20)`", "character varying(20)", True),
        ("varchar(20)", "character varying(21)", False),
        ("UUID FK → tenants", "uuid", True),
        ("SERIAL PK", "integer", True),
        ("int8", "integer", False),
        ("status", "app.status", True),
        ("other.status", "app.status", False),
        ("TEXT[]", "text[]", True),
        ("{type}", "text", True),
        ("", "text", True),
    ],
)
def test_type_cell(cell: str, type_name: str, agrees: bool) -> None:  # noqa: FBT001
    row = field_table(f"| `a` | {cell} | Yes | - |").rows[0]
    expected = agrees and bool(cell.strip("{}")) if row.type is not None else True
    assert cells.type_agrees(row, Column(name="a", type=type_name)) == expected


def test_a_row_about_two_columns_is_let_be() -> None:
    table = field_table("| `a` / `b` | DATE | No | now() |")
    row, column = table.rows[0], Column(name="a", type="text")
    assert cells.type_agrees(row, column)
    assert cells.nullability_agrees(table, row, column)
    assert cells.default_agrees(row, column, "users")


@pytest.mark.parametrize(
    ("header", "cell", "not_null", "agrees"),
    [
        ("Nullable", "Yes", False, True),
        ("Nullable", "NO", True, True),
        ("Nullable", "Yes", True, False),
        ("Nullable", "perhaps", True, False),
        ("Required", "Yes", True, True),
        ("Required", "", True, False),
        ("Constraints", "NOT NULL", True, True),
        ("Constraints", "PK", False, False),
        ("Constraints", "unique", True, True),
    ],
)
def test_nullability_cell(header: str, cell: str, not_null: bool, agrees: bool) -> None:  # noqa: FBT001
    table = field_table(f"| a | TEXT | {cell} |", f"| Column | Type | {header} |\n|---|---|---|\n")
    column = Column(name="a", type="text", not_null=not_null)
    assert cells.nullability_agrees(table, table.rows[0], column) == agrees


@pytest.mark.parametrize(
    ("type_cell", "cell", "column", "agrees"),
    [
        ("TEXT", "-", Column(name="a", type="text"), True),
        ("TEXT", "NULL", Column(name="a", type="text"), True),
        ("TEXT", "`'x'`", Column(name="a", type="text", default="'x'::text"), True),
        ("TEXT", "'y'", Column(name="a", type="text", default="'x'::text"), False),
        ("TEXT", "'x'", Column(name="a", type="text"), False),
        ("TEXT", "-", Column(name="a", type="text", default="'x'"), False),
        ("TEXT", "`a \\| b`", Column(name="a", type="text", default="a | b"), True),
        ("INT", "CURRENT_TIMESTAMP", Column(name="a", type="timestamptz", default="now()"), True),
        ("SERIAL", "-", Column(name="a", type="integer", default="nextval('s'::regclass)"), True),
        (
            "INT",
            "generated always as identity",
            Column(name="a", type="integer", identity="ALWAYS"),
            True,
        ),
        ("INT", "identity", Column(name="a", type="integer", identity="ALWAYS"), False),
    ],
)
def test_default_cell(type_cell: str, cell: str, column: Column, agrees: bool) -> None:  # noqa: FBT001
    row = field_table(f"| a | {type_cell} | Yes | {cell} |").rows[0]
    assert cells.default_agrees(row, column, "users") == agrees


def test_a_table_without_a_default_column_states_none() -> None:
    row = field_table("| a | TEXT |", "| Column | Type |\n|---|---|\n").rows[0]
    assert cells.default_agrees(row, Column(name="a", type="text", default="'x'"), "users")


@pytest.mark.parametrize(
    ("value", "enabled", "forced", "agrees"),
    [
        ("Yes", True, False, True),
        ("Yes", False, False, False),
        ("No", False, True, True),
        ("Yes (forced)", True, True, True),
        ("Yes", True, True, False),
        ("Yes (forced)", True, False, False),
        ("Yes | No", True, False, False),
    ],
)
def test_security_line(value: str, enabled: bool, forced: bool, agrees: bool) -> None:  # noqa: FBT001
    document = parse_entry(f"### Row-Level Security (RLS)\n\n**RLS Enabled**: {value}\n")
    flag = document.entries[0].regions.rls_enabled
    assert flag is not None
    table = Table(schema_name="public", name="users", rls_enabled=enabled, rls_forced=forced)
    assert cells.flag_agrees(flag, table) == agrees


def index_row(columns: str, kind: str = "B-tree") -> IndexRow:
    header = "| Index Name | Columns | Type |\n|---|---|---|\n"
    body = f"### Indexes & Performance\n\n**Indexes**:\n\n{header}| `i` | {columns} | {kind} |\n"
    table = parse_entry(body).entries[0].regions.indexes
    assert table is not None
    return table.rows[0]


def facts(index: Index) -> cells.IndexFacts:
    view = View(schema_name="public", name="v", definition="SELECT 1", indexes={"i": index})
    return cells.index_facts(view)["i"]


A, B = IndexKey(column="a"), IndexKey(column="b")


@pytest.mark.parametrize(
    ("cell", "index", "agrees"),
    [
        ("`a`, `b`", Index(name="i", keys=(A, B)), True),
        ("b, a", Index(name="i", keys=(A, B)), False),
        ("a", Index(name="i", keys=(A, B)), False),
        ("(a, b)", Index(name="i", keys=(A, B)), True),
        (
            "`a` DESC",
            Index(name="i", keys=(IndexKey(column="a", descending=True, nulls_first=True),)),
            True,
        ),
        (
            "a DESC NULLS LAST",
            Index(name="i", keys=(IndexKey(column="a", descending=True),)),
            True,
        ),
        ("a DESC", Index(name="i", keys=(IndexKey(column="a", descending=True),)), False),
        ("a NULLS FIRST", Index(name="i", keys=(A,)), False),
        ("a DESC", Index(name="i", keys=(A,)), False),
        ("a gin_trgm_ops", Index(name="i", keys=(A,)), True),
        ("lower(a)", Index(name="i", keys=(IndexKey(expression="lower(a)"),)), True),
        ("upper(a)", Index(name="i", keys=(IndexKey(expression="lower(a)"),)), False),
        ("a WHERE `b > 1`", Index(name="i", keys=(A,), predicate="b > 1"), True),
        ("a WHERE b > 2", Index(name="i", keys=(A,), predicate="b > 1"), False),
        ("a", Index(name="i", keys=(A,), predicate="b > 1"), False),
        ("a INCLUDE b, c", Index(name="i", keys=(A,), include=("b", "c")), True),
        ("a INCLUDE (b)", Index(name="i", keys=(A,), include=("b",)), True),
        ("a", Index(name="i", keys=(A,), include=("b",)), False),
        ('"Odd"', Index(name="i", keys=(IndexKey(column="Odd"),)), True),
    ],
)
def test_index_columns_cell(cell: str, index: Index, agrees: bool) -> None:  # noqa: FBT001
    assert cells.index_keys_agree(index_row(cell), facts(index)) == agrees


@pytest.mark.parametrize(
    ("cell", "index", "agrees"),
    [
        ("B-tree", Index(name="i", keys=(A,)), True),
        ("unique btree index", Index(name="i", keys=(A,)), True),
        ("Partial B-tree", Index(name="i", keys=(A,)), False),
        ("Partial B-tree", Index(name="i", keys=(A,), predicate="a > 1"), True),
        ("B-tree", Index(name="i", keys=(A,), predicate="a > 1"), True),
        ("GIN", Index(name="i", keys=(A,), method="gist"), False),
        ("SP-GiST", Index(name="i", keys=(A,), method="spgist"), True),
        ("SP-GiST", Index(name="i", keys=(A,), method="gist"), False),
    ],
)
def test_index_type_cell(cell: str, index: Index, agrees: bool) -> None:  # noqa: FBT001
    assert cells.index_type_agrees(index_row("a", cell), facts(index)) == agrees


def test_indexes_behind_constraints_come_first() -> None:
    keys = (IndexKey(column="a", operator="="),)
    table = Table(
        schema_name="public",
        name="t",
        constraints={
            "t_pkey": PrimaryKey(name="t_pkey", columns=("a",)),
            "t_a_key": Unique(name="t_a_key", columns=("a",), include=("b",)),
            "t_excl": Exclusion(name="t_excl", method="gist", keys=keys),
        },
        indexes={"i": Index(name="i", keys=(A,), method="gin")},
    )
    found = cells.index_facts(table)
    assert [(one.name, one.method) for one in found.values()] == [
        ("t_pkey", "btree"),
        ("t_a_key", "btree"),
        ("t_excl", "gist"),
        ("i", "gin"),
    ]
