"""The hooks for pre-commit: what the file says, and pre-commit itself running them in a repository.

The commands run from this environment in most tests, so that no network is needed; one test lets
pre-commit build the hook's own environment from the project, where packages can be had.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from sotsync.cli.app import COMMANDS, app
from tests.cli.conftest import write_migrations

ROOT = Path(__file__).parents[1]
MANIFEST = ".pre-commit-hooks.yaml"
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
ISBN = b"ALTER TABLE public.books ADD COLUMN isbn text;\n"
NEW = "supabase/migrations/20260103090000_isbn.sql"

pytest.importorskip("pre_commit")


def hooks() -> list[dict[str, Any]]:
    loaded = YAML(typ="safe").load((ROOT / MANIFEST).read_bytes())
    assert isinstance(loaded, list)
    return loaded


HOOKS = {hook["id"]: hook for hook in hooks()}


def test_the_file_is_valid() -> None:
    done = subprocess.run(
        (sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_runs_a_command_that_there_is(name: str) -> None:
    program, command, *options = HOOKS[name]["entry"].split()
    assert program == "sotsync"
    assert command in COMMANDS
    shown = CliRunner().invoke(app, [command, "--help"]).stdout
    assert all(option in shown for option in options)
    assert HOOKS[name]["pass_filenames"] is False


@pytest.mark.parametrize(
    "path",
    [
        DOCUMENT,
        "docs/SoT.DATA_MODEL.md",
        "docs/SoT.API_CONTRACTS.md",
        "SoT/database-schema/orders.md",
        "supabase/migrations/20260101_x.sql",
        "prisma/migrations/1_x/migration.sql",
        "db/structure.sql",
        "sqitch.plan",
        "sotsync.toml",
        "services/shop/sotsync.known.json",
        "SoT/sotsync.review.json",
    ],
)
def test_it_runs_when_such_a_file_changes(path: str) -> None:
    assert all(re.search(hook["files"], path) for hook in HOOKS.values())


@pytest.mark.parametrize(
    "path", ["README.md", "src/app.py", "a.sql.txt", "docs/mySoT.X.md", "x.json"]
)
def test_it_does_not_run_when_such_a_file_changes(path: str) -> None:
    assert not any(re.search(hook["files"], path) for hook in HOOKS.values())


def run(root: Path, *command: str, environment: Mapping[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env=dict(environment)
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment for git and pre-commit that knows nothing of whoever runs the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "COV_"))
    }
    paths = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
    who = {"NAME": "A", "EMAIL": "a@example.org"}
    names = {
        f"GIT_{role}_{key}": word for role in ("AUTHOR", "COMMITTER") for key, word in who.items()
    }
    home = tmp_path / "home"
    home.mkdir()
    return {
        **kept,
        **names,
        "PATH": paths,
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "SOTSYNC_NO_CACHE": "1",
    }


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A repository with migrations and a document that is in step with them."""
    root = tmp_path / "library"
    write_migrations(root)
    assert run(root, sys.executable, "-m", "sotsync", "init", environment=environment)[0] in {0, 1}
    commit_all(root, environment, is_first=True)
    return root


def commit_all(root: Path, environment: dict[str, str], *, is_first: bool = False) -> None:
    steps: list[tuple[str, ...]] = [("init", "-q", "-b", "main")] if is_first else []
    steps += [("add", "-A"), ("commit", "-q", "-m", "x", "--no-verify")]
    for step in steps:
        code, output = run(root, "git", *step, environment=environment)
        assert code == 0, output


def configure(root: Path, environment: dict[str, str], repositories: object) -> None:
    text = io.BytesIO()
    YAML(typ="safe").dump({"repos": repositories}, text)
    (root / ".pre-commit-config.yaml").write_bytes(text.getvalue())
    commit_all(root, environment)
    code, output = run(root, sys.executable, "-m", "pre_commit", "install", environment=environment)
    assert code == 0, output


def local(name: str) -> object:
    """The hook as it stands in the file, run from this environment."""
    entry = HOOKS[name]["entry"].removeprefix("sotsync")
    program = f"{sys.executable} -m sotsync".replace("\\", "/")
    hook = {**HOOKS[name], "language": "system", "entry": f"{program}{entry}"}
    return [{"repo": "local", "hooks": [hook]}]


def commit(root: Path, environment: dict[str, str]) -> tuple[int, str]:
    assert run(root, "git", "add", "-A", environment=environment)[0] == 0
    return run(root, "git", "commit", "-q", "-m", "isbn", environment=environment)


def test_check_stops_a_commit_that_forgets_the_document(
    repository: Path, environment: dict[str, str]
) -> None:
    configure(repository, environment, local("sotsync-check"))
    (repository / NEW).write_bytes(ISBN)
    code, output = commit(repository, environment)
    assert code == 1
    assert "public.books.isbn" in output
    assert "sotsync sync" in output
    assert run(repository, sys.executable, "-m", "sotsync", "sync", environment=environment)[0] == 0
    assert commit(repository, environment)[0] == 0


def test_sync_repairs_and_stops_once(repository: Path, environment: dict[str, str]) -> None:
    configure(repository, environment, local("sotsync-sync"))
    (repository / NEW).write_bytes(ISBN)
    code, output = commit(repository, environment)
    assert code == 1
    assert "files were modified by this hook" in output
    assert b"isbn" in (repository / DOCUMENT).read_bytes()
    assert commit(repository, environment)[0] == 0


def test_diff_says_what_differs(repository: Path, environment: dict[str, str]) -> None:
    configure(repository, environment, local("sotsync-diff"))
    (repository / NEW).write_bytes(ISBN)
    code, output = commit(repository, environment)
    assert code == 1
    assert "public.books.isbn is missing from" in output


def test_other_files_are_committed_without_a_run(
    repository: Path, environment: dict[str, str]
) -> None:
    configure(repository, environment, local("sotsync-check"))
    (repository / NEW).write_bytes(ISBN)
    commit_all(repository, environment)
    (repository / "README.md").write_bytes(b"# Library\n")
    code, output = commit(repository, environment)
    assert code == 0, output
    assert "Skipped" in output


def has_packages(environment: dict[str, str], folder: Path) -> bool:
    """Whether pip can fetch what builds the project."""
    pip = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--retries", "0")
    try:
        done = subprocess.run(
            (*pip, "--timeout", "10", "-d", str(folder), "hatchling", "postgast"),
            capture_output=True,
            check=False,
            timeout=120,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def test_pre_commit_builds_and_runs_it(
    repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """As a user has it: the project's repository by its address and revision, and nothing else."""
    del environment["PYTHONPATH"]
    if not has_packages(environment, tmp_path / "packages"):
        pytest.skip("no package index can be reached")
    source = tmp_path / "sotsync"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", MANIFEST):
        shutil.copy(ROOT / name, source / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sotsync", source / "sotsync", ignore=ignored)
    commit_all(source, environment, is_first=True)
    _, revision = run(source, "git", "rev-parse", "HEAD", environment=environment)
    used = {"repo": str(source), "rev": revision.strip(), "hooks": [{"id": "sotsync-check"}]}
    configure(repository, environment, [used])
    (repository / NEW).write_bytes(ISBN)
    code, output = commit(repository, environment)
    assert code == 1, output
    assert "public.books.isbn" in output
