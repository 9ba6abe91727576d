"""Which entry describes which table."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.mapping import EntryMapping, humanise, map_entries, stated_table
from sotsync.document.parse import parse_document
from tests.document.fixtures import entry_text, parse, read

FENCE = "### Schema Definition\n\n```sql\n{}\n```\n"

STATED = {
    "a comment": ("<!-- sotsync: table=public.orders -->", ["public.orders"]),
    "a comment before the DDL": (
        "<!-- sotsync: table=public.orders -->\n" + FENCE.format("CREATE TABLE x ();"),
        ["public.orders"],
    ),
    "a comment without a schema": ("<!--sotsync:table=orders-->", ["public.orders"]),
    "a table": (FENCE.format("CREATE TABLE app.orders (id int);"), ["app.orders"]),
    "a table that may be there": (FENCE.format("create table if not exists A.B ();"), ["a.b"]),
    "quoted names": (FENCE.format('CREATE TABLE "App"."my table" ();'), ['"App"."my table"']),
    "a quoted name with a dot": (FENCE.format('CREATE TABLE app . "1. x" ();'), ['app."1. x"']),
    "a view": (FENCE.format("CREATE OR REPLACE VIEW v AS SELECT 1;"), ["public.v"]),
    "a recursive view": (FENCE.format("CREATE RECURSIVE VIEW v (a) AS SELECT 1;"), ["public.v"]),
    "a materialized view": (FENCE.format("CREATE MATERIALIZED VIEW v AS SELECT 1"), ["public.v"]),
    "an unlogged table": (FENCE.format("CREATE UNLOGGED TABLE u ();"), ["public.u"]),
    "a table and its partitions": (
        FENCE.format("CREATE TABLE a (x int) PARTITION BY LIST (x);CREATE TABLE b PARTITION OF a"),
        ["public.a"],
    ),
    "a table in a comment": (
        FENCE.format("-- CREATE TABLE old ();\nCREATE TABLE a ();"),
        ["public.a"],
    ),
    "a table in a constant": (
        FENCE.format("COMMENT ON TABLE b IS 'CREATE TABLE c'; CREATE TABLE b ();"),
        ["public.b"],
    ),
    "a table in a body": (
        FENCE.format("DO $x$ CREATE TABLE c () $x$; CREATE TABLE b ()"),
        ["public.b"],
    ),
    "several tables": (
        FENCE.format("CREATE TABLE a (); CREATE TABLE b (); CREATE TABLE a ();"),
        ["public.a", "public.b"],
    ),
    "a Table line": ("**Table**: `app.orders` (main)", ["app.orders"]),
    "a Table line to be filled in": ("**Table**: {table_name}", []),
    "a Table line of words": ("**Table**: 2 tables", []),
    "the schema of the metadata": (
        "**Schema**: `app`\n\n" + FENCE.format("CREATE TABLE orders ();"),
        ["app.orders"],
    ),
    "a choice of schemas": (
        "**Schema**: `app` | `public`\n\n" + FENCE.format("CREATE TABLE orders ();"),
        ["public.orders"],
    ),
    "nothing": ("text", []),
}


@pytest.mark.parametrize(("body", "keys"), STATED.values(), ids=STATED.keys())
def test_an_entry_states_its_table(body: str, keys: list[str]) -> None:
    (entry,) = parse(entry_text(body=body)).entries
    assert [table.key for table in stated_table(entry)] == keys


def mapped(mapping: EntryMapping) -> Mapping[str, str]:
    return {key: entry.id for key, entry in mapping.entries.items()}


TITLES: dict[str, tuple[str, list[str], str | None]] = {
    "plural and underscore": ("Tea Tastes", ["public.tea_taste"], "public.tea_taste"),
    "code": ("`order_items`", ["public.order_items", "public.orders"], "public.order_items"),
    "camel case": ("OrderItems", ["public.order_items"], "public.order_items"),
    "words in parentheses": ("Cards (formerly tickets)", ["public.cards"], "public.cards"),
    "the word table": ("Users Table", ["auth.users"], "auth.users"),
    "the schema": ("auth.users", ["auth.users", "public.users"], "auth.users"),
    "categories": ("Category", ["public.categories"], "public.categories"),
    "addresses": ("Address", ["public.addresses"], "public.addresses"),
    "two schemas": ("Users", ["auth.users", "public.users"], None),
    "nothing fits": ("Ideas", ["public.users"], None),
}  # fmt: skip


@pytest.mark.parametrize(("title", "keys", "wanted"), TITLES.values(), ids=TITLES.keys())
def test_a_title_finds_its_table_only_where_one_fits(
    title: str, keys: list[str], wanted: str | None
) -> None:
    mapping = map_entries(parse(f"## DBT-001: {title}\n"), keys)
    assert list(mapping.entries) == ([wanted] if wanted else [])
    assert len(mapping.findings) == (0 if wanted else 1)


def test_a_name_without_schema_finds_the_only_table_of_that_name() -> None:
    document = parse(entry_text(body=FENCE.format("CREATE TABLE orders ();")))
    assert mapped(map_entries(document, ["app.orders"])) == {"app.orders": "DBT-001"}
    assert mapped(map_entries(document, ["app.orders", "b.orders"])) == {"public.orders": "DBT-001"}
    exact = parse(entry_text(body=FENCE.format("CREATE TABLE public.orders ();")))
    assert mapped(map_entries(exact, ["app.orders"])) == {"public.orders": "DBT-001"}


def test_an_entry_follows_a_rename() -> None:
    document = parse(entry_text(body=FENCE.format("CREATE TABLE public.orders ();")))
    mapping = map_entries(document, ["public.sales"], {"public.orders": "public.sales"})
    assert mapped(mapping) == {"public.sales": "DBT-001"}
    mapping = map_entries(document, ["public.orders"], {"public.orders": "public.sales"})
    assert mapped(mapping) == {"public.orders": "DBT-001"}


def test_two_entries_of_one_table_are_both_left_alone() -> None:
    body = FENCE.format("CREATE TABLE a ();")
    document = parse(f"## DBT-001: A\n{body}\n## DBT-002: B\n{body}\n## DBT-003: C\n")
    mapping = map_entries(document, ["public.a", "public.c"])
    assert mapped(mapping) == {"public.c": "DBT-003"}
    assert [entry.id for entry in mapping.ambiguous] == ["DBT-001", "DBT-002"]
    assert [finding.code for finding in mapping.findings] == ["D145", "D145"]
    assert mapping.findings[0].message == "DBT-001 and DBT-002 both describe public.a"
    assert mapping.key_of(document.entries[0]) is None
    assert mapping.key_of(document.entries[2]) == "public.c"


def test_an_entry_of_several_tables_is_left_alone() -> None:
    document = parse(entry_text(body=FENCE.format("CREATE TABLE a (); CREATE TABLE b ();")))
    mapping = map_entries(document, ["public.a"])
    assert [finding.code for finding in mapping.findings] == ["D146"]
    assert [entry.id for entry in mapping.ambiguous] == ["DBT-001"]


def test_a_title_does_not_take_a_table_that_another_entry_states() -> None:
    body = FENCE.format("CREATE TABLE users ();")
    document = parse(f"## DBT-001: Users\n\n## DBT-002: Accounts\n{body}")
    mapping = map_entries(document, ["public.users"])
    assert mapped(mapping) == {"public.users": "DBT-002"}
    assert [entry.id for entry in mapping.unmapped] == ["DBT-001"]
    assert [finding.code for finding in mapping.findings] == ["D003"]


def test_two_titles_of_one_table_are_both_left_alone() -> None:
    mapping = map_entries(parse("## DBT-001: User\n## DBT-002: Users\n"), ["public.users"])
    assert [entry.id for entry in mapping.ambiguous] == ["DBT-001", "DBT-002"]


def test_templates_and_deprecated_entries_are_left_out() -> None:
    mapping = map_entries(parse_document(read("template")), ["public.table_name"])
    assert mapping == EntryMapping(entries={})
    library = map_entries(parse_document(read("library")), ["public.readers", "public.cards"])
    assert mapped(library) == {
        "public.readers": "DBT-001",
        "lending.loans": "DBT-002",
        "public.open_loans": "DBT-301",
    }


@given(st.from_regex(r"[a-z]{2,6}(_[a-z]{2,6}){0,2}", fullmatch=True))
def test_a_name_and_its_title_are_the_same_words(name: str) -> None:
    title = " ".join(word.capitalize() for word in name.split("_"))
    assert humanise(name) == humanise(title) == humanise(f"`{name}`")


TAGS = {"public.orders": "DBT-001", "public.users": "DBT-002"}


def test_a_tag_in_a_migration_says_more_than_a_title() -> None:
    document = parse("## DBT-001: What people buy\n\n## DBT-002: Orders\n")
    mapping = map_entries(document, ["public.orders", "public.users"], None, TAGS)
    assert mapped(mapping) == {"public.orders": "DBT-001", "public.users": "DBT-002"}


def test_a_tag_says_less_than_the_entry_itself() -> None:
    body = FENCE.format("CREATE TABLE orders ();")
    document = parse(f"## DBT-001: Sales\n\n## DBT-002: Orders\n{body}")
    mapping = map_entries(document, ["public.orders", "public.sales"], None, TAGS)
    assert mapped(mapping) == {"public.orders": "DBT-002", "public.sales": "DBT-001"}


def test_a_tag_of_two_entries_says_nothing() -> None:
    document = parse("## DBT-001: One\n\n## DBT-001: Two\n")
    mapping = map_entries(document, ["public.orders"], None, TAGS)
    assert mapped(mapping) == {}
    assert [entry.id for entry in mapping.unmapped] == ["DBT-001", "DBT-001"]


def test_a_tag_of_a_table_that_is_gone_leads_to_it_still() -> None:
    mapping = map_entries(parse("## DBT-001: Sales\n"), [], None, TAGS)
    assert mapped(mapping) == {"public.orders": "DBT-001"}


@pytest.mark.parametrize(
    "title", ["Buyers (formerly users)", "Accounts (was `users`)", "Old (previously Users)"]
)
def test_a_former_name_in_a_title_leads_to_the_table(title: str) -> None:
    mapping = map_entries(parse(f"## DBT-001: {title}\n"), ["public.users", "public.other"])
    assert mapped(mapping) == {"public.users": "DBT-001"}
    mapping = map_entries(
        parse(f"## DBT-001: {title}\n"), ["public.people"], {"public.users": "public.people"}
    )
    assert mapped(mapping) == {"public.people": "DBT-001"}


def test_the_name_before_the_parentheses_comes_first() -> None:
    keys = ["public.users", "public.accounts"]
    mapping = map_entries(parse("## DBT-001: Accounts (formerly users)\n"), keys)
    assert mapped(mapping) == {"public.accounts": "DBT-001"}
