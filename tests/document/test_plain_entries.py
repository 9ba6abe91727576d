"""Entries in code blocks of plain text: known for what they are, and never written twice."""

from __future__ import annotations

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.mapping import map_entries
from sotsync.document.parse import parse_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.text import Source

HEAD = "---\nversion: 1.0\nid_prefix: DBT-XXX\n---\n\n# Data Model\n\n"
BLOCK = """```
DBT-007: Orders

Purpose: What people bought
Table: {table}

Fields:
- id: uuid — Primary key [NOT NULL]
```
"""
USERS = "## DBT-001: Users\n\n### Columns\n\n| Column | Type |\n|---|---|\n| `id` | UUID |\n\n"
ACTUAL = replay(
    [Script(source=Source("1.sql", "CREATE TABLE users (id uuid); CREATE TABLE shop_orders ();"))]
)


def mapped(text: str) -> dict[str, str]:
    """The ids of the entries by the tables that they are about."""
    document = parse_document(Source("SoT.md", text))
    mapping = map_entries(document, ACTUAL.schema.tables)
    return {key: entry.id for key, entry in mapping.entries.items()}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["```", "~~~", "```text"])
@pytest.mark.parametrize("is_inside", [False, True])
def test_a_block_without_a_heading_is_reported_and_gets_no_entry_beside_it(
    ends: str, mark: str, *, is_inside: bool
) -> None:
    block = BLOCK.format(table="shop_orders").replace("```", mark, 1)
    block = block.replace("```\n", f"{mark[:3]}\n") if mark == "~~~" else block
    text = HEAD + (USERS + block if is_inside else block + "\n" + USERS)
    document = parse_document(Source("SoT.md", text.replace("\n", ends)))
    [change] = [one for one in diff_document(document, ACTUAL) if one.code == "D001"]
    assert change.object == "public.shop_orders"
    assert change.hint == "write a heading above the code block: `## DBT-007: Orders`"
    assert not change.is_repairable
    assert change.documented_at[0].line == text[: text.index(mark)].count("\n") + 1
    assert "shop_orders" not in str(plan_patch(document, ACTUAL).changes)
    assert "CREATE TABLE" not in plan_patch(document, ACTUAL).apply().text


def test_below_its_heading_the_table_line_says_which_table_it_is() -> None:
    block = BLOCK.format(table="public.shop_orders")
    text = f"{HEAD}{USERS}## DBT-007: What people bought\n\n{block}"
    assert mapped(text) == {"public.users": "DBT-001", "public.shop_orders": "DBT-007"}
    document = parse_document(Source("SoT.md", text))
    assert not [one for one in diff_document(document, ACTUAL) if one.code in {"D001", "D003"}]


@pytest.mark.parametrize(
    "block",
    [
        BLOCK.format(table="[database_table_name]").replace("007", "XXX"),
        BLOCK.format(table="shop_orders").replace("DBT-007", "API-007"),
        "```\nDBT-007: Orders are written by whoever buys\n```\n",
        "```sql\n-- DBT-007: Orders\nSELECT 1;\n```\n",
    ],
)
def test_other_blocks_are_none(block: str) -> None:
    document = parse_document(Source("SoT.md", HEAD + USERS + block))
    [change] = [one for one in diff_document(document, ACTUAL) if one.code == "D001"]
    assert change.is_repairable


def test_without_a_table_line_the_title_is_compared() -> None:
    block = BLOCK.format(table="[table]").replace("Orders", "Shop Orders")
    document = parse_document(Source("SoT.md", f"{HEAD}{block}\n{USERS}"))
    [change] = [one for one in diff_document(document, ACTUAL) if one.code == "D001"]
    assert change.hint == "write a heading above the code block: `## DBT-007: Shop Orders`"


def test_a_block_that_never_ends_ends_with_the_text() -> None:
    text = f"{HEAD}{USERS}{BLOCK.format(table='shop_orders').removesuffix('```' + chr(10))}"
    document = parse_document(Source("SoT.md", text))
    [change] = [one for one in diff_document(document, ACTUAL) if one.code == "D001"]
    assert not change.is_repairable
