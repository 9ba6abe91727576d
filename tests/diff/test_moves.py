"""What moved to another schema is followed like what was renamed."""

from __future__ import annotations

from sotsync.diff.documents import diff_document
from sotsync.diff.renames import former_keys
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

BEFORE = """
create schema app;
create table public.draft (id integer primary key);
create type public.mood as enum ('fine');
create table public.people (feels public.mood);
"""
AFTER = """
alter table public.draft rename to drafts;
alter table public.drafts set schema app;
alter table app.drafts rename to plans;
alter type public.mood set schema app;
"""


def run(*texts: str) -> Replay:
    return replay(
        Script(source=Source(f"2026010{day}000000_x.sql", text), version=f"2026010{day}000000")
        for day, text in enumerate(texts, 1)
    )


def test_a_moved_table_is_documented_under_its_old_name() -> None:
    document = parse_document(Source("d.md", render_document(run(BEFORE))))
    changes = diff_document(document, run(BEFORE, AFTER))
    facts = [(c.code, c.object, c.documented) for c in changes if c.code < "D060"]
    assert facts == [
        ("D032", "app.mood", "public.mood"),
        ("D006", "app.plans", "public.draft"),
        ("D012", "public.people.feels", "public.mood"),
    ]


def test_former_keys_know_every_schema_that_a_name_may_have_stood_in() -> None:
    assert former_keys("app", ("draft", "public.drafts")) == (
        "public.draft",
        "app.draft",
        "public.drafts",
    )
    assert former_keys("app", ("draft",)) == ("app.draft",)
    assert former_keys("app", ()) == ()
