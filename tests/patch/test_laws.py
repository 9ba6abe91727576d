"""The laws of synchronising, on histories and documents that nobody made up by hand."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

BASE = """
create type mood as enum ('calm', 'cross');
create function touch() returns trigger language plpgsql as 'begin return new; end';
create table people (id bigint primary key, name text not null, mood mood default 'calm');
create table pets (
  id uuid primary key default gen_random_uuid(), owner_id bigint references people (id),
  name text, weight numeric(5, 2) check (weight > 0)
);
create index pets_name on pets (name);
alter table people enable row level security;
create policy looking on people for select using (true);
create policy writing on people for insert with check (name <> '');
create trigger touch before update on people for each row execute function touch();
create view heavy_pets as select id, weight from pets where weight > 50;
"""

STEPS = (
    "alter table people add column born date;",
    "alter table people add column born date not null default now();",
    "alter table people drop column mood;",
    "alter table people rename column name to full_name;",
    "alter table people rename to persons;",
    "alter table persons rename to folk;",
    "alter table pets rename column name to nickname;",
    "alter table pets alter column weight type bigint using weight::bigint;",
    "alter table pets alter column name set not null, alter column name set default 'Rex';",
    "alter table pets drop constraint pets_owner_id_fkey;",
    "alter table pets add constraint one_name unique (name);",
    "alter table pets drop column weight cascade;",
    "drop table pets cascade;",
    "drop table people cascade;",
    "drop view heavy_pets;",
    "create table pets (id int primary key, colour text);",
    "create table toys (pet uuid references pets (id), label text default 'x|y');",
    "create table walks (pet uuid references pets, who int, primary key (pet, who));",
    "create materialized view pet_names as select name from pets;",
    "create index on pets (lower(name)) where weight is not null;",
    "drop index pets_name;",
    "alter index pets_name rename to pets_by_name;",
    "alter policy looking on people using (id > 0);",
    "alter policy looking on people rename to peeping;",
    "drop policy writing on people;",
    "create policy changing on people for update to authenticated using (name = 'me');",
    "alter table people disable row level security;",
    "alter table pets enable row level security, force row level security;",
    "drop trigger touch on people;",
    "create trigger touch before insert on pets for each row execute function touch();",
    "alter table people disable trigger touch;",
    "create or replace function touch() returns trigger language plpgsql as 'begin end';",
    "alter function touch() rename to stamp;",
    "alter type mood add value 'sad' before 'cross';",
    "alter type mood rename to temper;",
    "comment on table people is 'Who lives here';",
    "comment on column pets.name is 'What it | they answer to';",
    "comment on policy looking on people is 'Everybody';",
    "create schema zoo; alter table pets set schema zoo;",
)
HISTORIES = st.lists(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4), max_size=5)
EMPTY_CELLS = re.compile(r" - \| - \|$", re.MULTILINE)
BREAKS = st.sampled_from(["\n", "\r\n"])


def replayed(texts: list[str]) -> Replay:
    """The replay of one file a text; statements that a server would reject are left out by it."""
    scripts = [
        Script(
            source=Source(f"supabase/migrations/202601{index:02d}000000_step.sql", text),
            version=f"202601{index:02d}000000",
            is_transactional=False,
        )
        for index, text in enumerate(texts, 1)
    ]
    return replay(scripts, platform=SUPABASE)


def with_words(text: str) -> tuple[str, list[str]]:
    """The document with a person's words in every empty pair of cells, and those words."""
    words: list[str] = []

    def write(_match: re.Match[str]) -> str:
        number = len(words) // 2
        words.extend((f"told by Ada {number} \\| twice", f"`seen {number}`"))
        return f" {words[-2]} | {words[-1]} |"

    text = EMPTY_CELLS.sub(write, text)
    text = text.replace("{Which need of the business it serves}", "Because Ada asked")
    return text, [*words, *(["Because Ada asked"] if "Because Ada asked" in text else [])]


