"""Folders of divided documents: the files before, the migrations, and the files after.

``python -m tests.patch.test_split_cases`` writes what is planned now into every ``after`` folder;
read the difference before committing it, since it is the expectation.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.documents import read_composed
from sotsync.patch.joining import join_document
from sotsync.patch.plan import plan_patch
from sotsync.text import Source
from tests.patch.cases import read_replay

CASES = sorted(path for path in (Path(__file__).parent / "split_cases").iterdir() if path.is_dir())
MAIN = "SoT.ACTUAL_SCHEMA.md"
each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*.md"))
    }


def result(folder: Path) -> Source:
    before = folder / "before"
    document = parse_document(read_composed(before / MAIN, root=before))
    return plan_patch(document, read_replay(folder)).apply()


@each_case
def test_the_files_become_what_is_expected(folder: Path) -> None:
    after = result(folder)
    assert {file.path: file.text for file in after.files} == contents(folder / "after")
    actual = read_replay(folder)
    assert diff_document(parse_document(after), actual) == ()
    assert plan_patch(parse_document(join_document(after)), actual).edits == ()


def rewrite() -> None:
    for folder in CASES:
        after = folder / "after"
        shutil.rmtree(after, ignore_errors=True)
        for file in result(folder).files:
            (after / file.path).parent.mkdir(parents=True, exist_ok=True)
            (after / file.path).write_bytes(file.text.encode())


if __name__ == "__main__":
    rewrite()
