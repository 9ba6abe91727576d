"""Ids that are taken before a document defines them."""

from __future__ import annotations

import pytest

from sotsync.document.claims import IdClaims, read_claims, read_tags
from sotsync.replay.engine import replay
from sotsync.replay.script import Script
from sotsync.text import Source


def claims(*migrations: str, others: tuple[str, ...] = ()) -> IdClaims:
    scripts = [
        Script(source=Source(f"m/{place}_x.sql", text), version=str(place))
        for place, text in enumerate(migrations, 1)
    ]
    sources = [Source(f"SoT/{place}.md", text) for place, text in enumerate(others)]
    return read_claims("DBT", replay(scripts).schema, scripts, sources)


TABLES = (
    "create table products (id int); create table order_items (id int); create view v as select 1;"
)

TAGS = {
    "-- DBT-003\ncreate table a (id int);": {"public.a": "DBT-003"},
    "-- @implements DBT-003\n\ncreate type s as enum ('x');\ncreate table a (id int);": {
        "public.a": "DBT-003"
    },
    "/* DBT-003: what is sold */\ncreate table a (id int);": {"public.a": "DBT-003"},
    "-- @implements DBT-001, DBT-301\n\n-- DBT-001\ncreate table a (id int);\n"
    "-- DBT-301\ncreate view b as select 1;": {"public.a": "DBT-001", "public.b": "DBT-301"},
    "-- @implements DBT-001, DBT-002\ncreate table a (id int);\ncreate table b (id int);": {},
    "-- DBT-001\ncreate table a (id int);\n-- DBT-001\ncreate table b (id int);": {},
    "-- BR-DBT-001\ncreate table a (id int);": {},
    "-- API-001\ncreate table a (id int);": {},
    "create table a (id text default 'DBT-001');": {},
}


@pytest.mark.parametrize("sql", TAGS)
def test_a_tag_above_a_statement_says_whose_an_id_is(sql: str) -> None:
    assert dict(claims(sql).tables) == TAGS[sql]


def test_a_tag_follows_its_table_through_renames() -> None:
    found = claims("-- DBT-003\ncreate table a (id int);", "alter table a rename to b;")
    assert dict(found.tables) == {"public.b": "DBT-003"}


def test_a_table_that_is_made_again_has_its_new_tag() -> None:
    again = "drop table a;\n-- DBT-004\ncreate table a (id int);"
    found = claims("-- DBT-003\ncreate table a (id int);", again)
    assert dict(found.tables) == {"public.a": "DBT-004"}
    assert found.numbers == {3, 4}


TITLES = {
    "[DBT-003](SoT.ACTUAL_SCHEMA.md#dbt-003-products)": {"public.products": "DBT-003"},
    "- [DBT-003](SoT.ACTUAL_SCHEMA.md#dbt-003) - Products (Read/Write)": {
        "public.products": "DBT-003"
    },
    "DBT-104: Order Items": {"public.order_items": "DBT-104"},
    "| `DBT-104` | order_items | API-001 |": {"public.order_items": "DBT-104"},
    "[DBT-003](#dbt-003-products) and [DBT-004](#dbt-004-products)": {},
    "[DBT-003](#dbt-003-products) and [DBT-003](#dbt-003-order-items)": {},
    "DBT-003 - The products that are sold": {},
    "BR-DBT-003: Products": {},
}


@pytest.mark.parametrize("text", TITLES)
def test_other_documents_say_it_by_their_titles(text: str) -> None:
    assert dict(claims(TABLES, others=(text,)).tables) == TITLES[text]


def test_a_tag_is_surer_than_a_title() -> None:
    sql = "-- DBT-007\ncreate table products (id int);"
    assert claims(sql, others=("DBT-003: Products",)).tables == {"public.products": "DBT-007"}
    assert claims(sql, others=("DBT-007: Orders",)).tables == {"public.products": "DBT-007"}


def test_every_mention_takes_a_number_but_the_ends_of_a_range() -> None:
    text = "DBT-105 is gone.\n**Feature Tables** (DBT-101 to DBT-199)\nDBT-201 → DBT-210"
    found = claims("-- DBT-009\nselect 1;", others=(text,))
    assert found.numbers == {9, 105}


def test_tags_are_known_of_tables_that_are_gone() -> None:
    text = "-- DBT-003\ncreate table a (id int);\n-- DBT-004\ncreate table b (id int);"
    texts = (text, "drop table a;")
    scripts = [
        Script(source=Source(f"m/{place}_x.sql", one), version=str(place))
        for place, one in enumerate(texts, 1)
    ]
    tags = read_tags("DBT", replay(scripts), scripts)
    assert tags == {"public.a": "DBT-003", "public.b": "DBT-004"}