def synchronised(text: str, actual: Replay) -> str:
    return plan_patch(parse_document(Source("SoT.md", text)), actual).apply().text


@settings(max_examples=25, deadline=None)
@given(histories=HISTORIES, newline=BREAKS)
def test_a_document_follows_its_migrations(histories: list[list[str]], newline: str) -> None:
    """After each migration one synchronisation brings the document in step and keeps all words.

    In step means that ``diff`` finds nothing; and whether it finds anything before is whether the
    patch has edits. (The proof inside ``apply`` adds that twice is once.)
    """
    files = [BASE]
    text, words = with_words(render_document(replayed(files)))
    text = text.replace("\n", newline)
    for steps in histories:
        files.append("\n".join(steps))
        actual = replayed(files)
        document = parse_document(Source("SoT.md", text))
        patch = plan_patch(document, actual)
        assert bool(patch.edits) == bool(diff_document(document, actual))
        text = patch.apply().text
        left = diff_document(parse_document(Source("SoT.md", text)), actual)
        assert [str(change) for change in left] == []
    assert [word for word in words if word not in text] == []
    assert text.count("\n") == text.count(newline)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=8))
def test_step_by_step_or_at_once_states_the_same(steps: list[str]) -> None:
    """Synchronising after every migration or only after the last gives the same facts."""
    files = [BASE]
    text = render_document(replayed(files))
    by_steps = text
    for step in steps:
        files.append(step)
        by_steps = synchronised(by_steps, replayed(files))
    actual = replayed(files)
    at_once = synchronised(text, actual)
    for result in (by_steps, at_once):
        assert diff_document(parse_document(Source("SoT.md", result)), actual) == ()


MANGLING = st.tuples(
    st.sampled_from(["cut", "double", "shorten", "quote", "indent", "add", "unmark", "swap"]),
    st.integers(0, 10_000),
    st.integers(1, 8),
)


def mangled(text: str, how: list[tuple[str, int, int]]) -> str:
    """The document after some accidents to its lines."""
    lines = text.split("\n")
    for accident, place, size in how:
        index = place % len(lines)
        line = lines[index]
        changed = {
            "cut": lines[index + size : index + size],
            "double": [*lines[index : index + size], *lines[index : index + size]],
            "shorten": [line[: len(line) // 2]],
            "quote": [f"> {line}"],
            "indent": [f"  {line}"],
            "add": [f"{line} some words"],
            "unmark": [line.replace("`", "")],
            "swap": lines[index : index + 2][::-1],
        }[accident]
        whole = {"cut": size, "double": size, "swap": 2}.get(accident, 1)
        lines[index : index + whole] = changed or [""]
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(how=st.lists(MANGLING, min_size=1, max_size=5), steps=st.lists(st.sampled_from(STEPS)))
def test_a_damaged_document_is_written_safely_or_not_at_all(
    how: list[tuple[str, int, int]], steps: list[str]
) -> None:
    """Whatever happened to the text, a plan keeps its own promises."""
    text = mangled(with_words(render_document(replayed([BASE])))[0], how)
    actual = replayed([BASE, *steps[:3]])
    synchronised(text, actual)


def test_a_copy_of_the_template_stays_as_it_is() -> None:
    """Every entry of it is a placeholder, so that there is nothing to bring in step."""
    fixture = Path(__file__).parents[1] / "document" / "fixtures" / "template.md"
    text = fixture.read_bytes().decode()
    for kind in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text.rstrip()):
        assert synchronised(kind, replayed([])) == kind


def test_entries_of_the_template_stay_beside_new_ones() -> None:
    fixture = Path(__file__).parents[1] / "document" / "fixtures" / "template.md"
    text = fixture.read_bytes().decode()
    entry = text[text.index("## DBT-001") : text.index("## DBT-002")]
    result = synchronised(text, replayed([BASE]))
    assert entry in result
    assert "CREATE TABLE public.people" in result
    assert diff_document(parse_document(Source("SoT.md", result)), replayed([BASE])) == ()
