"""Every way in which people really write these documents is read, and left as it is.

Each case is a document about one table that is right in its own words: nothing differs, so that not
one byte is written.
"""

from __future__ import annotations

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.models import Profile
from sotsync.document.parse import parse_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.text import Source

SQL = """
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE crews (
  id serial PRIMARY KEY, tenant_id uuid REFERENCES tenants (id), name text NOT NULL,
  start_date date, end_date date, amount numeric(10, 2), kind text DEFAULT 'deck'
);
CREATE INDEX crews_tenant ON crews (tenant_id);
"""
ACTUAL = replay([Script(source=Source("m/20200101000000_a.sql", SQL), version="20200101000000")])
TENANTS = "\n## DBT-002: Tenants\n\n### Columns\n\n| Column | Type |\n|---|---|\n| id | UUID |\n"

COLUMNS = """| Column | Type | Required | Description |
|---|---|---|---|
| id | SERIAL PK | Yes | Key |
| tenant_id | UUID FK → tenants | No | |
| `name` | `text` | ✓ | Called |
| `start_date` / `end_date` | date | No | When |
| amount | NUMERIC(10,2) | | How much |
| kind | TEXT (one of three) | No | |
"""
LEAN = f"## DBT-001: Crews\n\n**ID**: DBT-001\n**Status**: Active\n\n### Columns\n\n{COLUMNS}"
FULL_COLUMNS = """| Column | Type | Nullable | Default | Description | Example |
|--------|------|----------|---------|-------------|---------|
| `id` | SERIAL | No | - | Key | 1 |
| `tenant_id` | UUID | Yes | NULL | - | - |
| `name` | TEXT | No | — | A \\| B | `x \\| y` |
| `start_date` | DATE | Yes | none | - | - |
| `end_date` | DATE | Yes |  | - | - |
| `amount` | numeric(10, 2) | Yes | n/a | - | - |
| `kind` | text | Yes | `'deck'::text` | - | - |
"""
FULL = f"## DBT-001: Crews\n\n**ID**: DBT-001\n\n### Field Specifications\n\n{FULL_COLUMNS}"


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


