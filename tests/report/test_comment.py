"""The comment on a pull request: complete, within the host's limit, and safe with hostile text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.diff.changes import Altered, Subject
from sotsync.diff.effects import Effect, Sign
from sotsync.errors import InputError
from sotsync.report.comment import comment_mark, has_news, render_comment, render_trouble
from sotsync.report.effects_format import BranchEffects, render_effects_within
from sotsync.report.models import Report
from sotsync.text import Location

CLEAN = Report(document="SoT/schema.md", migrations="db", relations=3, files=7)
NOTHING = BranchEffects()
LIMIT = 65_536


def drifted(number: int, text: str = "text") -> Report:
    changes = tuple(
        Altered(
            code="D012",
            subject=Subject.COLUMN,
            object=f"public.t{each}.c",
            relation=f"public.t{each}",
            aspect="type",
            documented=text,
            actual="bytea",
            documented_at=(Location("SoT/schema.md", each + 1),),
        )
        for each in range(number)
    )
    return Report(document="SoT/schema.md", migrations="db", changes=changes)


def branch(number: int, text: str = "c") -> BranchEffects:
    effects = tuple(
        Effect(
            group=f"public.e{each:04}",
            subject="column",
            name=text,
            sign=Sign.DROPPED if each % 2 else Sign.ADDED,
            before=text,
            at=Location("db/2.sql", each + 1),
            is_breaking=bool(each % 2),
        )
        for each in range(number)
    )
    return BranchEffects(effects=effects, added=("db/2.sql",))


def test_drift_and_effects_stand_in_one_comment() -> None:
    text = render_comment(".", drifted(1), branch(2), limit=LIMIT)
    assert text.startswith(
        "<!-- sotsync: comment . -->\n### ❌ `SoT/schema.md` differs from `db`\n"
    )
    assert text.count("sotsync: report") == 0, "the mark of a report file is no part of it"
    assert "### 💥 What the migrations change\n" in text
    assert "2 changes of the schema, **1 breaking**. 1 new migration: `db/2.sql`.\n" in text
    assert text.index("`public.e0001`") < text.index("`public.e0000`"), "what breaks comes first"
    assert "| ➖ 💥 breaking | column `c` dropped | `c` | – | `2.sql:2` |" in text  # noqa: RUF001


def test_a_clean_request_is_green_and_short() -> None:
    text = render_comment("shop", CLEAN, NOTHING, limit=LIMIT)
    assert text == (
        "<!-- sotsync: comment shop -->\n### ✅ `SoT/schema.md` is in step with `db`\n\n"
        "3 tables and views, 7 migrations.\n"
    )
    assert not has_news(CLEAN, NOTHING)
    assert has_news(drifted(1), NOTHING)
    assert has_news(CLEAN, BranchEffects(removed=("db/1.sql",)))


def test_migrations_that_change_no_more_than_themselves_are_told() -> None:
    files = BranchEffects(
        added=tuple(f"db/{each}.sql" for each in range(12)),
        edited=("db/a.sql",),
        removed=("db/b.sql", "db/c.sql"),
        is_base_empty=True,
    )
    text = render_effects_within(files, LIMIT)
    assert "No change of the schema. 12 new migrations: `db/0.sql`," in text
    assert "`db/9.sql` and 2 more." in text
    assert "1 edited migration: `db/a.sql`. 2 removed migrations: `db/b.sql`, `db/c.sql`." in text
    assert "so everything is new" in text
    assert render_effects_within(NOTHING, LIMIT) == ""


def test_what_only_a_server_can_tell_is_called_uncertain() -> None:
    effect = Effect(
        group="public.t",
        subject="row-level security",
        sign=Sign.CHANGED,
        aspect="row-level security",
        before="no",
        after="yes",
        uncertain_at=Location("db/9.sql", 4),
    )
    text = render_effects_within(BranchEffects(effects=(effect,)), LIMIT)
    assert "| ✏️ | row-level security changed (uncertain, see `9.sql:4`) | `no` | `yes` |  |" in text


def test_migrations_that_share_a_name_are_told_apart_by_their_folder() -> None:
    place = Location("prisma/migrations/2026_a/migration.sql", 4)
    effect = Effect(group="t", subject="table", sign=Sign.ADDED, at=place)
    assert "`2026_a/migration.sql:4`" in render_effects_within(
        BranchEffects(effects=(effect,)), LIMIT
    )


def test_a_table_of_very_many_changes_shows_the_first_ones() -> None:
    effects = tuple(
        Effect(group="public.t", subject="column", name=f"c{each:03}", sign=Sign.ADDED)
        for each in range(100)
    )
    text = render_effects_within(BranchEffects(effects=effects), LIMIT)
    assert text.count("➕") == 40  # noqa: RUF001 - the sign itself
    assert "_60 more changes of it._" in text


@pytest.mark.parametrize("limit", [4_000, 20_000, LIMIT])
@pytest.mark.parametrize("changes", [0, 1, 1_000])
@pytest.mark.parametrize("effects", [0, 1, 1_000])
def test_the_comment_stays_within_the_limit(limit: int, changes: int, effects: int) -> None:
    text = render_comment("shop", drifted(changes), branch(effects), limit=limit)
    assert len(text) <= limit
    if changes == effects == 1_000:
        assert len(text) > limit * 0.9, "the room is used"
        assert "places are not listed here" in text
        assert "changes are not listed here" in text
    assert text == render_comment("shop", drifted(changes), branch(effects), limit=limit)


HOSTILE = [
    "-->",
    "--> @everyone",
    "a\nb",
    "a|b",
    "`",
    "``x``",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "\x1b[31m",
    "\u202egnp",
    "::error::x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_migration_becomes_markup(text: str) -> None:
    check_is_harmless(text)


@given(st.text(max_size=40))
def test_no_text_at_all_becomes_markup(text: str) -> None:
    check_is_harmless(text)


def check_is_harmless(text: str) -> None:
    """The hostile text stands nowhere but in code spans, cells and the hidden mark."""
    effect = Effect(
        group=f"public.{text}",
        subject="column",
        name=text or "c",
        sign=Sign.CHANGED,
        aspect="type",
        before=text,
        after=text,
        at=Location(f"db/{text}.sql", 3),
        uncertain_at=Location(f"db/{text}.sql", 4),
    )
    found = BranchEffects(effects=(effect,), added=(f"db/{text}.sql",), edited=(text,))
    rendered = render_comment(text, CLEAN, found, limit=LIMIT)
    lines = rendered.split("\n")
    assert re.fullmatch(r"<!-- sotsync: comment [\w%/.~-]* -->", lines[0], re.ASCII)
    tokens = MarkdownIt("commonmark").enable("table").parse(rendered)
    kinds = {token.type for token in tokens}
    inner = {child.type for token in tokens for child in token.children or ()}
    assert "image" not in inner
    assert "link_open" not in inner
    assert not any(token.type == "html_block" for token in tokens[1:])
    assert not {kind for kind in kinds if kind.startswith(("fence", "blockquote"))}
    html = {c.content for t in tokens for c in t.children or () if c.type == "html_inline"}
    assert html <= {"<br>"}
    assert sum(token.type == "tr_open" for token in tokens) == 2
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 5
    plain = "".join(c.content for t in tokens for c in t.children or () if c.type != "code_inline")
    assert "@" not in plain


def test_trouble_is_told_instead_of_an_old_green() -> None:
    error = InputError("it is @not UTF-8", location=Location("db/1.sql", 3), hint="save it again")
    assert render_trouble("shop", error) == (
        "<!-- sotsync: comment shop -->\n"
        "### ❌ sotsync could not tell whether the document is right\n\n"
        "`db/1.sql:3:1`: it is \\@\u200bnot UTF-8.\n\nsave it again.\n"
    )
    assert comment_mark("a-->b") == "<!-- sotsync: comment a--%3Eb -->"
