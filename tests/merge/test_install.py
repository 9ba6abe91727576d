"""`sotsync merge-driver install`: what it writes, twice, and how it is taken away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sotsync.cli.app import app
from sotsync.cli.merging.installing import with_lines, without_lines
from sotsync.text import Source
from tests.merge.conftest import Repo
from tests.merge.test_merges import CASES

BASE = CASES / "two_new_tables_one_id" / "base"
LINES = (
    "/SoT/SoT.ACTUAL_SCHEMA.md merge=sotsync\n"
    "/SoT/database-schema/*.md merge=sotsync\n"
    "/SoT/sotsync.review.json merge=sotsync\n"
    "/sotsync.known.json merge=sotsync\n"
)


@pytest.fixture
def project(repo: Repo) -> Repo:
    repo.add_side(BASE)
    return repo


def test_attributes_and_configuration_are_written(project: Repo) -> None:
    result = project.run("merge-driver", "install")
    assert result.exit_code == 0
    assert result.stdout == (
        "wrote .gitattributes\nset merge.sotsync.name\nset merge.sotsync.driver\n"
    )
    assert "every other clone runs `sotsync merge-driver install` once" in result.stderr
    assert project.read(".gitattributes").endswith(LINES)
    assert "-- %O %A %B %L %P" in project.git("config", "--local", "merge.sotsync.driver")
    listed = project.git("check-attr", "merge", "SoT/database-schema/books.md")
    assert listed == "SoT/database-schema/books.md: merge: sotsync\n"


def test_twice_is_once(project: Repo) -> None:
    project.install()
    before = project.read(".gitattributes")
    result = project.run("merge-driver", "install")
    assert result.stdout == "installed already\n"
    assert project.read(".gitattributes") == before


def test_all_of_it_is_taken_away_again(project: Repo) -> None:
    project.write(".gitattributes", "*.png binary\n")
    project.install()
    result = project.run("merge-driver", "install", "--uninstall")
    assert result.stdout == ("wrote .gitattributes\nremoved merge.sotsync from the configuration\n")
    assert project.read(".gitattributes") == "*.png binary\n"
    assert project.git("config", "--local", "merge.sotsync.driver", code=1) == ""
    result = project.run("merge-driver", "install", "--uninstall")
    assert result.stdout == "nothing was installed\n"


def test_a_file_of_nothing_else_goes(project: Repo) -> None:
    project.install()
    assert "removed .gitattributes" in project.run("merge-driver", "install", "--uninstall").stdout
    assert not (project.root / ".gitattributes").exists()


def test_for_all_clones(project: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.fspath(settings))
    assert project.run("merge-driver", "install", "--global").exit_code == 0
    assert "merge-driver -- %O" in settings.read_text()
    assert project.git("config", "--local", "merge.sotsync.driver", code=1) == ""


def test_another_line_that_wins_is_told(project: Repo) -> None:
    project.write("SoT/.gitattributes", "*.md merge=union\n")
    result = project.run("merge-driver", "install")
    assert "another line of the attributes says merge=union" in result.stderr


def test_odd_names_are_quoted(repo: Repo) -> None:
    repo.add_side(BASE)
    (repo.root / "SoT").rename(repo.root / "my [docs]")
    repo.write("sotsync.toml", 'document = "my [docs]/SoT.ACTUAL_SCHEMA.md"\n')
    repo.install()
    told = repo.git("check-attr", "merge", "my [docs]/SoT.ACTUAL_SCHEMA.md")
    assert told == "my [docs]/SoT.ACTUAL_SCHEMA.md: merge: sotsync\n"


@pytest.mark.parametrize("text", ["", "*.png binary", "*.png binary\r\n", "# only a remark\n"])
def test_lines_are_added_and_taken_away(text: str) -> None:
    before = Source(".gitattributes", text)
    after = with_lines(before, ("/a.md",))
    assert with_lines(after, ("/a.md",)) == after
    assert "/a.md merge=sotsync" in after.text
    assert without_lines(after).text.removesuffix(before.newline) == text.removesuffix(
        before.newline
    )


def test_no_repository_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path))
    Repo(tmp_path).add_side(BASE)
    result = CliRunner().invoke(app, ["merge-driver", "install", "-C", os.fspath(tmp_path)])
    assert result.exit_code == 2
    assert "is in no git repository" in result.stderr


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    names = [os.fspath(tmp_path / name) for name in ("base", "ours", "theirs")]
    result = CliRunner().invoke(app, ["merge-driver", "--", *names, "7", "SoT.md"])
    assert result.exit_code == 2
    assert "git calls this by itself" in result.stderr
