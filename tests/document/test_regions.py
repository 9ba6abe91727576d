"""What the regions of an entry state, and where."""

from __future__ import annotations

import pytest

from sotsync.document.models import Entry
from sotsync.document.parse import parse_document
from sotsync.document.regions import (
    FieldRole,
    HistoryRole,
    IndexRole,
    IndexRow,
    ReferenceLine,
    Regions,
)
from sotsync.text import Source
from tests.document.fixtures import entry_text, parse, read


def library() -> tuple[Source, Regions]:
    document = parse_document(read("library"))
    return document.source, document.entries[0].regions


def regions_of(body: str) -> Regions:
    return parse(entry_text(body=body)).entries[0].regions


def entry_of(body: str) -> Entry:
    return parse(entry_text(body=body)).entries[0]


METADATA = {
    "the template's": ("**Status**: Active", "status", "Active"),
    "the colon inside": ("**Status:** Active", "status", "Active"),
    "a bullet": ("- **Status**: Active", "status", "Active"),
    "two spaces at the end": ("**Status**: Active  ", "status", "Active"),
    "two words": ("**Last Updated**: x", "last updated", "x"),
    "an underscored mark": ("__Status__: Active", "status", "Active"),
    "a value in code": ("**Table**: `public.users`", "table", "`public.users`"),
}


@pytest.mark.parametrize(("line", "key", "value"), METADATA.values(), ids=METADATA.keys())
def test_a_metadata_line_is_read(line: str, key: str, value: str) -> None:
    entry = entry_of(f"**ID**: DBT-001\n{line}\n**End**: x")
    field = entry.regions.metadata_field(key)
    assert field is not None
    assert field.value.text == value
    assert entry.source.slice(field.line) == line
    assert len(entry.regions.metadata) == 3


def test_dates_and_migrations_have_their_own_places() -> None:
    source, regions = library()
    created, updated = regions.metadata_field("created"), regions.metadata_field("last updated")
    assert created is not None
    assert created.date is not None
    assert created.migration is not None
    assert source.slice(created.date.span) == "2026-01-05"
    assert source.slice(created.migration.span) == "20260105090000_readers.sql"
    assert not created.is_placeholder
    assert updated is not None
    assert updated.migration is not None
    assert updated.migration.text == "20260201100000_reader_email.sql"
    assert regions.metadata_field("nothing") is None


def test_the_templates_values_are_placeholders() -> None:
    regions = parse_document(read("template")).entries[0].regions
    values = {field.key: field.is_placeholder for field in regions.metadata}
    assert values.pop("id") is False
    assert all(values.values())
    assert regions.metadata_field("created").date is None  # type: ignore[union-attr]


def test_the_fences_and_the_note() -> None:
    _, regions = library()
    assert regions.note is not None
    assert [migration.text for migration in regions.note.migrations] == [
        "migrations/20260105090000_readers.sql",
        "20260201100000_reader_email.sql",
    ]
    starts = [fence.code.text.split(" ")[1] for fence in regions.fences]
    assert starts == ["TABLE", "FUNCTION", "TABLE", "TRIGGER"]
    assert regions.fences == (regions.ddl, regions.functions, regions.policies, regions.triggers)
    assert regions.findings == ()


def test_the_field_table() -> None:
    source, regions = library()
    fields = regions.fields
    assert fields is not None
    stated = [
        (row.names, row.type and row.type.text, row.type_note, row.is_nullable)
        for row in fields.rows
    ]
    assert stated == [
        (("id",), "UUID", "PK", False),
        (("email",), "text", "", False),
        (("tags",), "TEXT[]", "", True),
        (("favourite",), "uuid", "FK → books", True),
    ]
    defaults = [row.default and row.default.text for row in fields.rows]
    assert defaults == ["gen_random_uuid()", None, "'{a}'", None]
    assert all(row.states_default for row in fields.rows)
    email = fields.row("email")
    assert email is not None
    description = fields.cell(email, FieldRole.DESCRIPTION)
    assert description is not None
    assert description.text == "One | only"
    assert source.slice(description.span) == " One \\| only "
    tags = fields.row("tags")
    assert tags is not None
    assert fields.cell(tags, FieldRole.DESCRIPTION) is None
    assert fields.cell(tags, FieldRole.CONSTRAINTS) is None
    assert fields.row("nothing") is None


