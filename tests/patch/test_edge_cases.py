"""What becomes of a document in the corners of PostgreSQL: told, repaired, and in step afterwards.

Every case starts from a new document, lets one more migration happen, and says what is told, what
the entries are called then, and what the text says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.hyperlinks import read_links
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay
from sotsync.text import Source
from tests.patch.test_laws import BASE, STEPS, replayed

TENANTS = "create table tenants (id uuid primary key, name text);"
HISTORIES = re.compile(r"D09\d")


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was there before, what happens then, and what comes of it.

    ``told`` leaves histories out; ``entries`` are those afterwards, ``shown`` is in the text then
    and ``hidden`` is not.
    """

    before: str = TENANTS
    then: str
    told: tuple[str, ...] = ()
    entries: tuple[str, ...] = ("DBT-001: Tenants",)
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


CASES = {
    "a name of one letter, which the id has as well, is renamed": Case(
        before="create table t (id int); create table other (id int);",
        then="alter table t rename to u;",
        told=("D006",),
        entries=("DBT-101: U", "DBT-102: Other"),
        shown=("- [DBT-101](#dbt-101-u) - U\n",),
    ),
    "dropped and made again in one file is the same table": Case(
        then="drop table if exists tenants; create table tenants (id uuid primary key, city text);",
        told=("D010", "D011"),
        shown=("| `city` |", "Created anew"),
        hidden=("[DEPRECATED]",),
    ),
    "a dropped table is not the one that had its name before": Case(
        before="create table boats (id int); alter table boats rename to ships;"
        "create table boats (oars int);",
        then="drop table boats;",
        told=("D002", "D070"),
        entries=("DBT-101: Ships", "DBT-102: Boats"),
        shown=("CREATE TABLE public.ships", "### DBT-102: Boats [DEPRECATED]"),
    ),
    "IF NOT EXISTS on a table that exists does nothing": Case(
        then="create table if not exists tenants (id int, other text);"
        "alter table if exists nobody add column a int;",
        hidden=("other", "nobody"),
    ),
    "a new value of an enum changes the SQL alone": Case(
        before="create type mood as enum ('calm'); create table people (id int, mood mood);",
        then="alter type mood add value 'cross';",
        told=("D032",),
        entries=("DBT-101: People",),
        shown=("CREATE TYPE public.mood AS ENUM ('calm', 'cross');", "| `mood` | mood |"),
    ),
    "a child that inherits has an entry and leaves its parent's alone": Case(
        then="create table guests (day date) inherits (tenants);",
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-101: Guests"),
        shown=("INHERITS (public.tenants)", "| 1.0 | 2026-01-02 |"),
        hidden=("| 1.1 |",),
    ),
    "copies are tables like any other": Case(
        then="create table copy (like tenants including all);"
        "create table taken as select id, name from tenants;",
        told=("D001", "D001"),
        entries=("DBT-001: Tenants", "DBT-101: Copy", "DBT-102: Taken"),
        shown=("`copy_pkey`",),
        hidden=("| 1.1 |",),
    ),
    "a materialized view has indexes": Case(
        then="create materialized view names as select id, name from tenants;"
        "create unique index names_id on names (id);",
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-301: Names"),
        shown=("CREATE MATERIALIZED VIEW public.names", "| `names_id` | `id` |"),
    ),
    "tables of the platform have no entries": Case(
        then="create policy reading on storage.objects for select using (true);"
        "create function greet() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger greet after insert on auth.users for each row execute function greet();",
        hidden=("storage.objects", "auth.users"),
    ),
    "one name in two schemas is two tables": Case(
        then="create schema shop; create table shop.tenants (id int);",
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-002: Tenants"),
        shown=("CREATE TABLE public.tenants", "CREATE TABLE shop.tenants", "(#dbt-002-tenants)"),
    ),
    "names in mixed case are quoted where SQL needs it": Case(
        then='create table "Guest List" ("Full Name" text, "order" int);',
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-101: Guest List"),
        shown=('CREATE TABLE public."Guest List"', '"Full Name" TEXT', '"order" INTEGER'),
    ),
    "serials, identities and generated columns are told apart": Case(
        then="create table bills (a serial, b int generated always as identity,"
        " c int generated by default as identity, d int generated always as (b * 2) stored);",
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-101: Bills"),
        shown=(
            "a SERIAL",
            "b INTEGER GENERATED ALWAYS AS IDENTITY",
            "c INTEGER GENERATED BY DEFAULT AS IDENTITY",
            "d INTEGER GENERATED ALWAYS AS (b * 2) STORED",
        ),
    ),
    "a serial that becomes an identity is told": Case(
        before="create table bills (id serial);",
        then="alter table bills alter column id drop default;"
        "drop sequence bills_id_seq;"
        "alter table bills alter column id add generated always as identity;",
        told=("D014", "D014"),
        entries=("DBT-101: Bills",),
        shown=("id INTEGER GENERATED ALWAYS AS IDENTITY",),
        hidden=("SERIAL",),
    ),
    "domains and arrays are types": Case(
        then="create domain email as text check (value <> '');"
        "alter table tenants add column mail email, add column tags text[];",
        told=("D010", "D010", "D030"),
        shown=("CREATE DOMAIN public.email AS TEXT", "| `mail` | email |", "| `tags` | TEXT[] |"),
    ),
    "the search path says which schema a table is made in": Case(
        then="create schema shop; set search_path = shop; create table goods (id int);",
        told=("D001",),
        entries=("DBT-001: Tenants", "DBT-101: Goods"),
        shown=("**Schema**: `shop`", "CREATE TABLE shop.goods"),
    ),
    "an alias of a type and another spelling of a default are no drift": Case(
        before="create table t (n int4 default (1), at timestamptz default now(), o jsonb"
        " default '{}'::jsonb, v varchar(5) default 'a'::text);",
        then="alter table t alter column n type integer, alter column at"
        " set default current_timestamp, alter column o set default '{}',"
        " alter column v set default ('a');",
        entries=("DBT-101: T",),
    ),
    "the last id of a range is followed by one beyond all ranges": Case(
        before="".join(f"create table thing_{number} (id int);" for number in range(1, 100)),
        then="create table one_more (id int);",
        told=("D001",),
        entries=(*(f"DBT-{100 + n}: Thing {n}" for n in range(1, 100)), "DBT-501: One More"),
        shown=("- [DBT-501](#dbt-501-one-more) - One More",),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_document_follows(case: Case) -> None:
    text = render_document(replayed([case.before]))
    actual = replayed([case.before, case.then])
    changes = diff_document(parsed(text), actual)
    told = [change.code for change in changes if not HISTORIES.fullmatch(change.code)]
    assert sorted(told) == sorted(case.told)
    after = synchronised(text, actual)
    assert [f"{one.id}: {one.title.text}" for one in parsed(after).entries] == [*case.entries]
    assert [words for words in case.shown if words not in after] == []
    assert [words for words in case.hidden if words in after] == []
    assert diff_document(parsed(after), actual) == ()


def parsed(text: str) -> Document:
    return parse_document(Source("SoT.md", text))


def synchronised(text: str, actual: Replay) -> str:
    return plan_patch(parsed(text), actual).apply().text


PLANTED = {
    "a column left out": ("| `mood` | mood | Yes | `'calm'` | - | - |\n", "", "D010"),
    "a column that is not there": (
        "| `owner_id` |",
        "| `died` | DATE | Yes | - | - | - |\n| `owner_id` |",
        "D011",
    ),
    "another type": ("| `weight` | NUMERIC(5,2) |", "| `weight` | INTEGER |", "D012"),
    "another nullability": ("| `name` | TEXT | No |", "| `name` | TEXT | Yes |", "D013"),
    "another default": ("| No | `gen_random_uuid()` |", "| No | `now()` |", "D014"),
    "an index left out": (
        "| `people_pkey` | `id` | B-tree | Primary key | Auto-created |\n",
        "",
        "D020",
    ),
    "an index on other columns": ("| `pets_name` | `name` |", "| `pets_name` | `weight` |", "D022"),
    "row-level security the other way": ("**RLS Enabled**: Yes", "**RLS Enabled**: No", "D040"),
    "another policy": ("USING (true)", "USING (false)", "D041"),
    "another trigger": ("BEFORE UPDATE ON", "AFTER UPDATE ON", "D050"),
    "another function": ("return new", "return old", "D051"),
    "a reference to another table": (
        "(`owner_id` → `id`)\n",
        "(`owner_id` → `name`)\n",
        "D060",
    ),
}
PLANTED_ON = [BASE, "create table clean (id int primary key, label text default 'x');"]


def test_the_kinds_of_drift_that_people_leave_are_all_found_and_nothing_else() -> None:
    """A dozen at once, and not a word about tables whose entries are right."""
    actual = replayed(PLANTED_ON)
    text = render_document(actual)
    for before, after, _ in PLANTED.values():
        assert before in text
        text = text.replace(before, after, 1)
    changes = diff_document(parsed(text), actual)
    assert {code for _, _, code in PLANTED.values()} == {change.code for change in changes}
    about = {change.relation for change in changes}
    assert about == {"public.people", "public.pets", "public.touch()"}
    assert diff_document(parsed(synchronised(text, actual)), actual) == ()


@pytest.mark.parametrize("name", PLANTED)
def test_each_kind_of_drift_is_told_by_its_code(name: str) -> None:
    before, after, code = PLANTED[name]
    actual = replayed(PLANTED_ON)
    text = render_document(actual)
    changes = diff_document(parsed(text.replace(before, after, 1)), actual)
    assert [change.code for change in changes] == [code]


def test_no_id_is_there_twice_and_every_link_leads_somewhere() -> None:
    """What other tools check of such a document holds after each of many migrations."""
    files = [BASE]
    text = render_document(replayed(files))
    for step in STEPS:
        files.append(step)
        text = synchronised(text, replayed(files))
        document = parsed(text)
        ids = [entry.id for entry in document.entries]
        assert len(ids) == len(set(ids))
        links = [one for one in read_links(document.source) if not one.file]
        anchors = {entry.heading.slug: entry.id for entry in document.entries}
        assert [one.span for one in links if anchors.get(one.slug or "") != one.id] == []
        cited = re.findall(r"(?<!\()\bDBT-\d{3}(?! to| ?\))", text)
        assert set(cited) <= set(ids)
