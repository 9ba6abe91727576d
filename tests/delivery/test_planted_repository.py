"""A folder of a clone whose committed files look like a bare repository: no program in it is run.

git takes such a folder for a repository, and its ``config`` for settings, which may name programs.
Whoever sends a pull request can commit one into the very folder that a check runs in.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sotsync.hosts.git import find_repository
from tests.cli.conftest import Run
from tests.cli.test_base import commit, git, migrate
from tests.cli.test_comment import DUE, NEW
from tests.delivery.runner import run_action
from tests.hosts.fake import TOKEN

CONFIG = """\
[core]
	repositoryformatversion = 0
	bare = false
	worktree = .
	fsmonitor = "touch '{mark}'; false"
[diff]
	external = "touch '{mark}'"
[filter "x"]
	clean = "touch '{mark}'; cat"
	smudge = "touch '{mark}'; cat"
"""


@pytest.fixture
def planted(library: Path, run: Run, tmp_path: Path) -> Path:
    """A project in a folder of a repository, which looks like a repository itself."""
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--bare", "made")
    for name in ("HEAD", "objects", "refs"):
        (library / "made" / name).rename(library / name)
    (library / "config").write_text(CONFIG.format(mark=tmp_path / "mark"))
    (library / ".gitattributes").write_text("*.md filter=x\n")
    migrate(library, NEW, DUE)
    return library


def is_harmful(planted: Path, mark: Path) -> bool:
    """Whether git as people have it would run the programs; then the test shows something."""
    done = subprocess.run(["git", "status"], cwd=planted, check=False, capture_output=True)
    is_run = mark.exists()
    mark.unlink(missing_ok=True)
    return done.returncode == 0 and is_run


def test_it_is_no_repository(planted: Path, tmp_path: Path) -> None:
    if not is_harmful(planted, tmp_path / "mark"):
        pytest.skip("this git refuses it by itself")
    assert find_repository(planted) is None
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("mode", ["check", "sync", "pr"])
def test_the_action_runs_none_of_its_programs(planted: Path, tmp_path: Path, mode: str) -> None:
    is_harmful(planted, tmp_path / "mark")
    environment = {
        "GITHUB_API_URL": "http://localhost:1",
        "GITHUB_BASE_REF": "main",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_REPOSITORY": "acme/library",
    }
    ran = run_action(planted, environment, TOKEN, mode=mode, python=sys.executable)
    assert ran.code > 1, "what cannot be told never reads as in step"
    assert not (tmp_path / "mark").exists()


def test_a_worktree_of_a_bare_repository_is_a_repository(
    library: Path, run: Run, tmp_path: Path
) -> None:
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    store, tree = tmp_path / "store.git", tmp_path / "tree"
    git(library, "clone", "--quiet", "--bare", str(library), str(store))
    git(store, "worktree", "add", "--quiet", str(tree), "main")
    found = find_repository(tree)
    assert found is not None
    assert found.find_commit("HEAD") is not None
