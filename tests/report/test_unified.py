"""The diff that a dry run shows: ``patch`` makes the one text of the other with it."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.report.unified import unified_diff
from sotsync.text import Source

PATCH = shutil.which("patch")
LINES = st.lists(st.sampled_from(["a", "b", "b", "c", "", "| x |", "- y"]), max_size=30)


def shown(before: str, after: str) -> str:
    """The diff of two texts of one file."""
    return unified_diff(Source("SoT/x.md", before), Source("SoT/x.md", after))


def applied(before: str, diff: str) -> str:
    """What the lines of a diff make of a text, read as the manual of ``diff`` describes them."""
    old, result, position = before.splitlines(keepends=True), [], 0
    lines = diff.splitlines(keepends=True)[2:]
    for number, line in enumerate(lines):
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            first = int(start) if count == "0" else int(start) - 1
            result += old[position:first]
            position = first
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        text = line[1:-1] if following.startswith("\\") else line[1:]
        if line[0] in " -":
            assert old[position] == text
            position += 1
        if line[0] in " +":
            result.append(text)
    return "".join([*result, *old[position:]])


@settings(max_examples=300, deadline=None)
@given(LINES, LINES, st.sampled_from(["", "\n"]), st.sampled_from(["", "\n"]))
def test_the_lines_of_a_diff_make_the_one_text_of_the_other(
    old: list[str], new: list[str], old_end: str, new_end: str
) -> None:
    before, after = "\n".join(old) + old_end, "\n".join(new) + new_end
    diff = shown(before, after)
    assert (diff == "") == (before == after)
    assert applied(before, diff) == after


@pytest.mark.skipif(PATCH is None, reason="needs the program patch")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nx\nc\n"),
        ("", "a\nb\n"),
        ("a\nb", "a\nb\nc"),
        ("".join(f"{n}\n" for n in range(99)), "".join(f"{n}\n" for n in range(99) if n % 20)),
        ("| - |\n" * 60, "| - |\n" * 30 + "new\n" + "| - |\n" * 31),
    ],
)
def test_patch_reads_it(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "SoT" / "x.md"
    file.parent.mkdir()
    file.write_text(before, encoding="utf-8")
    diff = shown(before, after).encode()
    assert PATCH is not None
    command = [PATCH, "-p1", "--fuzz=0"]
    subprocess.run(command, cwd=tmp_path, input=diff, check=True, capture_output=True)
    assert file.read_text(encoding="utf-8") == after


def test_a_change_is_shown_with_what_stands_around_it() -> None:
    before = "".join(f"line {number}\n" for number in range(1, 30))
    after = before.replace("line 15\n", "line fifteen\n")
    assert shown(before, after) == (
        "--- a/SoT/x.md\n+++ b/SoT/x.md\n@@ -12,7 +12,7 @@\n line 12\n line 13\n line 14\n"
        "-line 15\n+line fifteen\n line 16\n line 17\n line 18\n"
    )


def test_a_hundred_thousand_lines_that_are_alike_take_no_longer_than_others() -> None:
    block = "### Fields\n\n| Column | Type |\n|---|---|\n| `id` | UUID |\n| - | - |\n\n"
    before = "".join(f"## DBT-{number}\n{block}" for number in range(12_000))
    after = before.replace("DBT-500\n", "DBT-500 added\n").replace("## DBT-9000\n", "## x\n| - |\n")
    start = time.process_time()
    diff = shown(before, after)
    assert time.process_time() - start < 5
    assert diff.count("\n@@") + diff.startswith("@@") == 2


def test_many_lines_none_of_which_stands_alone_are_shown_as_a_whole() -> None:
    diff = shown("a\nb\n" * 1500, "b\na\n" * 1500 + "b\n")
    assert applied("a\nb\n" * 1500, diff) == "b\na\n" * 1500 + "b\n"