def test_the_index_table() -> None:
    _, regions = library()
    indexes = regions.indexes
    assert indexes is not None
    assert [(row.name, row.keys, row.predicate) for row in indexes.rows] == [
        ("readers_pkey", ("id",), None),
        ("readers_email_idx", ("lower(email)",), "email <> ''"),
        ("both", ("a", "coalesce(b, 'x,y')"), None),
    ]
    row = indexes.row("readers_email_idx")
    assert isinstance(row, IndexRow)
    assert row.type is not None
    assert row.type.text == "Partial B-tree"
    assert indexes.cell(row, IndexRole.NOTES) is not None
    assert indexes.row("nothing") is None


def test_security_and_related_ids() -> None:
    source, regions = library()
    assert regions.rls_enabled is not None
    assert regions.rls_enabled.is_set is True
    testing, apis = regions.related
    assert (testing.title, apis.title) == ("rls testing", "accessed by apis")
    first, second = apis.lines
    assert first.id is not None
    assert first.target is not None
    assert first.tail is not None
    assert (first.id.text, first.target.text) == ("API-045", "SoT.API_CONTRACTS.md#api-045")
    assert first.tail.text == "List readers (Read/Write)"
    assert second.id is not None
    assert second.target is None
    assert source.text[: apis.insert_at].endswith("- API-046 - Bare\n")


def test_references() -> None:
    source, regions = library()
    assert regions.references is not None
    assert regions.referenced_by is not None
    (line,) = regions.references.lines
    assert line.target_table == "public.books"
    assert (line.columns, line.referenced_columns) == (("favourite",), ("id",))
    assert line.tail is not None
    assert line.tail.text == "The one they love - most"
    assert line.indent == "  - "
    assert source.slice(line.body.span) == "`public.books` (`favourite` → `id`)"
    (line,) = regions.referenced_by.lines
    assert (line.target_id, line.slug and line.slug.text) == ("DBT-002", "dbt-002--loans")
    assert line.tail is None
    assert source.text[: regions.references.insert_at].endswith("most\n")


def test_the_histories() -> None:
    _, regions = library()
    migrations, versions = regions.migration_history, regions.version_history
    assert migrations is not None
    assert versions is not None
    breaking = migrations.cell(migrations.table.rows[0], HistoryRole.BREAKING)
    assert breaking is not None
    assert breaking.text == "N/A"
    by = versions.cell(versions.table.rows[0], HistoryRole.UPDATED_BY)
    assert by is not None
    assert by.text == "Ann"
    assert versions.cell(versions.table.rows[0], HistoryRole.EPIC) is None


def test_a_lean_entry() -> None:
    regions = parse_document(read("lean")).entries[0].regions
    assert regions.fields is not None
    assert [row.names for row in regions.fields.rows][1] == ("start_date", "end_date")
    assert [row.is_nullable for row in regions.fields.rows] == [False, True, False, True, True]
    assert not any(row.states_default for row in regions.fields.rows)
    assert regions.key_indexes is not None
    assert [bullet.columns for bullet in regions.key_indexes.bullets] == [
        ("tenant_id",),
        ("tenant_id", "start_date"),
    ]
    assert regions.foreign_keys is not None
    first, second = regions.foreign_keys.lines
    assert (first.columns, first.target_table) == (("tenant_id",), "tenants")
    assert first.referenced_columns == ("id",)
    assert (second.target_id, second.columns) == ("DBT-002", ("tenant_id",))
    (related,) = regions.related
    assert related.label is None
    assert [line.id and line.id.text for line in related.lines] == ["API-001", "BR-FEA-001"]


