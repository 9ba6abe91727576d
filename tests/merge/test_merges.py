"""Situations of two branches, each merged by the real git with the driver installed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.merge.conftest import Repo

CASES = Path(__file__).parent / "cases"
each_case = pytest.mark.parametrize(
    "case", sorted(CASES.iterdir()), ids=lambda case: str(case.name)
)


def branches(repo: Repo, case: Path) -> dict[str, object]:
    """The branches ``ours`` and ``theirs`` from ``main``; what is expected of their merge."""
    repo.add_side(case / "base")
    repo.commit("base")
    for side in ("ours", "theirs"):
        repo.branch(side)
        repo.add_side(case / side)
        repo.commit(side)
    repo.git("switch", "--quiet", "ours")
    repo.write("SoT/keep", "")
    repo.write(
        ".gitattributes",
        "/SoT/SoT.ACTUAL_SCHEMA.md merge=sotsync\n",
    )
    if (repo.root / "SoT/SoT.ACTUAL_SCHEMA.md").exists():
        repo.install()
    repo.commit("driver")
    return tomllib.loads((case / "expected.toml").read_text())


def check(repo: Repo, expected: dict[str, object], told: str) -> None:
    text = repo.read()
    conflicts = expected.get("conflicts", 0)
    assert text.count("<<<<<<< ") == text.count(">>>>>>> ") == conflicts, told
    for words in as_list(expected.get("keeps", [])):
        assert words in text
    for words in as_list(expected.get("lacks", [])):
        assert words not in text
    for words in as_list(expected.get("says", [])):
        assert words in told
    if not conflicts and expected.get("is_in_step", True):
        result = repo.run("diff")
        assert "no drift" in result.output or result.exit_code == 0, result.output
        before = repo.read()
        repo.run("sync")
        assert repo.read() == before


def as_list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


@each_case
def test_branches_are_merged(repo: Repo, case: Path) -> None:
    expected = branches(repo, case)
    has_conflict = bool(expected.get("conflicts")) or not expected.get("is_in_step", True)
    told = repo.git("merge", "theirs", code=1 if has_conflict else 0)
    check(repo, expected, told)
