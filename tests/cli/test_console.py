"""What is written to the two streams, where somebody else listens: a terminal, or a runner."""

from __future__ import annotations

import sys

import pytest

from sotsync.cli.console import write_error, write_note, write_patch, write_result
from sotsync.errors import InputError
from sotsync.text import Location

PATCH = "--- a/d.md\n+++ b/d.md\n@@ -1 +1 @@\n ::error::x\r\n+a\x1b[31m ##[add-mask]y\n"


def test_words_for_people_are_no_commands(capsys: pytest.CaptureFixture[str]) -> None:
    write_note("::error::x ##[add-mask]y")
    write_error(InputError("m\n::error::x", location=Location("a\n::b.sql", 1), hint="h\n::c"))
    told = capsys.readouterr().err
    assert told.split("\n") == [
        ":\u200b:error::x #\u200b#[add-mask]y",
        "error: a\\n::b.sql:1:1: m\\n::error::x",
        "hint: h\\n::c",
        "",
    ]


@pytest.mark.parametrize(
    ("ci", "is_terminal", "shown"),
    [
        ("", False, PATCH),
        ("", True, PATCH.replace("\r", "\\x0d").replace("\x1b", "\\x1b")),
        ("true", False, PATCH.replace("::", ":\u200b:", 1).replace("##", "#\u200b#")),
    ],
)
def test_a_patch_is_exact_where_it_goes_to_a_program(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    ci: str,
    shown: str,
    *,
    is_terminal: bool,
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    write_patch(PATCH)
    assert capfdbinary.readouterr().out.decode() == shown


def test_a_result_is_exact(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_result(PATCH)
    assert capfdbinary.readouterr().out.decode() == PATCH
