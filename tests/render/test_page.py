from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.numbering import IdRules
from sotsync.document.render.page import PageSettings, render_document
from sotsync.errors import DocumentError
from sotsync.migrations.read import read_migrations
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

FIRST = """
-- Everything about books.
create type public.source as enum ('bought', 'given');
create domain public.isbn as text check (value ~ '^[0-9]{10,13}$');
create table public.authors (id bigint generated always as identity primary key, name text);
comment on table public.authors is 'People | who write';
comment on column public.authors.name is 'As they sign `it`';
create table public.books (
  id uuid primary key default gen_random_uuid(),
  author_id bigint references public.authors (id) on delete set null,
  "Shelf" text not null default 'new|old',
  source public.source default 'bought',
  isbn public.isbn,
  number serial,
  pages integer check (pages > 0),
  thick boolean generated always as (pages > 500) stored,
  unique ("Shelf", number)
);
create index on public.books (lower("Shelf") desc) where pages is not null;
alter table public.books enable row level security, force row level security;
create policy "Readers' own" on public.books for select to authenticated using (pages > 1);
comment on policy "Readers' own" on public.books is 'Thin ones are kept back';
create function public.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamp before update on public.books for each row execute function public.stamp();
create trigger stamp before update on public.authors for each row execute function public.stamp();
alter table public.books disable trigger stamp;
create view public.thick_books as select id, pages from public.books where thick;
create materialized view public.counts as select count(*) as books from public.books;
create unique index counts_books on public.counts (books);
create table public.measurements (at date not null, value int) partition by range (at);
create table public.measurements_2026 partition of public.measurements
  for values from ('2026-01-01') to ('2027-01-01');
"""


def replayed(*texts: str) -> Replay:
    scripts = [
        Script(source=Source(f"db/2026010{index}_step.sql", text), version=f"2026010{index}")
        for index, text in enumerate(texts, 1)
    ]
    return replay(scripts, platform=SUPABASE)


def in_step(text: str, actual: Replay) -> None:
    document = parse_document(Source("SoT/SoT.ACTUAL_SCHEMA.md", text))
    assert [str(change) for change in diff_document(document, actual)] == []
    patch = plan_patch(document, actual)
    assert patch.changes == ()
    assert patch.apply() is patch.source


def test_a_new_document_is_in_step() -> None:
    actual = replayed(FIRST, "alter table public.books rename to volumes;")
    text = render_document(actual)
    in_step(text, actual)
    assert text.endswith("\n")
    assert "\r" not in text


def test_a_new_document_is_as_expected() -> None:
    expected = Path(__file__).parent / "library.md"
    assert render_document(replayed(FIRST)) == expected.read_text(encoding="utf-8")


def test_line_ends_of_windows_are_in_step_too() -> None:
    actual = replayed(FIRST)
    in_step(render_document(actual).replace("\n", "\r\n"), actual)


def test_the_sample_project_is_in_step() -> None:
    root = Path(__file__).parents[2] / "samples" / "shop"
    scripts = read_migrations(root / "supabase" / "migrations", root=root).scripts
    actual = replay(scripts, platform=SUPABASE)
    in_step(render_document(actual), actual)


def test_no_migrations_make_a_document_without_entries() -> None:
    text = render_document(replayed())
    assert "last_updated: YYYY-MM-DD" in text
    assert "(no foreign keys)" in text
    assert "## DBT-" not in text


def test_settings_are_followed() -> None:
    chosen = PageSettings(
        name="SCHEMA.md",
        prefix="TAB",
        owner="Data Team",
        dates={"db/one.sql": dt.date(2025, 3, 4)},
    )
    script = Script(source=Source("db/one.sql", "create table t (x int);"), version="one")
    text = render_document(replay([script]), chosen)
    assert "## TAB-101: T" in text
    assert "**Owner**: Data Team" in text
    assert "**Created**: 2025-03-04 (Migration: `one.sql`)" in text
    assert "last_updated: 2025-03-04" in text
    assert "*End of SCHEMA.md" in text


