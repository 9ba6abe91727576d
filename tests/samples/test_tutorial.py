"""The tutorial is true: every command in it is run, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sotsync.cli.app import app

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-document.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^\$ sotsync (?P<arguments>[^\n]*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
ELLIPSIS = "…"
"""A line of its own that stands for any number of lines."""


def pattern_of(output: str) -> str:
    """A regular expression for what is shown."""
    lines = output.split("\n")
    parts = [r"(?:.*\n)*?" if line == ELLIPSIS else re.escape(line + "\n") for line in lines[:-1]]
    return "".join(parts)


def test_the_tutorial_shows_what_comes_out(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    text = "".join(CONSOLE.findall(TUTORIAL.read_text(encoding="utf-8")))
    shown = list(SHOWN.finditer(text))
    assert len(shown) >= 4
    for match in shown:
        result = CliRunner().invoke(app, shlex.split(match["arguments"]), catch_exceptions=False)
        assert re.fullmatch(pattern_of(match["output"]), result.output), (
            f"$ sotsync {match['arguments']}\n{result.output}"
        )
