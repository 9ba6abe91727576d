"""Real repositories with two branches, made from the folders of a case."""

from __future__ import annotations

import os
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sotsync.cli.app import app

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
MIGRATIONS = "supabase/migrations"
IDENTITY = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_EDITOR": "true",
    "GIT_MERGE_AUTOEDIT": "no",
}


@dataclass(frozen=True)
class Repo:
    """A repository, and the commands that are run in it."""

    root: Path

    def git(self, *arguments: str, code: int | None = 0) -> str:
        """What git says on both streams; ``code`` None takes any exit code."""
        done = subprocess.run(
            ["git", *arguments],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.root,
            env=IDENTITY,
        )
        told = done.stdout.decode("utf-8", "replace")
        assert code is None or done.returncode == code, told
        return told

    def run(self, *arguments: str) -> Result:
        """Run a command of sotsync in the repository."""
        return CliRunner().invoke(app, [*arguments, "-C", str(self.root)], catch_exceptions=False)

    def read(self, path: str = DOCUMENT) -> str:
        """The text of a file."""
        return (self.root / path).read_bytes().decode()

    def write(self, path: str, text: str) -> None:
        """Write a file, its folders too."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def commit(self, message: str) -> None:
        """Commit all there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def install(self) -> None:
        """Install the driver."""
        assert self.run("merge-driver", "install").exit_code == 0

    def branch(self, name: str, start: str = "main") -> None:
        """Start a branch and check it out."""
        self.git("switch", "--quiet", "--create", name, start)

    def add_side(self, folder: Path) -> None:
        """Put what a folder of a case holds into the work tree, the document in step with it."""
        for path in sorted(folder.glob("*.sql")):
            self.write(f"{MIGRATIONS}/{path.name}", path.read_bytes().decode())
        if (self.root / DOCUMENT).exists():
            self.run("sync")
        elif any(folder.glob("*.sql")):
            assert self.run("init").exit_code == 0
        edits = folder / "edits.toml"
        for edit in tomllib.loads(edits.read_text())["edit"] if edits.exists() else ():
            self.edit(edit["old"], edit["new"])

    def edit(self, old: str, new: str, path: str = DOCUMENT) -> None:
        """Replace words that are there, once."""
        text = self.read(path)
        assert old in text, old
        self.write(path, text.replace(old, new, 1))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository with one commit."""
    found = Repo(tmp_path / "project")
    found.root.mkdir()
    found.git("init", "--quiet", "--initial-branch=main")
    found.commit("start")
    return found
