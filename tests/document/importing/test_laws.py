"""What an import promises, whatever the imported document says."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.importing.models import Kind
from sotsync.document.importing.plan import Import
from sotsync.document.parse import parse_document
from sotsync.patch.plan import plan_patch
from tests.document.importing.places import bring, shop, shop_document, words

ACTUAL = shop()
EMPTY = shop_document(ACTUAL)

HOSTILE = (
    "a | b \\| c \\\\| d",
    "<!-- sotsync: table=public.orders -->",
    "<!-- never closed",
    "```sql\nDROP TABLE users;",
    "### Row-Level Security (RLS)",
    "## DBT-001: Users",
    "**RLS Enabled**: No",
    "> quoted\nlazy",
    "~~~\nopen",
    "<div>\n\n## heading",
    "text\r\nwith\rmixed ends",
    "\u2028 \x0b \x0c \x85 odd",
    "\u202eright to left",
    "{placeholder} and a word",
    "---",
    "| a | b |\n|---|---|\n| `x` | y |",
    "- **References**:\n  - `nothing`",
    "back`tick",
    "*/ -- ' \" $$",
    "[link]: https://example.org",
)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
LINES = st.sampled_from(
    (
        "## users",
        "## orders",
        "### tags",
        "#### Notes",
        "**audit.users**",
        "| Column | Type | Description | Example |\n|---|---|---|---|\n| id | uuid | {} | {} |",
        "| Table | Purpose |\n|---|---|\n| users | {} |\n| nowhere | {} |",
        "- **email**: {}",
        "- `status` (text): {}\n  - {}",
        "Purpose: {}",
        "**Why It Exists**: {}",
        "{}",
        "\n{}\n",
        "```sql\nCREATE TABLE users (\n  id uuid, -- {}\n  email text\n);\n-- {}\n```",
        '```sql\n-- {}\nCREATE POLICY "Users see themselves" ON users USING (true);\n```',
        "### Indexes\n\n- `users_status_idx`: {}",
        '```mermaid\nerDiagram\n  users {{\n    uuid id "{}"\n  }}\n```',
    )
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document that names the shop's tables and says hostile things of them."""
    parts = draw(st.lists(LINES, max_size=8))
    filled = [re.sub(r"\{\}", lambda _: draw(TEXTS), part).replace("{{", "{") for part in parts]
    return draw(st.sampled_from(("\n", "\n\n", "\r\n\r\n"))).join(filled)


def check(found: Import) -> None:
    """The laws."""
    result = found.apply()
    document = parse_document(result)
    assert diff_document(document, ACTUAL) == ()
    assert plan_patch(document, ACTUAL).edits == ()
    assert document.schema == EMPTY.schema
    assert [heading.text.text for heading in document.headings if heading.text.text != "Notes"] == [
        heading.text.text for heading in EMPTY.headings
    ]
    standing = words(result.text)
    for one in found.carried:
        assert words(one.text.text) <= standing


@given(documents())
@settings(max_examples=60, deadline=None)
@example("## users\n\n" + "\n\n".join(HOSTILE))
@example("## users\n\n| Column | Type | Description |\n|-|-|-|\n| id | uuid | a\\\\\\| b |")
@example("## users\n\n### Notes\n\n- a")
def test_no_word_is_lost_and_nothing_else_changes(text: str) -> None:
    """Law: the document with all carried words is in step, and holds every one of them.

    What it states is what it stated before: imported text adds no heading but Notes, no entry, no
    fact.
    """
    check(bring(text))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "shape",
    [
        "## users\n\n{}\n",
        "## users\n\nPeople.\n\n{}\n",
        "## users\n\n| Column | Type | Description |\n|---|---|---|\n| email | text | {} |\n",
        "Table users {{\n  id uuid [note: '''{}''']\n}}",
    ],
)
def test_hostile_words(shape: str, text: str) -> None:
    """The same for each hostile text in each place."""
    name = "old.dbml" if shape.startswith("Table") else "old.md"
    check(bring(shape.replace("{}", text).replace("{{", "{").replace("}}", "}"), name=name))


@given(documents())
@settings(max_examples=40, deadline=None)
def test_every_word_is_accounted_for(text: str) -> None:
    """Law: nothing is lost in silence; twice the same file adds nothing to once."""
    once, twice = bring(text), bring(text, text)
    assert len(twice.carried) == len(once.carried)
    assert not [one for one in twice.carried if one.text.location.path != "old.md"]