def test_labels_may_stand_for_sections() -> None:
    regions = regions_of(
        "**ID**: DBT-001\n\n**Columns**:\n\n| Column | Type |\n|---|---|\n| a | text |\n\n"
        "**Key Indexes**:\n- on `a`\n\n**Other**:\n\n| Column | Type |\n|---|---|\n| b | int |\n"
        "\n**Related IDs**:\n\n**Foreign Keys**:\n- `a` → `b(c)`\n"
    )
    assert regions.fields is not None
    assert regions.fields.row("a") is not None
    assert regions.fields.row("b") is None
    assert regions.key_indexes is not None
    assert regions.foreign_keys is not None
    assert [field.key for field in regions.metadata] == ["id"]


def test_sections_in_another_order_are_read_all_the_same() -> None:
    regions = regions_of(
        "### Triggers & Functions\n\n```sql\nCREATE TRIGGER t\n```\n\n"
        "```sql\nCREATE FUNCTION f\n```\n"
        "\n### Field Specifications\n\ntext\n| Field | Data Type |\n|-|-|\n| a | int |\n"
        "\n### Schema Definition\n\n```ts\ntype A = 1\n```\n```SQL\nCREATE TABLE a ()\n```\n"
    )
    assert regions.triggers is not None
    assert regions.functions is not None
    assert regions.functions.code.text == "CREATE FUNCTION f\n"
    assert regions.fields is not None
    assert regions.ddl is not None
    assert regions.ddl.info.text == "SQL"


def test_labels_nobody_knows_end_a_list_but_not_a_section_of_one_subject() -> None:
    regions = regions_of(
        "### Schema Definition\n\n**As it is**:\n\n```sql\nCREATE TABLE a ();\n```\n"
        "\n### Indexes\n\n**Notes**:\n\n| Index | Columns |\n|-|-|\n| a | b |\n"
    )
    assert regions.ddl is not None
    assert regions.indexes is None


FLAGS = {
    "**RLS Enabled**: Yes": True,
    "**RLS Enabled:** yes, forced": True,
    "**RLS Enabled**: ✅": True,
    "**RLS Enabled**: No": False,
    "**RLS Enabled**: Disabled": False,
    "**RLS Enabled**: Yes | No": None,
    "**RLS Enabled**: soon": None,
    "**RLS Enabled**:": None,
}


@pytest.mark.parametrize(("line", "is_set"), FLAGS.items())
def test_a_flag_is_read_where_it_says_one_thing(
    line: str,
    is_set: bool | None,  # noqa: FBT001
) -> None:
    regions = regions_of(f"### Row-Level Security (RLS)\n\n{line}\n**Policies**: none\n")
    flag = regions.rls_enabled
    assert (flag.is_set if flag else None) is is_set


REFERENCES: dict[str, tuple[str, tuple[object, ...]]] = {
    "an id and columns": (
        "- [DBT-002](#dbt-002-x) (`a` → `id`) - tail",
        ("DBT-002", None, ("a",), ("id",), "tail"),
    ),
    "several columns": ("- `x.y` (`a, b` → `c, d`)", (None, "x.y", ("a", "b"), ("c", "d"), None)),
    "marks of their own": (
        "- `x` (`a`, `b` → `c`, `d`)",
        (None, "x", ("a", "b"), ("c", "d"), None),
    ),
    "words after the columns": (
        "- `x` (`a` → `c`, CASCADE now)",
        (None, "x", ("a",), ("c",), None),
    ),
    "an ASCII arrow": ("- `x` (a -> id)", (None, "x", ("a",), ("id",), None)),
    "columns in parentheses": (
        "- Referenced by DBT-101 (user_id)",
        ("DBT-101", None, ("user_id",), (), None),
    ),
    "an id alone": ("- References DBT-001", ("DBT-001", None, (), (), None)),
    "a link without anchor": ("- [DBT-001](SoT.md) — x", ("DBT-001", None, (), (), "x")),
    "columns first": ("- `a` → `b(c)` ON DELETE CASCADE", (None, "b", ("a",), ("c",), None)),
    "columns first, the id last": ("- a → DBT-002 (id)", ("DBT-002", None, ("a",), ("id",), None)),
    "a bare table last": ("- `a` → `auth.users`", (None, "auth.users", ("a",), (), None)),
    "words last": ("- `a` → the other table", (None, None, ("a",), (), None)),
    "none": ("- None", (None, None, (), (), None)),
    "a dash in code": ("- `x` (`a` → `id`) `p - q` - tail", (None, "x", ("a",), ("id",), "tail")),
}


