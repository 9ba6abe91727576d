"""Every case: what is said of its documents, what is written, and that writing twice is once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.references.cases import CASES, changed, findings, fixed, read


@pytest.fixture(params=CASES, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """One case."""
    found = request.param
    assert isinstance(found, Path)
    return found


def test_what_is_wrong_is_told_with_its_places(folder: Path) -> None:
    said = findings(read(folder), folder / "before")
    assert said == (folder / "findings.txt").read_bytes().decode()


def test_the_documents_become_what_they_should(folder: Path) -> None:
    after = folder / "after"
    expected = {
        path.relative_to(after).as_posix(): path.read_bytes()
        for path in after.rglob("*")
        if path.is_file()
    }
    written = {path: source.text.encode() for path, source in changed(read(folder)).items()}
    assert written == expected


def test_writing_twice_is_writing_once(folder: Path) -> None:
    once = fixed(read(folder))
    assert fixed(once) == once


def test_what_can_be_repaired_is_repaired(folder: Path) -> None:
    said = findings(fixed(read(folder)), folder / "before")
    assert "  sotsync sync" not in said
