"""GitHub's anchors."""

from __future__ import annotations

import pytest

from sotsync.document.slugs import heading_slug, unique_slugs

CASES = {
    "DBT-001: Table Name": "dbt-001-table-name",
    "DBT-001: `order_items`": "dbt-001-order_items",
    "DBT-001 | Item": "dbt-001--item",
    "DBT-XXX: {Deprecated Table Name} [DEPRECATED]": "dbt-xxx-deprecated-table-name-deprecated",
    "Indexes & Performance": "indexes--performance",
    "A &amp; B": "a--b",
    "Two  spaces": "two--spaces",
    "DBT-001 — Users": "dbt-001--users",
    "[Link](https://x.y) here": "link-here",
    "_Emphasis_ and **strength**": "emphasis-and-strength",
    "snake_case": "snake_case",
    "`_code_`": "_code_",
    "<a id='x'></a>Tag": "tag",
    "Überblick 表 e\u0301²": "überblick-表-e\u0301",
    "": "",
}


@pytest.mark.parametrize(("text", "slug"), CASES.items())
def test_a_heading_gets_its_anchor(text: str, slug: str) -> None:
    assert heading_slug(text) == slug


def test_repeated_headings_get_numbers() -> None:
    assert unique_slugs(["a", "A", "a-1", "a", "b"]) == ("a", "a-1", "a-1-1", "a-2", "b")
