"""The sample is a project such as a careful team keeps: what it says of itself must be true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "samples" / "shop"
MIGRATIONS = sorted((SHOP / "supabase" / "migrations").iterdir())
DOCUMENTS = sorted((SHOP / "SoT").glob("*.md"))

HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
ENTRY = re.compile(r"^#{2,3} ((?:DBT|API|UJ|BR|TEST)-\d{3}): (.+)$", re.MULTILINE)
LINK = re.compile(r"\[((?:DBT|API|UJ|BR|TEST)-\d{3})\]\(([^)#]*)#([^)]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def without_fences(document: Path) -> str:
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def entries(document: Path) -> Iterator[tuple[str, str]]:
    """The id of each entry with the text up to the next one."""
    text = without_fences(document)
    found = list(ENTRY.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        yield match[1], text[match.start() : end]


def cited(document: Path) -> set[tuple[str, str]]:
    """Each pair of an entry's id and an id that it links to."""
    return {(one, match[1]) for one, text in entries(document) for match in LINK.finditer(text)}


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda path: path.name)
def test_every_migration_is_named_by_time_and_says_why(migration: Path) -> None:
    first = migration.read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", migration.name)
    assert first.startswith("-- ")
    assert len(first.split()) >= 4


def test_there_is_enough_history_to_be_worth_a_document() -> None:
    assert len(MIGRATIONS) >= 25


def test_no_id_is_defined_twice() -> None:
    defined = Counter(one for document in DOCUMENTS for one, _ in entries(document))
    assert [one for one, count in defined.items() if count > 1] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_heading(document: Path) -> None:
    anchors = {
        path.name: {slug(heading) for heading in HEADING.findall(without_fences(path))}
        for path in DOCUMENTS
    }
    broken = [
        match[0]
        for match in LINK.finditer(without_fences(document))
        if match[3] not in anchors[match[2] or document.name]
    ]
    assert broken == []


@pytest.mark.parametrize(
    "sibling",
    ["SoT.API_CONTRACTS.md", "SoT.USER_JOURNEYS.md", "SoT.BUSINESS_RULES.md"],
)
def test_tables_and_siblings_cite_each_other(sibling: str) -> None:
    tables = cited(SHOP / "SoT" / "SoT.ACTUAL_SCHEMA.md")
    there = {pair for pair in cited(SHOP / "SoT" / sibling) if pair[1].startswith("DBT-")}
    prefixes = {one.partition("-")[0] for one, _ in there}
    back = {(b, a) for a, b in tables if b.partition("-")[0] in prefixes}
    assert there == back
