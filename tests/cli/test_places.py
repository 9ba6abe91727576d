"""Entries that have no place: ``diff`` does not name a command that would leave them out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CASES = Path(__file__).parents[1] / "patch" / "cases"
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
CLOSE = "Close the code block or comment that is open above its place."


def hints(run: Run, *arguments: str) -> dict[str, tuple[str, bool]]:
    """What to do about each change, and whether a repair does it, by the object."""
    report = json.loads(run(*arguments, "--output", "json").stdout)
    return {one["object"]: (one["hint"], one["is_repairable"]) for one in report["changes"]}


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("no_place_for_a_new_entry", "public.loans"),
        ("dropped_table_has_no_place", "public.authors"),
    ],
)
def test_both_commands_say_what_a_person_has_to_do(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, case: str, name: str
) -> None:
    shutil.copytree(CASES / case / "migrations", tmp_path / "supabase" / "migrations")
    (tmp_path / "SoT").mkdir()
    shutil.copy(CASES / case / "before.md", tmp_path / DOCUMENT)
    monkeypatch.chdir(tmp_path)
    assert hints(run, "diff")[name] == (CLOSE, False)
    assert hints(run, "sync", "--check")[name] == (CLOSE, False)
    assert hints(run, "sync")[name] == (CLOSE, False)
    assert hints(run, "diff")[name] == (CLOSE, False)


def test_a_table_that_has_a_place_is_left_to_sync(library: Path, run: Run) -> None:
    assert run("init").exit_code == 0
    file = library / "supabase/migrations/20260105090000_change.sql"
    file.write_text("CREATE TABLE shelves (id int); DROP TABLE loans;", encoding="utf-8")
    found = hints(run, "diff")
    assert found["public.shelves"] == found["public.loans"] == ("sotsync sync", True)
    assert run("sync").exit_code == 0


def test_a_range_without_a_free_number_is_told_as_by_sync(library: Path, run: Run) -> None:
    assert run("init").exit_code == 0
    tables = "".join(f"CREATE TABLE t{number} (id int);" for number in range(999))
    file = library / "supabase/migrations/20260105090000_change.sql"
    file.write_text(tables, encoding="utf-8")
    hint, is_repairable = hints(run, "diff")["public.t7"]
    assert not is_repairable
    assert hint in run("sync").stderr
