"""The document's parts: entries, sections, profile, and what is odd about them."""

from __future__ import annotations

import pytest

from sotsync.document.models import Profile, SectionKind
from sotsync.document.outline import section_kind
from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError
from sotsync.text import Source
from tests.document.fixtures import entry_text, parse, read

HEADINGS = {
    "colon": ("## DBT-001: Users", "DBT-001", 1, "Users", False),
    "pipe": ("## DBT-001 | Item", "DBT-001", 1, "Item", False),
    "em dash": ("## DBT-001 — Users", "DBT-001", 1, "Users", False),
    "en dash": ("## DBT-001 \u2013 Users", "DBT-001", 1, "Users", False),
    "hyphen": ("# DBT-001 - Users", "DBT-001", 1, "Users", False),
    "no title": ("### DBT-001", "DBT-001", 1, "", False),
    "code in the title": ("## DBT-001: `order_items`", "DBT-001", 1, "`order_items`", False),
    "the id in code": ("## `DBT-001`: Users", "DBT-001", 1, "Users", False),
    "the id in bold": ("## **DBT-001**: Users ##", "DBT-001", 1, "Users", False),
    "a placeholder": ("## DBT-XXX: {Name}", "DBT-XXX", None, "{Name}", False),
    "a placeholder in braces": ("## DBT-{N}: x", "DBT-{N}", None, "x", False),
    "deprecated": ("## DBT-009: Old [DEPRECATED]", "DBT-009", 9, "Old", True),
    "superseded": ("## DBT-009: Old [SUPERSEDED]", "DBT-009", 9, "Old", True),
}


@pytest.mark.parametrize(
    ("heading", "identifier", "number", "title", "is_deprecated"),
    HEADINGS.values(),
    ids=HEADINGS.keys(),
)
def test_an_entry_heading_is_read(
    heading: str,
    identifier: str,
    number: int | None,
    title: str,
    is_deprecated: bool,  # noqa: FBT001
) -> None:
    (entry,) = parse(f"---\nid_prefix: DBT-XXX\n---\n{heading}\n\ntext\n").entries
    assert (entry.id, entry.number, entry.title.text) == (identifier, number, title)
    assert entry.is_deprecated == is_deprecated


@pytest.mark.parametrize(
    "heading",
    ["#### DBT-001: Users", "## API-001: List", "## DBT-001 and DBT-002", "## About DBT-001: x"],
)
def test_other_headings_are_no_entries(heading: str) -> None:
    assert parse(f"## DBT-100: Real\n\n{heading.replace('####', '##### x')}\n\n").entries[0].id


def test_the_prefix_is_read_from_the_front_matter() -> None:
    document = parse("---\nid_prefix: 'ENT-XXX'\n---\n## DBT-001: no\n## ENT-002: yes\n")
    assert document.id_prefix == "ENT"
    assert [entry.id for entry in document.entries] == ["ENT-002"]


def test_the_parts_of_the_template() -> None:
    document = parse_document(read("template"))
    assert document.profile == Profile.FULL
    assert [entry.id for entry in document.entries] == ["DBT-001", "DBT-002", "DBT-XXX"]
    assert [entry.is_deprecated for entry in document.entries] == [False, False, True]
    assert all(entry.is_template for entry in document.entries)
    assert [section.kind for section in document.sections] == [
        SectionKind.UNKNOWN,
        SectionKind.NAVIGATION,
        SectionKind.DEPRECATED_TABLES,
        SectionKind.CROSS_REFERENCE_INDEX,
        SectionKind.MAINTENANCE_PROTOCOL,
    ]
    assert SectionKind.UNKNOWN not in [s.kind for s in document.entries[0].sections]
    assert document.findings == ()


def test_the_parts_of_a_full_document() -> None:
    document = parse_document(read("library"))
    first, second, third, fourth = document.entries
    assert [e.id for e in document.entries] == ["DBT-001", "DBT-002", "DBT-301", "DBT-003"]
    assert [e.is_deprecated for e in document.entries] == [False, False, False, True]
    assert not any(entry.is_template for entry in document.entries)
    assert [s.heading.text.text for s in first.sections if s.kind == SectionKind.UNKNOWN] == [
        "Default Settings"
    ]
    slice_of = document.source.slice
    assert slice_of(first.introduction).startswith("\n**ID**: DBT-001  \n")
    assert document.source.text[first.content_end : first.span.end] == "\n---\n\n"
    assert [marker.text for marker in second.markers] == ["lending.loans"]
    assert third.heading.slug == "dbt-301--open-loans"
    assert fourth.sections == ()
    assert document.entry("DBT-002") is second
    assert document.entry("DBT-999") is None
    assert document.section(SectionKind.NAVIGATION) is not None
    assert document.section(SectionKind.BACKUP) is None
    assert first.section(SectionKind.FIELDS) is first.sections[2]
    assert second.section(SectionKind.FIELDS) is None