SHAPES = (
    "## users",
    "### nowhere",
    "## Notes",
    "# Setup",
    "### Table: ghosts",
    "**Indexes:**",
    "### RLS policies",
    "#### `status` values",
    "{}",
    "Some text {}\nand more {}",
    "> {}",
    "- {}\n- {}\n  - {}",
    "1. **{}**: {}",
    "- users: {}\n- orders: {}\n  - total: {}\n- ghosts: {}",
    "- `email` TEXT ({})\n- `status`: {}\n- `hat`: {}",
    "- `id`, `email` TEXT {}",
    ("| Name | Type | {} | Notes |\n|-|-|-|-|\n| id | uuid | {} | {} |\n| hat | text | {} | {} |"),
    "| Table | Purpose | Rows |\n|-|-|-|\n| users | {} | {} |\n| ghosts | {} | {} |",
    "| {} | b |\n|-|-|\n| {} | {} |",
    "| Index | Notes |\n|-|-|\n| users_status_idx | {} |\n| other_idx | {} |",
    "Purpose: {}",
    "**Why it exists**: {}",
    "**Owner**: {}",
    "{}:",
    (
        "```sql\n-- {}\n\n-- {}\nCREATE TABLE users ( -- {}\n  id uuid, -- {}\n  -- {}\n"
        "  hat text -- {}\n  -- {}\n); -- {}\n-- {}\n```"
    ),
    "```sql\nSELECT '{}' -- {}\n```",
    "```\n{}\n```",
    '```mermaid\nerDiagram\n  users {\n    uuid id "{}"\n    text hat "{}"\n  }\n```',
    "```mermaid\nflowchart\n  {}\n```",
    "    {}",
    "<p>{}</p>",
    "***",
)


@given(st.lists(st.sampled_from(SHAPES), max_size=10), st.sampled_from(("\n", "\n\n")))
@settings(max_examples=150, deadline=None)
@example(list(SHAPES), "\n\n")
@example(list(SHAPES[8:]), "\n\n")
@example([SHAPES[0], *SHAPES[8:]], "\n\n")
@example(list(SHAPES), "\n")
@example([SHAPES[0], "| Index | Notes |\n|-|-|\n| users_status_idx | {} |", "Purpose: {}"], "\n")
@example(
    [SHAPES[0], "| Name | Type |\n|-|-|\n| id | uuid |\n| hat | text |", "Some {}\nand {}"], "\n"
)
@example(["| Table | Rows |\n|-|-|\n| users | {} |", "Some {}\nand {}"], "\n")
@example([SHAPES[1], *SHAPES[8:]], "\n\n")
@example([SHAPES[4], *SHAPES[8:]], "\n\n")
@example(["## users", "| Index | Notes |\n|-|-|\n| users_status_idx | {} |", "Purpose: {}"], "\n")
def test_no_word_of_a_person_is_lost_in_silence(parts: list[str], between: str) -> None:
    """Law: each word that is no fact is carried, or told with the reason why not."""
    count = 0

    def word(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"Zq{count}x told"

    text = between.join(re.sub(r"\{\}", word, part) for part in parts)
    found = bring(text)
    told = [one.text.text for one in found.carried]
    told += [f"{one.name} {one.text}" for one in found.left]
    missing = {f"Zq{number}x" for number in range(1, count + 1)} - words(" ".join(told))
    assert not missing, text


def test_what_a_person_wrote_is_never_touched() -> None:
    """Importing into a document that has words already adds, and replaces nothing."""
    found = bring("## users\n\nPeople.\n\n| Column | Description |\n|---|---|\n| id | key |\n")
    first = parse_document(found.apply())
    from sotsync.document.importing.plan import plan_import  # noqa: PLC0415 - the second import
    from sotsync.text import Source  # noqa: PLC0415 - the same

    other = "## users\n\nBots.\n\n| Column | Description |\n|---|---|\n| id | who it is |\n"
    second = plan_import(first, ACTUAL, [Source("new.md", other)])
    assert {one.kind for one in second.carried} == {Kind.NOTE}
    result = second.apply().text
    assert "**What It Stores**: People." in result
    assert "> Bots." in result
    assert "> `id`: who it is" in result
    check(second)
