"""Navigation by Category, and the Cross-Reference Index."""

from __future__ import annotations

import pytest

from sotsync.document.models import Category, CrossReferenceIndex, Navigation
from sotsync.document.parse import parse_document
from tests.document.fixtures import parse, read


def navigation_of(body: str) -> Navigation:
    navigation = parse(f"## Navigation by Category\n\n{body}\n## DBT-001: x\n").navigation
    assert navigation is not None
    return navigation


def test_the_template_has_five_categories() -> None:
    navigation = parse_document(read("template")).navigation
    assert navigation is not None
    ranges = [(c.title, c.lowest, c.highest, len(c.links)) for c in navigation.categories]
    assert ranges == [
        ("Core Tables", 1, 99, 2),
        ("Feature Tables", 101, 199, 2),
        ("Junction/Relationship Tables", 201, 299, 1),
        ("Views & Materialized Views", 301, 399, 1),
        ("Audit/System Tables", 401, 499, 1),
    ]
    feature = navigation.category_of(150)
    assert feature is navigation.categories[1]
    assert navigation.category_of(100) is None


TITLES = {
    "bold with a colon": ("**Core Tables** (DBT-001 to DBT-099):", "Core Tables", 1, 99),
    "the colon inside": ("**Settings Tables (DBT-101 to DBT-199):**", "Settings Tables", 101, 199),
    "a heading": ("### Views (DBT-301\u2013399)", "Views", 301, 399),
    "an arrow": ("**Core** [DBT-001 → DBT-014]", "Core", 1, 14),
    "dots": ("**Core** DBT-001..DBT-014", "Core", 1, 14),
    "no range": ("**Other**:", "Other", None, None),
}


@pytest.mark.parametrize(("line", "title", "lowest", "highest"), TITLES.values(), ids=TITLES.keys())
def test_a_category_is_read_from_its_title(
    line: str, title: str, lowest: int | None, highest: int | None
) -> None:
    (category,) = navigation_of(f"{line}\n- [DBT-001](#x) - X\n").categories
    assert (category.title, category.lowest, category.highest) == (title, lowest, highest)
    assert category.holds(5) == (lowest == 1)


LINKS = {
    "the template's": ("- [DBT-001](#dbt-001-x) - Users", "DBT-001", "dbt-001-x", "Users"),
    "a colon": ("* [DBT-001](#dbt-001-x): Users ", "DBT-001", "dbt-001-x", "Users"),
    "another file": ("- [DBT-001](SoT.md#dbt-001) — Users", "DBT-001", "dbt-001", "Users"),
    "a file without anchor": ("- [DBT-001](SoT.md)", "DBT-001", None, ""),
    "no link": ("- `DBT-001` - Users", "DBT-001", None, "Users"),
}


@pytest.mark.parametrize(("line", "identifier", "slug", "title"), LINKS.values(), ids=LINKS.keys())
def test_a_link_is_read(line: str, identifier: str, slug: str | None, title: str) -> None:
    (category,) = navigation_of(f"**Core**:\n{line}\n").categories
    (link,) = category.links
    assert (link.id, link.slug and link.slug.text, link.title.text) == (identifier, slug, title)


def inserted(category: Category, text: str) -> str:
    return f"{text[: category.insert_at]}- NEW\n{text[category.insert_at :]}"


INSERTIONS = {
    "below the last link": ("**Core**:\n- [DBT-001](#x) - X\n\ntext\n", "X\n- NEW\n\ntext"),
    "below an empty title": ("**Core**:\n\n**More**:\n", "**Core**:\n- NEW\n\n**More**"),
    "below an empty heading": ("### Core\n\n### More\n", "### Core\n\n- NEW\n### More"),
    "below a full heading": ("### Core\ntext\n", "### Core\n- NEW\ntext"),
}


@pytest.mark.parametrize(("body", "wanted"), INSERTIONS.values(), ids=INSERTIONS.keys())
def test_a_new_link_has_its_place(body: str, wanted: str) -> None:
    document = parse(f"## Navigation by Category\n\n{body}\n## DBT-001: x\n")
    assert document.navigation is not None
    assert wanted in inserted(document.navigation.categories[0], document.source.text)


def test_no_navigation_is_none() -> None:
    document = parse("## DBT-001: x\n")
    assert document.navigation is None
    assert document.cross_references is None


def index_of(body: str) -> tuple[CrossReferenceIndex, str]:
    document = parse(f"## DBT-001: x\n\n## Cross-Reference Index\n\n{body}")
    assert document.cross_references is not None
    return document.cross_references, document.source.text


def test_the_index_of_a_full_document() -> None:
    document = parse_document(read("library"))
    index = document.cross_references
    assert index is not None
    first, second = index.lists
    assert (first.title, second.title) == ("Tables by API Access", "Tables by User Journey")
    (line,) = first.lines
    assert (line.id, line.verb) == ("API-045", "accesses")
    assert line.targets == (("DBT-001", "RW"), ("DBT-002", "R"))
    assert second.lines == ()
    text = document.source.text
    assert text[: second.insert_at].endswith("**Tables by User Journey**:\n")
    assert text[: first.insert_at].endswith("(R)\n")
    assert index.graph is not None
    assert index.graph.code.text == "DBT-001\n  └─→ DBT-002 (reader_id)\n"


def test_the_index_ends_at_the_break_above_the_footer() -> None:
    index, _ = index_of(
        "**Tables by Test**:\n- TEST-1 validates: DBT-001\n\n---\n\n- A-1 b: DBT-2\n"
    )
    assert len(index.lists) == 1
    assert [line.id for line in index.lists[0].lines] == ["TEST-1"]
    assert index.graph is None


def test_headings_may_label_the_lists() -> None:
    index, _ = index_of(
        "### Tables by API\n\n- [API-1](x#y) reads: [DBT-001](#a), DBT-002\n- note\n"
    )
    (found,) = index.lists
    assert found.title == "Tables by API"
    assert [line.targets for line in found.lines] == [(("DBT-001", ""), ("DBT-002", ""))]