@pytest.mark.parametrize(("line", "wanted"), REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_is_read(line: str, wanted: tuple[object, ...]) -> None:
    regions = regions_of(f"### Foreign Keys\n\n{line}\n")
    assert regions.foreign_keys is not None
    (found,) = regions.foreign_keys.lines
    assert isinstance(found, ReferenceLine)
    tail = found.tail.text if found.tail else None
    parts = (found.target_id, found.target_table, found.columns, found.referenced_columns, tail)
    assert parts == wanted


def test_lists_below_foreign_key_relationships_may_be_flat_or_labelled_by_paragraphs() -> None:
    flat = regions_of("### Related IDs\n\n**Foreign Key Relationships**:\n- References DBT-002\n")
    assert flat.foreign_keys is not None
    assert flat.references is None
    labelled = regions_of(
        "### Related IDs\n\n**References**:\n- DBT-2\n\n**Referenced By**:\n- x\n"
    )
    assert labelled.references is not None
    assert labelled.referenced_by is not None
    assert labelled.foreign_keys is None


def test_an_empty_list_says_where_its_first_bullet_goes() -> None:
    entry = entry_of("### Related IDs\n\n**Accessed By APIs**:\n\n**Used in User Journeys**:\n")
    first, second = entry.regions.related
    text = entry.source.text
    assert text[: first.insert_at].endswith("**Accessed By APIs**:\n")
    assert text[: second.insert_at].endswith("**Used in User Journeys**:\n")


DDL = "### Schema Definition\n\n"
TABLE = "| Column | Type |\n|-|-|\n| a | int |\n"
FINDINGS = {
    "a second fence": (f"{DDL}```sql\nA\n```\n\n```sql\nB\n```\n", ["D144"]),
    "a second table": (f"### Columns\n\n{TABLE}\n{TABLE}", ["D144"]),
    "a second history": (
        "### Version History\n\n| Version |\n|-|\n| 1 |\n\n| Date |\n|-|\n| 1 |\n",
        ["D144"],
    ),
    "a fence in a list": (f"{DDL}- x\n  ```sql\n  A\n  ```\n", ["D142"]),
    "a table in a quote": ("### Columns\n\n> | Column | Type |\n> |---|---|\n", ["D142"]),
    "a fence without an end": (f"{DDL}```sql\nA\n", ["D143"]),
    "a template's DDL": (f"{DDL}```sql\nCREATE TABLE {{x}} ();\n```\n", ["D147"]),
    "braces in a constant": (f"{DDL}```sql\nSELECT '{{x}}'; -- {{y}}\n```\n", []),
    "an example in a list": ("### Related IDs\n\n- x\n  ```\n  y\n  ```\n", []),
    "tables that are something else": ("### Columns\n\n| a | b |\n|-|-|\n| c | d |\n", []),
}


@pytest.mark.parametrize(("body", "codes"), FINDINGS.values(), ids=FINDINGS.keys())
def test_what_is_not_read_is_reported(body: str, codes: list[str]) -> None:
    assert [finding.code for finding in regions_of(body).findings] == codes


def test_further_fences_are_kept_apart() -> None:
    regions = regions_of(f"{DDL}```sql\nA\n```\n\n```sql\nB\n```\n")
    assert [fence.code.text for fence in regions.extra_fences["ddl"]] == ["B\n"]
    assert [fence.code.text for fence in regions.fences] == ["A\n", "B\n"]
