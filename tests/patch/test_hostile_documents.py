"""The laws of synchronising where people wrote whatever a text can hold."""

from __future__ import annotations

import dataclasses
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.mapping import map_entries
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay
from sotsync.schema.models import Column
from sotsync.text import Source
from tests.patch.test_laws import BASE, STEPS, replayed

IN_A_LINE = (
    *("a \\| b", "tab\there", "form\x0cfeed", "nul\0", "\u202eabc\u202c", "\u200f", "<!-- c -->"),
    *("`code`", "``a`b``", "<b>x</b>", "[x](y)", "![i](j)", "**bold**", "_it_", "~~no~~", "---"),
    *(
        "# no heading",
        "DBT-101",
        "{\\}",
        "\\",
        "$1",
        "e\u0301",
        "👩\u200d💻",
        "\u2028",
        "\x85",
        "x" * 300,
    ),
    *("&lt;", "- x", "1. x", "> q", "```", "~~~", "=====", "TABLE", "-- DBT-002", "(Read/Write)"),
)
BLOCKS = (
    "Plain words.",
    "```sql\n## DBT-777: Not an entry\n\nCREATE TABLE public.people (x int);\n```",
    "````markdown\n```sql\nDROP TABLE people;\n```\n````",
    "~~~\n### Field Specifications\n~~~",
    "<!-- hidden\n## DBT-778: Nothing\n-->",
    "<details>\n<summary>More</summary>\n</details>",
    "> quoted\n> **Status**: Planned",
    "- a\n  - b\n\n    ## no heading",
    "    indented code",
    "| A | B |\n|---|---|\n| `id` | UUID |",
    "1. one\n2. two",
    "Line\x0cfeed and\ttabs and \u202ertl\u202c.",
    "#### A deeper heading",
    "\u00a0",
)
PLACEHOLDER = re.compile(r"(?<=: )\{[A-Z][^{}\n|]*\}$", re.MULTILINE)
CELLS = re.compile(r" - \| - \|$", re.MULTILINE)
SECTIONS = re.compile(r"^(?=### (?:Backup|Compliance|Data Integrity|Example))", re.MULTILINE)
ENDS = ("\n", "\r\n")
HOSTILE_LINES = st.lists(st.sampled_from(IN_A_LINE), min_size=1, max_size=4)
HOSTILE_BLOCKS = st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=4)
HISTORY = st.lists(st.sampled_from(STEPS), max_size=3)


def filled(pattern: re.Pattern[str], text: str, words: list[str], shape: str) -> str:
    """The text with ``words`` in turn wherever the pattern is."""
    count = 0

    def write(_match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return shape.format(words[count % len(words)])

    return pattern.sub(write, text)


def assert_laws(text: str, actual: Replay) -> str:
    """No changes is no edits; nothing differs afterwards; twice is once."""
    source = Source("SoT.md", text)
    document = parse_document(source)
    changes = diff_document(document, actual)
    patch = plan_patch(document, actual)
    repairable = [change for change in changes if change.is_repairable]
    if not patch.findings:
        assert bool(patch.edits) == bool(repairable)
    after = patch.apply()
    again = parse_document(after)
    assert not plan_patch(again, actual).edits
    left = [change for change in diff_document(again, actual) if change.is_repairable]
    assert [str(change) for change in left] == [] or patch.findings
    return after.text


@settings(max_examples=40, deadline=None)
@given(
    lines=HOSTILE_LINES,
    blocks=HOSTILE_BLOCKS,
    steps=HISTORY,
    ends=st.sampled_from(["\n", "\r\n", "mixed"]),
)
def test_what_people_wrote_stays_byte_for_byte(
    lines: list[str], blocks: list[str], steps: list[str], ends: str
) -> None:
    text = filled(PLACEHOLDER, render_document(replayed([BASE])), lines, "{0} mine")
    text = filled(CELLS, text, lines, " {0} my words | {0} my example |")
    text = filled(SECTIONS, text, blocks, "{0}\n\n")
    pieces = text.split("\n")
    breaks = ENDS * (len(pieces) // 2 + 1) if ends == "mixed" else (ends,) * len(pieces)
    text = "".join(piece + end for piece, end in zip(pieces, breaks, strict=False))
    dropped = any(step.startswith("drop table") for step in steps)
    after = assert_laws(text, replayed([BASE, *steps]))
    if not dropped:
        words = [*(f"{one} mine" for one in lines), *(f"{one} my words" for one in lines)]
        told = [one for one in words if text.count(one) > after.count(one)]
        gone = [one for one in told if "column" not in "".join(steps)]
        assert gone == [] or "pets" in "".join(steps)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("block", BLOCKS, ids=repr)
def test_no_block_of_a_person_is_touched(block: str, end: str) -> None:
    text = filled(SECTIONS, render_document(replayed([BASE])), [block], "{0}\n\n")
    text = text.replace("\n", end)
    after = assert_laws(text, replayed([BASE, "alter table people add column born date;"]))
    assert after.count(block.replace("\n", end)) == text.count(block.replace("\n", end)) > 0
    assert "`born`" in after


def test_a_table_of_very_many_columns_is_read_and_written() -> None:
    actual = replayed([BASE])
    table = actual.schema.tables["public.people"]
    many = {f"c{number}": Column(name=f"c{number}", type="text") for number in range(10_000)}
    wide = table.model_copy(update={"columns": {**table.columns, **many}})
    schema = actual.schema.model_copy(
        update={"tables": {**actual.schema.tables, "public.people": wide}}
    )
    after = assert_laws(render_document(actual), dataclasses.replace(actual, schema=schema))
    assert after.count("\n| `c") == 10_000


@pytest.mark.parametrize("run", [" ", "\t", "|", "| ", "- ", "*", "` ", "[", "(", "<", ">", "#"])
def test_no_line_takes_longer_than_it_is_long(run: str) -> None:
    """A line of one mark, below a heading without an id, is read at the cost of its length."""
    text = "# Notes\n\n" + (run * 30_000 + "a\n") * 3 + "\n## DBT-001: Users\n\n**ID**: DBT-001\n"
    before = time.process_time()
    map_entries(parse_document(Source("SoT/SoT.ACTUAL_SCHEMA.md", text)), ["public.users"])
    assert time.process_time() - before < 5
