"""Where sqitch.conf says that the plan and the scripts lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.errors import InputError
from sotsync.migrations.read import read_migrations

PLAN = "%syntax-version=1.0.0\n%project=shop\n\nusers 2024-01-01T10:00:00Z A <a@b.example> # x\n"


def _project(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("configuration", "folder", "plan", "script"),
    [
        ("[core]\n\tengine = pg\n", ".", "sqitch.plan", "deploy/users.sql"),
        ("[core]\n top_dir = db ; here\n", ".", "db/sqitch.plan", "db/deploy/users.sql"),
        ("[core]\n top_dir = db\n", "db", "db/sqitch.plan", "db/deploy/users.sql"),
        ("[core]\n top_dir = a/db\n", "a/db", "a/db/sqitch.plan", "a/db/deploy/users.sql"),
        (
            (
                '[core]\nengine = mysql\n# other\n[engine "pg"]\nplan_file = "pg/own.plan"\n'
                "deploy_dir = pg/up\nextension = psql.sql\n"
            ),
            "pg",
            "pg/own.plan",
            "pg/up/users.psql.sql",
        ),
    ],
)
def test_the_plan_is_found_where_it_is_said_to_lie(
    tmp_path: Path, configuration: str, folder: str, plan: str, script: str
) -> None:
    root = _project(tmp_path, {"sqitch.conf": configuration, plan: PLAN, script: "SELECT 1;"})
    migrations = read_migrations(root / folder, root=root)
    assert migrations.layout == "sqitch"
    assert [file.path for file in migrations.files] == [script]


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ("[core]\nengine = mysql\n", "sqitch.conf: states the engine mysql"),
        ("[core]\ntop_dir = elsewhere\n", "elsewhere/sqitch.plan, which lies outside"),
        ("\udcff", "sqitch.conf: is not UTF-8"),
    ],
)
def test_what_is_not_there_to_read_is_an_error(
    tmp_path: Path, configuration: str, message: str
) -> None:
    root = _project(tmp_path, {"db/sqitch.plan": PLAN, "db/deploy/users.sql": "SELECT 1;"})
    (root / "sqitch.conf").write_bytes(configuration.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        read_migrations(root / "db", root=root)
    assert message in f"{caught.value.location}: {caught.value}"
