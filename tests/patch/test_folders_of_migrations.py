"""Migrations with a folder each, as Prisma and Diesel have them, are cited below the one of all."""

from __future__ import annotations

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.history import folder_cited
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

NOTE = "> **Auto-Generated from Migration**: "


def replayed(name: str, *scripts: str) -> Replay:
    """The schema after migrations, each ``name`` of a folder of its own."""
    return replay(
        Script(
            source=Source(f"prisma/migrations/2026010{number}_x/{name}", sql),
            version=f"2026010{number}_x",
        )
        for number, sql in enumerate(scripts, 1)
    )


@pytest.mark.parametrize("name", ["migration.sql", "up.sql"])
@pytest.mark.parametrize("folder", ["migrations/", "prisma/migrations/", "./db/"])
def test_the_folder_of_one_migration_is_not_taken_for_that_of_all(name: str, folder: str) -> None:
    files = ("create table orders (id int);", "alter table orders add column note text;")
    text = render_document(replayed(name, files[0]))
    assert f"{NOTE}`migrations/20260101_x/{name}`\n" in text
    assert "see:\n- `prisma/migrations/`\n" in text
    text = text.replace("`migrations/", f"`{folder}")
    actual = replayed(name, *files)
    after = plan_patch(parse_document(Source("SoT.md", text)), actual).apply().text
    assert f"{NOTE}`{folder}20260101_x/{name}`, `{folder}20260102_x/{name}`\n" in after
    assert diff_document(parse_document(Source("SoT.md", after)), actual) == ()


@pytest.mark.parametrize(
    ("cited", "folder"),
    [
        ("migrations/1_a.sql", "migrations/"),
        ("supabase/migrations/1_a.sql", "supabase/migrations/"),
        ("migrations/1_a/migration.sql", "migrations/"),
        ("migrations/gone/up.sql", "migrations/"),
        ("1_a/migration.sql", None),
        ("1_a.sql", None),
    ],
)
def test_what_a_document_cites_is_below_a_folder(cited: str, folder: str | None) -> None:
    assert folder_cited(cited, ["1_a.sql", "1_a/migration.sql"]) == folder