def test_a_migration_without_a_day_gives_no_date() -> None:
    script = Script(source=Source("one.sql", "create table t (x int);"), version="one")
    text = render_document(replay([script]))
    assert "**Created**: (Migration: `one.sql`)" in text
    assert "| `one.sql` | - | One | N/A |" in text
    assert "{Where the migration files are}" in text


def test_ids_beyond_a_range_get_a_category_of_their_own() -> None:
    actual = replayed("".join(f"create table t{number} (x int);" for number in range(101)))
    text = render_document(actual)
    assert "**More Tables** (DBT-501 to DBT-999):\n- [DBT-501](#dbt-501-t99) - T99\n" in text
    in_step(text, actual)


def test_a_schema_beyond_its_range_goes_on_in_others() -> None:
    actual = replayed("".join(f"create table t{number} (x int);" for number in range(700)))
    in_step(render_document(actual), actual)


def test_code_that_holds_a_fence_gets_a_longer_one() -> None:
    body = "begin\n-- ```sql\nreturn new; end"
    actual = replayed(
        f"create table t (x int); create function f() returns trigger language plpgsql as"
        f" $${body}$$; create trigger a before update on t execute function f();"
    )
    text = render_document(actual)
    assert "````sql" in text
    in_step(text, actual)


NAMES = st.text(st.sampled_from("abz_09'#-ÄλA"), min_size=1, max_size=12)
WORDS = st.text(st.sampled_from("ab \"'|`*[](){}#-Ä\n<>!.;$:"), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=NAMES, columns=st.lists(NAMES, min_size=1, max_size=4, unique=True), words=WORDS)
def test_any_names_and_words_are_in_step(table: str, columns: list[str], words: str) -> None:
    """Names and comments may hold whatever PostgreSQL allows; the document still states them."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in (table, *columns)]
    literal = "'" + words.replace("'", "''") + "'"
    actual = replayed(
        f"create table {quoted[0]} ({', '.join(f'{name} text' for name in quoted[1:])});"
        f"comment on column {quoted[0]}.{quoted[1]} is {literal};"
        f"create index on {quoted[0]} ({quoted[1]});"
        f"create policy {quoted[1]} on {quoted[0]} using ({quoted[1]} = {literal});"
    )
    in_step(render_document(actual), actual)


def test_more_tables_than_three_digits_name_is_an_error_until_four_are_allowed() -> None:
    actual = replayed("".join(f"create table t{number} (x int);" for number in range(1000)))
    with pytest.raises(DocumentError, match="no id is left"):
        render_document(actual)
    allowed = PageSettings(rules=IdRules(digits=4))
    text = render_document(actual, allowed)
    assert "**Further Tables** (DBT-1001 to DBT-9999):\n- [DBT-1001](#dbt-1001-" in text
    assert text.index("## DBT-999:") < text.index("## DBT-1001:")
    document = parse_document(Source("SoT.md", text))
    assert diff_document(document, actual) == ()


def test_four_digits_are_added_to_a_document_as_well() -> None:
    before = replayed("create table a (x int);")
    actual = replayed("create table a (x int);", "create table b (x int); create table c (x int);")
    text = render_document(before).replace(
        "{Which rules apply", "DBT-199 DBT-998 {Which rules apply"
    )
    options = PatchOptions(rules=IdRules(digits=4))
    source = plan_patch(parse_document(Source("SoT.md", text)), actual, options=options).apply()
    assert "**More Tables** (DBT-501 to DBT-999):\n- [DBT-999](#dbt-999-b) - B\n" in source.text
    assert "**Further Tables** (DBT-1001 to DBT-9999):\n- [DBT-1001]" in source.text
    assert source.text.index("## DBT-999:") < source.text.index("## DBT-1001:")


def test_who_updated_it_is_said_in_every_row() -> None:
    text = render_document(replayed("create table t (x int);"), PageSettings(updated_by="Bot | x"))
    assert "| Initial creation | Bot \\| x |" in text
