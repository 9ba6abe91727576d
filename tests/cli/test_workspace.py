"""Where hosts look for files: from the root of the repository that CI works in."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.cli.project import open_project
from sotsync.cli.workspace import workspace_folder
from tests.cli.conftest import Run


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_the_projects_folder_is_told_from_the_workspace(
    library: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(each, raising=False)
    project = open_project(library, {})
    assert workspace_folder(project) == ""
    found = {}
    for place in (library, library.parent, library / "supabase", library.parent / "other"):
        monkeypatch.setenv(name, str(place))
        found[place.name] = workspace_folder(project)
    assert found == {"library": "", library.parent.name: "library", "supabase": "", "other": ""}


def test_what_is_remembered_in_one_workspace_is_not_shown_in_another(
    library: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run("init").exit_code == 0
    new = library / "supabase/migrations/20260301000000_new.sql"
    new.write_text("ALTER TABLE books ADD COLUMN isbn text;\n")
    for place, start in ((library, "SoT/"), (library.parent, "library/SoT/"), (library, "SoT/")):
        monkeypatch.setenv("GITHUB_WORKSPACE", str(place))
        shown = run("diff", "--output", "github").stdout
        assert shown.startswith((f"::error file={start}", f"::warning file={start}"))