def test_the_parts_of_a_lean_document() -> None:
    document = parse_document(read("lean"))
    assert document.profile == Profile.LEAN
    assert document.front_matter is None
    crews, tenants = document.entries
    assert [section.kind for section in crews.sections] == [
        SectionKind.PURPOSE,
        SectionKind.FIELDS,
        SectionKind.KEY_INDEXES,
        SectionKind.RELATED_IDS,
        SectionKind.FOREIGN_KEYS,
    ]
    assert [section.kind for section in tenants.sections] == [SectionKind.UNKNOWN]


def test_a_document_without_sections_is_full_unless_its_title_says_otherwise() -> None:
    assert parse("# Schema\n## DBT-001: x\n").profile == Profile.FULL
    assert parse("# Data Model\n## DBT-001: x\n").profile == Profile.LEAN


def test_a_section_of_the_document_ends_an_entry_of_the_first_level() -> None:
    document = parse("# DBT-001: x\n\n## Purpose\n\n## Cross-Reference Index\n\n- a\n")
    (entry,) = document.entries
    assert [section.kind for section in entry.sections] == [SectionKind.PURPOSE]
    assert document.cross_references is not None


def test_entries_below_a_group_heading_belong_to_no_section() -> None:
    document = parse("## Core Tables\n\ntext\n\n### DBT-001: x\n\n#### Purpose\n\n### DBT-002: y\n")
    assert [entry.id for entry in document.entries] == ["DBT-001", "DBT-002"]
    assert [section.kind for section in document.entries[0].sections] == [SectionKind.PURPOSE]
    assert document.source.slice(document.sections[0].body) == "\ntext\n\n"


def test_deeper_headings_are_sections_only_where_they_are_known() -> None:
    text = entry_text(body="### One\n\n#### Two\n\n#### Version History\n\n### Three")
    (entry,) = parse(text).entries
    titles = [section.heading.text.text for section in entry.sections]
    assert titles == ["One", "Version History", "Three"]


CLOSINGS = {
    "blank lines": ("text\n\n\n", "\n\n\n"),
    "a break": ("text\n\n---\n\n", "\n---\n\n\n"),
    "several breaks": ("text\n\n---\n\n* * *", "\n---\n\n* * *\n"),
    "an underline": ("text\n---\n", "\n"),
    "nothing": ("text", ""),
    "a break below the heading": ("---", "---\n"),
}


@pytest.mark.parametrize(("body", "rest"), CLOSINGS.values(), ids=CLOSINGS.keys())
def test_what_closes_an_entry_is_none_of_its_text(body: str, rest: str) -> None:
    text = entry_text(body=body)
    (entry,) = parse(text).entries
    assert text[entry.content_end :].lstrip("\n") == rest.lstrip("\n")
    assert text[entry.content_end :].strip("\n") == rest.strip("\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Row-Level Security (RLS)", SectionKind.ROW_LEVEL_SECURITY),
        ("3. **Indexes** & Performance", SectionKind.INDEXES),
        ("🔑 Columns", SectionKind.FIELDS),
        ("Columns of interest", SectionKind.UNKNOWN),
        ("Key Indexes", SectionKind.KEY_INDEXES),
        ("Update Protocol", SectionKind.MAINTENANCE_PROTOCOL),
        ("", SectionKind.UNKNOWN),
    ],
)
def test_a_section_is_known_by_its_heading(text: str, kind: SectionKind) -> None:
    assert section_kind(text) == kind


def test_text_that_is_no_such_document_is_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(Source("README.md", "# Hello\n\n## DBT\n"))
    assert str(caught.value).startswith("README.md: this is no Source-of-Truth document")
    assert caught.value.hint is not None


def test_an_empty_document_with_a_prefix_is_one() -> None:
    assert parse("---\nid_prefix: DBT-XXX\n---\n").entries == ()


def codes(text: str) -> list[tuple[str, int]]:
    return [
        (finding.code, finding.document.line if finding.document else 0)
        for finding in parse(text).findings
    ]


ODD = {
    "an id twice": ("## DBT-001: a\n## DBT-002: b\n## DBT-001: c\n", [("D154", 3)]),
    "a placeholder twice": ("## DBT-XXX: a\n## DBT-XXX: c\n", []),
    "an entry inside an entry": ("## DBT-001: a\n### DBT-002: b\n", [("D141", 2)]),
    "no YAML": ("---\na: b: c\n---\n## DBT-001: a\n", [("D140", 2)]),
}


@pytest.mark.parametrize(("text", "wanted"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_reported(text: str, wanted: list[tuple[str, int]]) -> None:
    assert codes(text) == wanted
