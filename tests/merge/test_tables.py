"""Tables, lists and code of one entry, merged without migrations."""

from __future__ import annotations

import pytest

from sotsync.merge.choices import Choice, marked
from sotsync.merge.hunks import settle
from sotsync.merge.merging import merge_sources
from sotsync.text import Source

HEAD = "## DBT-001: Books\n\n**ID**: DBT-001\n**Last Updated**: 2026-01-01\n\n"
FIELDS = (
    "### Field Specifications\n\n"
    "| Column | Type | Nullable | Description | Example |\n|---|---|---|---|---|\n"
)
INDEXES = (
    "### Indexes & Performance\n\n**Indexes**:\n\n"
    "| Index Name | Columns | Type | Purpose | Notes |\n|---|---|---|---|---|\n"
)
VERSIONS = (
    "### Version History\n\n"
    "| Version | Date | Migration | Changes | Updated By |\n|---|---|---|---|---|\n"
)
SQL = "### Schema Definition\n\n```sql\n{}CREATE TABLE public.books (id int);\n```\n"
FIRST = "| 1.0 | 2026-01-01 | `1_a.sql` | Initial | sotsync |\n"


def version(number: str, migration: str, changes: str = "More") -> str:
    return f"| {number} | 2026-02-01 | `{migration}` | {changes} | sotsync |\n"


def merged(base: str, ours: str, theirs: str, head: str = "") -> str:
    sources = (Source("SoT.md", HEAD + head + body) for body in (base, ours, theirs))
    text = marked(merge_sources(*sources).choice).text
    assert text.startswith(HEAD + head)
    return text.removeprefix(HEAD + head)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        # Cells of one row.
        (
            "| `a` | INT | No | - | - |\n",
            "| `a` | INT | No | A | - |\n",
            "| `a` | INT | No | - | 1 |\n",
            "| `a` | INT | No | A | 1 |\n",
        ),
        # A generated cell that both changed is ours.
        (
            "| `a` | INT | No | - | - |\n",
            "| `a` | TEXT | No | A | - |\n",
            "| `a` | UUID | No | - | 1 |\n",
            "| `a` | TEXT | No | A | 1 |\n",
        ),
        # A row that one side took away, and the other changed in nothing of people.
        ("| `a` | INT | No | A | - |\n", "", "| `a` | TEXT | No | A | - |\n", ""),
        # The same new row, filled in by both.
        (
            "",
            "| `a` | INT | No | A | - |\n",
            "| `a` | INT | No | - | 1 |\n",
            "| `a` | INT | No | A | 1 |\n",
        ),
        # Rows that both added.
        (
            "| `a` | INT |\n",
            "| `a` | INT |\n| `b` | INT |\n",
            "| `a` | INT |\n| `c` | INT |\n",
            "| `a` | INT |\n| `b` | INT |\n| `c` | INT |\n",
        ),
        # A longer row wins over a shorter one.
        (
            "| `a` | INT |\n",
            "| `a` | TEXT |\n",
            "| `a` | INT | No | A | 1 |\n",
            "| `a` | TEXT | No | A | 1 |\n",
        ),
    ],
)
def test_rows_of_columns(base: str, ours: str, theirs: str, result: str) -> None:
    keep = "| `z` | INT | No | - | - |\n"
    assert merged(keep + base, keep + ours, keep + theirs, FIELDS) == keep + result


def test_a_row_that_was_taken_away_and_described_is_a_choice() -> None:
    keep = "| `z` | INT | No | - | - |\n"
    base, theirs = "| `a` | INT | No | - | - |\n", "| `a` | INT | No | A | - |\n"
    result = merged(base + keep, keep, theirs + keep, FIELDS)
    assert result == f"<<<<<<< ours\n=======\n{theirs}>>>>>>> theirs\n{keep}"


def test_rows_of_indexes() -> None:
    base = "| `a_pkey` | `id` | B-tree | Primary key | - |\n"
    ours = base.replace("Primary key", "Look-ups")
    theirs = base.replace("| - |", "| Small |")
    result = "| `a_pkey` | `id` | B-tree | Look-ups | Small |\n"
    assert merged(base, ours, theirs, INDEXES) == result


def test_tables_of_other_columns_are_merged_by_line() -> None:
    row, more = "| `a` | INT | No | - | - |\n", "| `a` | INT | No | - | - | x |\n"
    wide = FIELDS.replace("Example |", "Example | Unit |").replace("---|\n", "---|---|\n")
    described = row.replace("| - | - |", "| A | - |")
    result = merged(FIELDS + row, wide + more, FIELDS + described)
    assert "| A | - |" in result
    assert "| Unit |" in result