CASES = {
    "lean": LEAN,
    "full": FULL,
    "heading of the third level": swapped(LEAN, ("## DBT", "### DBT"), ("### C", "#### C")),
    "heading with a bar": swapped(LEAN, ("DBT-001: ", "DBT-001 | ")),
    "heading with a dash": swapped(LEAN, ("DBT-001: ", "DBT-001 — ")),
    "heading with a hyphen": swapped(LEAN, ("DBT-001: ", "DBT-001 - ")),
    "title in other words": swapped(LEAN, ("001: Crews", "001: Crew (formerly sailors)")),
    "title in code": swapped(LEAN, ("001: Crews", "001: `crews`")),
    "colon inside the mark": swapped(LEAN, ("**ID**:", "**ID:**")),
    "metadata as bullets": swapped(LEAN, ("**ID**", "- **ID**"), ("**Status**", "- **Status**")),
    "two spaces at the end": swapped(LEAN, ("DBT-001\n", "DBT-001  \n"), ("Active", "Active  ")),
    "status in other words": swapped(LEAN, (": Active", ": Implemented (EPIC-06, 2026-05-12)")),
    "no metadata": swapped(LEAN, ("**ID**: DBT-001\n**Status**: Active\n\n", "")),
    "unknown sections": LEAN + "\n### Default Settings\n\n| A | B |\n|---|---|\n| `id` | x |\n",
    "sections in another order": swapped(
        LEAN, ("### Columns", "### Related IDs\n\n- BR-FEA-001\n\n### Columns")
    ),
    "no blank line below the heading": swapped(LEAN, ("### Columns\n\n", "### Columns\n")),
    "a bold line instead of a heading": swapped(LEAN, ("### Columns", "**Columns**:")),
    "alignment row": swapped(LEAN, ("|---|---|---|---|", "|:---|---:|:---:|-----|")),
    "no bars at the ends": "\n".join(
        line.strip("| ") if line.startswith("|") and not line.endswith("| |") else line
        for line in LEAN.replace("|---|---|---|---|", "---|---|---|---").split("\n")
    ),
    "Null for Required": swapped(
        LEAN,
        ("Required", "Null"),
        ("| Yes |", "| NOT NULL |"),
        ("| ✓ |", "| no |"),
        ("| No |", "| yes |"),
        ("2) | |", "2) | NULL |"),
    ),
    "Constraints": swapped(
        LEAN,
        ("Required", "Constraints"),
        ("| Yes |", "| PK |"),
        ("| ✓ |", "| NOT NULL, x |"),
        ("| No |", "| |"),
    ),
    "no Required": swapped(
        LEAN,
        (" Required |", ""),
        ("|---|---|---|---|", "|---|---|---|"),
        ("| Yes |", "|"),
        ("| ✓ |", "|"),
        ("| No |", "|"),
        ("2) | |", "2) |"),
    ),
    "Notes": swapped(LEAN, ("Description", "Notes")),
    "HTML comments": swapped(LEAN, ("### Columns", "<!-- CUSTOMIZABLE: x -->\n### Columns")),
    "a fence with a heading": LEAN + "\n```md\n## DBT-003: Nothing\n```\n",
    "foreign key with words": swapped(LEAN, ("UUID FK → tenants", "uuid → tenants(id) SET NULL")),
    "key indexes": LEAN + "\n### Key Indexes\n\n- Index on `tenant_id` for lists\n- `name` maybe\n",
    "foreign keys": LEAN + "\n### Foreign Keys\n\n- tenant_id → DBT-002 (id)\n",
    "foreign keys by table": LEAN
    + "\n### Foreign Keys\n\n- `tenant_id` → `tenants(id)` ON DELETE\n",
    "no deprecated tables": LEAN + "\n## Deprecated Tables\n\n_No deprecated tables._\n",
    "none currently": LEAN + "\n## Deprecated Tables\n\n*(None currently)*\n",
    "footer above the last section": LEAN + "\n---\n\n*End of file*\n\n## Update Protocol\n\nx\n",
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_what_people_write_is_read_and_left(text: str, end: str) -> None:
    whole = ("# Data Model (SoT File)\n\n" + text + TENANTS).replace("\n", end)
    document = parse_document(Source("SoT/SoT.DATA_MODEL.md", whole))
    assert [finding.message for finding in document.findings] == []
    assert [str(change) for change in diff_document(document, ACTUAL)] == []
    assert plan_patch(document, ACTUAL).apply().text == whole


def test_entries_may_be_headings_of_the_first_level() -> None:
    whole = (LEAN + TENANTS).replace("## ", "# ")
    document = parse_document(Source("SoT.md", whole))
    assert diff_document(document, ACTUAL) == ()
    assert plan_patch(document, ACTUAL).apply().text == whole


SKILL = """# Tables

```
DBT-001: [Crews]

Purpose: Who sails.
Table: [crews]
Fields:
- id: uuid — Primary key [NOT NULL]
```
"""
FIXTURE = "# Data Model\n\n## DBT-001 | Crews\n\n- **Fields**: id (serial), tenant_id (uuid)\n"


def test_a_plain_block_is_no_entry_and_stays() -> None:
    """Text in a code block is an example; nothing is compared with it, and no byte of it moves."""
    whole = SKILL + "\n" + LEAN + TENANTS
    document = parse_document(Source("SoT.md", whole))
    assert [entry.id for entry in document.entries] == ["DBT-001", "DBT-002"]
    assert plan_patch(document, ACTUAL).apply().text == whole


def test_fields_in_one_bullet_state_nothing_that_is_judged() -> None:
    document = parse_document(Source("SoT.md", FIXTURE + TENANTS))
    assert document.profile is Profile.LEAN
    assert diff_document(document, ACTUAL) == ()
    assert plan_patch(document, ACTUAL).apply().text == FIXTURE + TENANTS


@pytest.mark.parametrize(
    "links",
    [
        "API_CONTRACTS.md, USER-JOURNEYS.md",
        "API_CONTRACTS.md, USER_JOURNEYS.md",
        "SoT.API_CONTRACTS.md",
    ],
    ids=["v0", "v0b", "v1"],
)
def test_older_front_matter_is_kept(links: str) -> None:
    top = f"---\nversion: 1.0\nid_prefix: DBT-XXX\nauthority: {links}\n---\n\n"
    text = top + FULL + TENANTS
    after = plan_patch(parse_document(Source("SoT.md", text)), ACTUAL).apply().text
    assert f"authority: {links}\n" in after
    assert after.endswith(FULL + TENANTS)
