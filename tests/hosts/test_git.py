"""git through its own command: what is read of commits, in every shape a clone can have."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sotsync.errors import GitError
from sotsync.hosts import git as hosted
from sotsync.hosts.git import Repository, find_repository


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person would, whatever the machine's own settings are."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        [
            *("git", "-c", "user.name=A", "-c", "user.email=a@example.org"),
            *("-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        env=environment,
    )
    return done.stdout.decode().strip()


def commit(folder: Path, files: dict[str, str], message: str = "Change") -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with two commits on ``main``."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"SoT/a.md": "one\r\n", "b.sql": "b", "-dash": "d", "*.md": "star"})
    commit(folder, {"SoT/a.md": "two\r\n"})
    return folder


def opened(folder: Path) -> Repository:
    found = find_repository(folder)
    assert found is not None
    return found


def test_files_of_commits_are_read_without_a_checkout(origin: Path) -> None:
    repository = opened(origin / "SoT")
    assert repository.root.resolve() == origin.resolve()
    assert repository.read_file("HEAD~1", "SoT/a.md") == b"one\r\n"
    assert repository.read_file("HEAD", "SoT/a.md") == b"two\r\n"
    assert repository.read_file("HEAD", "SoT/none.md") is None
    assert repository.read_file("HEAD", "SoT") is None
    assert [one.path for one in repository.files("HEAD")] == ["*.md", "-dash", "SoT/a.md", "b.sql"]
    assert [one.path for one in repository.files("HEAD", "SoT")] == ["SoT/a.md"]
    assert repository.read_files(()) == {}
    assert repository.relative(origin / "SoT" / "a.md") == "SoT/a.md"
    assert repository.relative(origin.parent) is None


def test_names_of_files_are_no_options_and_no_patterns(origin: Path) -> None:
    repository = opened(origin)
    assert repository.read_file("HEAD", "-dash") == b"d"
    assert repository.read_file("HEAD", "*.md") == b"star"
    assert repository.files("HEAD", ":(glob)**/*.md") == ()


@pytest.mark.parametrize("ref", ["", "--help", "-h", "no-such", "HEAD^{tree}", "a\0b", "HEAD b"])
def test_what_names_no_commit_is_said_to(origin: Path, ref: str) -> None:
    repository = opened(origin)
    assert repository.find_commit(ref) is None
    with pytest.raises(GitError, match="knows no commit"):
        repository.commit(ref)


def test_a_link_and_a_submodule_are_no_files(origin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "with"
    git(tmp_path, "clone", "-q", str(origin), str(folder))
    (folder / "link").symlink_to("b.sql")
    git(folder, "submodule", "add", "-q", str(origin), "inner")
    commit(folder, {"own": "x"})
    paths = [one.path for one in opened(folder).files("HEAD")]
    assert "own" in paths
    assert not {"link", "inner"} & set(paths)
    assert opened(folder / "inner").root.name == "inner"


def test_the_default_branch(origin: Path, tmp_path: Path) -> None:
    assert opened(origin).default_branch() == "main"
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    assert opened(clone).default_branch() == "origin/main"
    git(clone, "checkout", "-q", "--detach")
    git(clone, "remote", "remove", "origin")
    git(clone, "branch", "-q", "-D", "main")
    assert opened(clone).default_branch() is None


def test_a_merge_base_and_what_a_shallow_clone_needs(origin: Path, tmp_path: Path) -> None:
    first = git(origin, "rev-parse", "HEAD")
    git(origin, "checkout", "-q", "-b", "feature")
    commit(origin, {"c.sql": "c"})
    assert opened(origin).merge_base("main", "HEAD") == first
    git(origin, "checkout", "-q", "main")
    commit(origin, {"d.sql": "d"})
    assert opened(origin).merge_base("main", "feature") == first
    clone = tmp_path / "shallow"
    git(
        tmp_path,
        *("clone", "-q", "--depth=1", "--no-single-branch", origin.as_uri(), str(clone)),
    )
    shallow = opened(clone)
    assert shallow.is_shallow
    with pytest.raises(GitError, match="both come from") as caught:
        shallow.merge_base("origin/feature", "HEAD")
    assert "unshallow" in str(caught.value)


def test_a_worktree_is_a_repository_of_its_own(origin: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    git(origin, "worktree", "add", "-q", "-b", "other", str(tree))
    assert opened(tree).root.resolve() == tree.resolve()
    assert opened(tree).read_file("main", "b.sql") == b"b"


def test_a_hook_s_environment_leads_nowhere_else(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "alias.ls-tree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "!false")
    assert opened(origin).read_file("HEAD", "b.sql") == b"b"


def test_a_folder_without_a_repository(tmp_path: Path) -> None:
    assert find_repository(tmp_path) is None
    with pytest.raises(GitError, match="git ls-tree failed"):
        Repository(tmp_path).run(("ls-tree", "HEAD"))


def test_objects_that_are_not_there(origin: Path) -> None:
    repository = opened(origin)
    [file] = repository.files("HEAD", "b.sql")
    (origin / ".git" / "objects" / file.blob[:2] / file.blob[2:]).unlink()
    with pytest.raises(GitError, match=r"does not have what b\.sql holds"):
        repository.read_file("HEAD", "b.sql")


def test_no_git_and_a_slow_git(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = opened(origin)
    slow = tmp_path / "bin"
    slow.mkdir()
    script = slow / "git"
    script.write_text("#!/bin/sh\nexec /bin/sleep 5\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow))
    monkeypatch.setattr(hosted, "TIMEOUT", 0.05)
    with pytest.raises(GitError, match="took longer"):
        repository.commit("HEAD")
    script.unlink()
    assert find_repository(origin) is None
    with pytest.raises(GitError, match="not installed"):
        repository.commit("HEAD")