@pytest.mark.parametrize(
    ("ours", "theirs", "rows"),
    [
        # Both claim 1.1: in order of the migrations, counted on.
        (version("1.1", "3_c.sql"), version("1.1", "2_b.sql"), [("1.1", "2_b"), ("1.2", "3_c")]),
        # Numbers in names count by value.
        (version("1.1", "10_c.sql"), version("1.1", "9_b.sql"), [("1.1", "9_b"), ("1.2", "10_c")]),
        # A breaking change stays one.
        (version("1.1", "2_b.sql"), version("2.0", "3_c.sql"), [("1.1", "2_b"), ("2.0", "3_c")]),
        (version("2.0", "2_b.sql"), version("2.0", "3_c.sql"), [("2.0", "2_b"), ("3.0", "3_c")]),
        (version("2.0", "2_b.sql"), version("1.1", "3_c.sql"), [("2.0", "2_b"), ("2.1", "3_c")]),
        # What is no version is left.
        (version("next", "2_b.sql"), version("1.1", "3_c.sql"), [("next", "2_b"), ("1.1", "3_c")]),
        # One migration on both sides is one row.
        (version("1.1", "2_b.sql"), version("1.1", "2_b.sql"), [("1.1", "2_b")]),
    ],
)
def test_versions_count_on(ours: str, theirs: str, rows: list[tuple[str, str]]) -> None:
    result = merged(FIRST, FIRST + ours, FIRST + theirs, VERSIONS)
    assert result == FIRST + "".join(version(number, f"{name}.sql") for number, name in rows)


def test_rows_without_a_migration_are_known_by_what_they_say() -> None:
    own, other = (f"| 1.1 | 2026-02-01 | - | {words} | Maud |\n" for words in ("One", "Two"))
    result = merged(FIRST, FIRST + own, FIRST + other, VERSIONS)
    assert result == FIRST + own + other.replace("1.1", "1.2")


@pytest.mark.parametrize(
    ("ours", "theirs", "is_settled"),
    [("-- Ours\n", "-- Theirs\n", False), ("-- Ours\n", "", True), ("", "-- Theirs\n", False)],
)
def test_comments_in_code_are_kept(ours: str, theirs: str, *, is_settled: bool) -> None:
    """Code that both sides changed is ours, because it is written anew; words are not."""
    texts = [SQL.format(words) for words in ("", ours, theirs)]
    texts[1] = texts[1].replace("int", "bigint")
    texts[2] = texts[2].replace("int", "uuid")
    result = merged(*texts)
    assert ("<<<<<<<" not in result) == is_settled
    assert ours.strip() in result
    assert theirs.strip() in result


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ([], ["- DBT-003 - C\n"], ["- DBT-002 - B\n"], Choice.of("- DBT-002 - B\n- DBT-003 - C\n")),
        ([], ["- DBT-002 - B"], ["- DBT-003 - C\n"], Choice.of("- DBT-002 - B\n- DBT-003 - C\n")),
        (
            ["- [API-01](#api-01-a)\n"],
            ["- [API-01](#api-01-b)\n"],
            ["- [API-01](#api-01-a) - why\n"],
            Choice.of("- [API-01](#api-01-a) - why\n"),
        ),
        (
            ["- [API-01](#api-01-a)\n"],
            ["- [API-01](#api-01-b)\n"],
            ["- [API-01](#api-01-c)\n"],
            Choice.of("- [API-01](#api-01-b)\n"),
        ),
        (
            ["- [API-01](#api-01-a)\n"],
            ["- [API-01](#api-01-a) - x\n"],
            ["- [API-01](#api-01-a) - y\n"],
            Choice("- [API-01](#api-01-a) - x\n", "- [API-01](#api-01-a) - y\n"),
        ),
        (
            ["- [API-01](#api-01-a)\n"],
            [],
            ["- [API-01](#api-01-a) - y\n"],
            Choice("", "- [API-01](#api-01-a) - y\n"),
        ),
        (["version: 1.7\n"], ["version: 1.9\n"], ["version: 1.10\n"], Choice.of("version: 1.10\n")),
        (
            ["last_updated: 2026-01-01\n"],
            ["last_updated: 2026-03-01\n"],
            ["last_updated: 2026-02-28\n"],
            Choice.of("last_updated: 2026-03-01\n"),
        ),
        (
            ["**Schema**: `a`\n"],
            ["**Schema**: `b`\n"],
            ["**Schema**: `c`\n"],
            Choice.of("**Schema**: `b`\n"),
        ),
        (["One\n"], ["Two\n"], ["Three\n"], None),
        (["- DBT-001\n"], ["Two\n"], ["- DBT-002\n"], None),
    ],
)
def test_lines_that_need_no_person(
    base: list[str], ours: list[str], theirs: list[str], result: Choice | None
) -> None:
    assert settle(base, ours, theirs) == result


def test_sections_that_both_added_are_both_there() -> None:
    sections = [f"### {name}\n\nAbout {name}.\n\n" for name in ("House Rules", "Open Questions")]
    result = merged("", sections[0], sections[1])
    assert result == "".join(sections)


def test_an_entry_that_one_side_removed_and_the_other_changed_is_a_choice() -> None:
    other = "## DBT-002: Loans\n\n### Purpose & Context\n\n{}\n"
    result = merged(other.format("Old"), "", other.format("New"))
    assert "<<<<<<< ours\n=======\n## DBT-002: Loans" in result
    assert "New" in result
