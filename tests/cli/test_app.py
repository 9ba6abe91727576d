"""The command as a whole: version, help, exit codes, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import sotsync
from sotsync.cli import main
from sotsync.cli.app import COMMANDS, app
from sotsync.cli.console import finding_lines, progress, write_error
from sotsync.errors import InputError
from sotsync.findings import Finding, Severity
from sotsync.text import Location
from tests.cli.conftest import Run


def sotsync_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as its own process."""
    return subprocess.run(
        [sys.executable, "-m", "sotsync", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"sotsync {sotsync.__version__}\n")


def test_the_version_of_a_process() -> None:
    result = sotsync_process("--version")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.split() == [b"sotsync", sotsync.__version__.encode()]


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_help_lists_the_commands(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.output for name in COMMANDS)
    assert "Exit codes:" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_examples(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"\n    sotsync {name}" in result.output.partition("Examples:")[2]
    assert "Exit codes:" in result.output


@pytest.mark.parametrize("arguments", [("dif",), ("diff", "--nope"), ("export", "-C", "nowhere")])
def test_a_call_that_cannot_be_understood_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_an_error_has_a_place_and_a_hint(library: Path, run: Run) -> None:
    (library / "sotsync.toml").write_text("layot = 'plain'\n")
    result = run("export")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "error: sotsync.toml:1:1: unknown setting 'layot'\nhint: did you mean 'layout'?\n"
    )


@pytest.mark.parametrize(
    ("raised", "exit_code", "words"),
    [
        (RecursionError(), 2, "nested too deeply"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 2, ""),
        (InputError("is odd"), 2, "error: is odd"),
        (PermissionError(13, "Permission denied", "a.md"), 2, "error: a.md: Permission denied"),
        (OSError("odd"), 2, "error: odd"),
    ],
)
def test_what_ends_a_call_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, exit_code: int, words: str
) -> None:
    @click.command()
    def command() -> None:
        raise raised

    monkeypatch.setattr("sotsync.cli.commands.export.command", command)
    result = CliRunner().invoke(app, ["export"], catch_exceptions=False)
    assert result.exit_code == exit_code
    assert words in result.output
    assert "Traceback" not in result.output


@pytest.mark.skipif(os.name == "nt", reason="the test closes a pipe as a shell would")
def test_a_reader_that_leaves_early_is_no_trouble(library: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sotsync", "export"],
        cwd=library,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert b"Exception ignored" not in process.stderr.read()
    assert process.returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the streams")
@pytest.mark.parametrize(
    ("command", "closed", "code"),
    [("init", "<&- >&- 2>&-", 0), ("diff", "2>&-", 2), ("export", ">&-", 0)],
)
def test_streams_that_are_closed_are_no_trouble(
    library: Path, command: str, closed: str, code: int
) -> None:
    shell = f'exec "$0" -m sotsync {command} {closed}'
    process = subprocess.run(
        ["/bin/sh", "-c", shell, sys.executable], cwd=library, capture_output=True, check=False
    )
    assert b"Traceback" not in process.stderr
    assert process.returncode == code


def test_control_characters_of_a_file_never_reach_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_error(InputError("\x1b]0;title\x07", location=Location("a\x1b.sql"), hint="\x9b1m"))
    shown = capsys.readouterr().err
    assert "\x1b" not in shown
    assert "a\\x1b.sql: \\x1b]0;title\\x07" in shown
    assert "hint: \\x9b1m" in shown


def test_findings_are_listed_and_notes_are_counted() -> None:
    findings = [
        Finding(code="R1", severity=Severity.WARNING, message="odd", hint="mend it"),
        Finding(code="R2", severity=Severity.ERROR, message="bad", migration=Location("a.sql", 3)),
        Finding(code="R3", severity=Severity.INFO, message="so it is"),
    ]
    assert list(finding_lines(findings)) == [
        "warning: odd [R1] (mend it)",
        "error: a.sql:3:1: bad [R2]",
        "info: not shown: 1; --verbose lists them",
    ]
    assert list(finding_lines(findings, is_verbose=True))[-1] == "info: so it is [R3]"


@pytest.mark.parametrize(("no_color", "is_coloured"), [("", True), ("1", False)])
def test_colour_only_where_a_person_watches(
    monkeypatch: pytest.MonkeyPatch, no_color: str, *, is_coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    shown: list[str] = []
    monkeypatch.setattr("click.echo", lambda text, **_: shown.append(text))
    write_error(InputError("is odd"))
    assert ("\x1b[" in shown[0]) is is_coloured


def test_a_console_that_knows_few_characters(library: Path) -> None:
    (library / "sotsync.toml").write_text("größe = 1\n", encoding="utf-8")
    result = sotsync_process("export", "-C", str(library), PYTHONIOENCODING="ascii")
    assert result.returncode == 2
    assert b"TOML" in result.stderr


def test_work_is_shown_where_a_person_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress("Counting"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress("Counting"):
        pass
    assert "Counting" in capsys.readouterr().err


def test_the_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["sotsync", "--version"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0


def test_a_name_that_no_system_takes(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("diff", "--document", "a" * 5000)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")


@pytest.mark.parametrize("environment", [{}, {"SOTSYNC_DEBUG": "1"}])
def test_a_fault_of_the_program_is_neither_drift_nor_in_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: dict[str, str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("sotsync.cli.app.app", fail)
    monkeypatch.setattr("gc.set_threshold", fail_never)
    monkeypatch.delenv("SOTSYNC_DEBUG", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "a fault of sotsync itself: KeyError in fail, test_app.py:" in told
    assert ("Traceback" in told) is bool(environment)


def fail_never(*_: object) -> None:
    """Leave the collector of the tests alone."""
