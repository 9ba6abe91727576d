"""Every layout against folders as its tool would have them: one file of data a case."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sotsync.config import LAYOUT_NAMES
from sotsync.migrations.detect import detect_layout
from sotsync.migrations.layouts.layout import Folder
from sotsync.migrations.layouts.registry import LAYOUTS
from sotsync.migrations.models import Migrations
from sotsync.migrations.read import read_migrations

Case = Mapping[str, Any]

CASES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).with_name("cases").glob("*.toml"))
}


def write_folder(root: Path, folder: str, files: Mapping[str, str]) -> Path:
    """Lay a migrations folder out below ``root``."""
    home = root / folder
    home.mkdir(parents=True)
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return home


def applied(migrations: Migrations, folder: str) -> list[dict[str, object]]:
    """What is applied, in the words of the cases, with what a case may leave out."""
    return [
        {
            "path": migration.path.removeprefix(f"{folder}/"),
            "version": migration.version,
            "name": migration.name,
            "date": migration.date,
            "text": (
                migration.script.source.slice(migration.script.span)
                if migration.script.span
                else migration.script.source.text
            ),
            "is_transactional": migration.script.is_transactional,
        }
        for migration in migrations.files
    ]


def expected(case: Case) -> list[dict[str, object]]:
    """What a case says is applied, completed with the defaults."""
    return [
        {"date": None, "text": case["files"][row["path"]], "is_transactional": True} | row
        for row in case["applied"]
    ]


@pytest.mark.parametrize("name", CASES)
def test_files_order_and_parts(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    folder = write_folder(tmp_path, case["folder"], case["files"])
    migrations = read_migrations(folder, layout=case["layout"], root=tmp_path)
    assert applied(migrations, case["folder"]) == expected(case)
    assert migrations.folder == case["folder"]
    skipped = {
        skipped.path.removeprefix(f"{case['folder']}/"): skipped.reason
        for skipped in migrations.skipped
    }
    assert skipped.keys() == case.get("skipped", {}).keys()
    for path, reason in case.get("skipped", {}).items():
        assert reason in skipped[path]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "detected" in case])
def test_the_layout_is_detected(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    folder = write_folder(tmp_path, case["folder"], case["files"])
    assert read_migrations(folder, root=tmp_path).layout == case["layout"]


def test_every_layout_has_a_case() -> None:
    assert {case["layout"] for case in CASES.values()} == set(LAYOUTS)


def test_settings_name_every_layout() -> None:
    assert list(LAYOUT_NAMES) == list(LAYOUTS)


def test_every_layout_lives_in_a_module_of_its_name() -> None:
    folder = Path(__file__).parents[2] / "sotsync" / "migrations" / "layouts"
    modules = {path.stem for path in folder.glob("*.py")}
    helpers = {"__init__", "layout", "registry", "markers", "sqitch_settings"}
    assert {name.replace("-", "_") for name in LAYOUTS} == modules - helpers


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_fits_an_empty_folder(name: str) -> None:
    assert not LAYOUTS[name].fit(Folder("empty", {}))


@pytest.mark.parametrize(
    ("files", "layout"),
    [
        ({"0001_a.sql": b"", "0002_b.sql": b""}, "plain"),
        ({"0001_a.up.sql": b"", "0001_a.down.sql": b""}, "golang-migrate"),
        ({"first.sql": b"", "second.sql": b""}, "plain"),
    ],
)
def test_a_tie_that_changes_nothing_is_settled_by_name(
    files: Mapping[str, bytes], layout: str
) -> None:
    assert detect_layout(Folder("migrations", files)).name == layout
