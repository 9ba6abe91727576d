"""``sotsync sync --watch`` on a pseudo terminal, with real files that change under it."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sotsync.cli.app import app
from sotsync.cli.project import Project, open_project
from sotsync.cli.syncing import Fixes, keep_in_step
from sotsync.cli.watching import Watched, load_watcher, rounds
from sotsync.errors import InputError, UsageError
from tests.cli.conftest import Run

pytest.importorskip("watchfiles")
pty = pytest.importorskip("pty", reason="no pseudo terminals on Windows")

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
NEW = "supabase/migrations/20260103090000_isbn.sql"
ISBN = b"ALTER TABLE public.books ADD COLUMN isbn text;\n"
PATIENCE = 60.0
"""Seconds that a line may take on a machine that is busy with other tests."""


class Watch:
    """A running ``sotsync sync --watch`` and what it has shown so far."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            (sys.executable, "-m", "sotsync", "sync", "--watch", *arguments),
            cwd=root,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
        )
        os.close(slave)
        self._unread = b""

    def until(self, words: str) -> str:
        """What is shown up to and with the next line that holds the words."""
        wanted, shown = words.encode(), self._unread
        end = time.monotonic() + PATIENCE
        while wanted not in shown or b"\n" not in shown[shown.index(wanted) :]:
            left = end - time.monotonic()
            assert left > 0, f"{words!r} never came: {shown.decode()}"
            if select.select([self._master], [], [], left)[0]:
                shown += os.read(self._master, 65536)
        stop = shown.index(b"\n", shown.index(wanted)) + 1
        self._unread = shown[stop:]
        return shown[:stop].decode()

    def is_silent(self, seconds: float) -> bool:
        """Whether nothing is shown for so long."""
        while select.select([self._master], [], [], seconds)[0]:
            self._unread += os.read(self._master, 65536)
            if b"\n" in self._unread:
                return False
        return True

    def end(self) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """Let nothing be left behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)


@pytest.fixture
def project(library: Path, run: Run) -> Path:
    assert run("init").exit_code in {0, 1}
    return library


@pytest.fixture
def watch(project: Path) -> Iterator[Watch]:
    """A watch that has looked at the project once."""
    running = Watch(project)
    running.until("Ctrl-C ends it")
    running.until("is in step")
    yield running
    running.close()


def test_a_new_migration_is_taken_into_the_document(project: Path, watch: Watch) -> None:
    (project / NEW).write_bytes(ISBN)
    assert f"wrote {DOCUMENT} (" in watch.until("is in step")
    assert b"isbn" in (project / DOCUMENT).read_bytes()
    assert watch.is_silent(2.5), "its own write must not start it again"
    assert watch.end() == 0
    assert "stopped watching" in watch.until("stopped watching")


def test_a_half_written_migration_is_waited_for(project: Path, watch: Watch) -> None:
    before = (project / DOCUMENT).read_bytes()
    (project / NEW).write_bytes(ISBN[:40] + b"(((\n")
    shown = watch.until("nothing is written")
    assert f"waiting: {NEW}:1" in shown
    assert (project / DOCUMENT).read_bytes() == before
    (project / NEW).write_bytes(ISBN)
    watch.until(f"wrote {DOCUMENT}")


def test_an_edit_of_a_generated_part_is_undone(project: Path, watch: Watch) -> None:
    text = (project / DOCUMENT).read_bytes()
    (project / DOCUMENT).write_bytes(text.replace(b"| `title` | TEXT |", b"| `title` | UUID |"))
    watch.until(f"wrote {DOCUMENT}")
    assert b"| `title` | TEXT |" in (project / DOCUMENT).read_bytes()


def test_an_edit_of_a_person_is_kept_and_told(project: Path, watch: Watch) -> None:
    with (project / DOCUMENT).open("ab") as file:
        file.write(b"\nA note.\n")
    watch.until("is in step")
    assert (project / DOCUMENT).read_bytes().endswith(b"\nA note.\n")


def test_errors_are_told_and_watching_goes_on(project: Path, watch: Watch) -> None:
    text = (project / DOCUMENT).read_bytes()
    (project / DOCUMENT).unlink()
    watch.until("error: no Source-of-Truth document")
    (project / "sotsync.toml").write_bytes(b"nonsense = 1\n")
    watch.until("nonsense")
    (project / "sotsync.toml").unlink()
    watch.until("error: no Source-of-Truth document")
    (project / DOCUMENT).write_bytes(text)
    watch.until("is in step")
    assert watch.process.poll() is None


def test_settings_that_change_count(project: Path, watch: Watch) -> None:
    other = project / "other"
    other.mkdir()
    (other / "20260101000000_a.sql").write_bytes(b"CREATE TABLE public.shelves (id int);\n")
    (project / "sotsync.toml").write_bytes(b'migrations = "other"\n')
    watch.until(f"wrote {DOCUMENT}")
    assert b"shelves" in (project / DOCUMENT).read_bytes()
    (other / "20260102000000_b.sql").write_bytes(b"ALTER TABLE public.shelves ADD hall text;\n")
    watch.until(f"wrote {DOCUMENT}")
    assert b"hall" in (project / DOCUMENT).read_bytes()


def test_nothing_is_written_while_git_is_busy(project: Path, watch: Watch) -> None:
    mark = project / ".git" / "MERGE_HEAD"
    mark.parent.mkdir()
    mark.write_bytes(b"x\n")
    (project / NEW).write_bytes(ISBN)
    watch.until("waiting: git is in the middle of something")
    mark.unlink()
    watch.until(f"wrote {DOCUMENT}")


def test_files_of_a_divided_document_are_watched(project: Path, run: Run) -> None:
    assert run("split").exit_code in {0, 1}
    watch = Watch(project)
    try:
        watch.until("is in step")
        file = next((project / "SoT/database-schema").glob("*books*.md"))
        text = file.read_bytes()
        file.write_bytes(text.replace(b"| TEXT |", b"| UUID |"))
        watch.until(f"wrote SoT/database-schema/{file.name}")
        assert b"| TEXT |" in file.read_bytes()
    finally:
        watch.close()


def test_what_is_wrong_at_the_start_ends_the_call(project: Path) -> None:
    (project / "sotsync.toml").write_bytes(b"nonsense = 1\n")
    watch = Watch(project)
    try:
        watch.until("nonsense")
        assert watch.process.wait(PATIENCE) == 2
    finally:
        watch.close()


def test_it_is_for_a_terminal(project: Path, run: Run) -> None:
    assert project.is_dir()
    result = run("sync", "--watch")
    assert result.exit_code == 2
    assert "sotsync sync --check" in result.stderr


@pytest.mark.parametrize("option", ["--check", "--dry-run", "--output=json"])
def test_it_does_not_go_with_one_run(project: Path, run: Run, option: str) -> None:
    assert project.is_dir()
    result = run("sync", "--watch", option)
    assert result.exit_code == 2
    assert "leave out --check" in result.stderr


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(UsageError) as caught:
        load_watcher()
    assert caught.value.hint == "pip install 'sotsync[watch]'"


def test_the_package_is_loaded_only_to_watch() -> None:
    code = "import sys, sotsync.cli.commands.sync; print('watchfiles' in sys.modules)"
    shown = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, check=True, text=True
    ).stdout
    assert shown == "False\n"


def test_help_names_it() -> None:
    assert "--watch" in CliRunner().invoke(app, ["sync", "--help"]).stdout


def watched_at(root: Path) -> Watched:
    def reopen() -> Project:
        return open_project(root, {})

    return Watched(reopen=reopen, project=reopen())


def steps(*actions: Callable[[], object]) -> Callable[[Iterable[Path]], Iterator[None]]:
    """A watcher that does one of the actions each time it is asked, and then is interrupted."""
    left = list(actions)

    def woken(folders: Iterable[Path]) -> Iterator[None]:
        assert all(folder.is_dir() for folder in folders)
        while left:
            left.pop(0)()
            yield
        raise KeyboardInterrupt

    return woken


def shown_after(
    project: Path, capsys: pytest.CaptureFixture[str], *actions: Callable[[], object]
) -> list[str]:
    """The lines that watching shows on both streams while the actions happen."""
    capsys.readouterr()
    with pytest.raises(KeyboardInterrupt):
        keep_in_step(watched_at(project), steps(*actions), Fixes())
    shown = capsys.readouterr()
    return [*shown.out.splitlines(), *shown.err.splitlines()]


def test_every_round_says_one_thing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown_after(
        project,
        capsys,
        lambda: None,
        lambda: (project / NEW).write_bytes(ISBN),
        lambda: None,
        lambda: None,
    )
    assert lines[0] == f"{DOCUMENT} is in step"
    assert lines[1].startswith(f"wrote {DOCUMENT} (")
    assert lines[1].endswith(f"; {DOCUMENT} is in step")
    assert len(lines) == 2


def test_what_is_left_for_a_person_is_counted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = b"\n## DBT-099: Nonsense\n\n**ID**: DBT-099\n"

    def add() -> None:
        text = (project / DOCUMENT).read_bytes()
        place = text.index(b"\n## DBT-")
        (project / DOCUMENT).write_bytes(text[:place] + entry + text[place:])

    lines = shown_after(project, capsys, add)
    assert "left for a person: sotsync diff lists them" in lines[-1]


def test_a_first_error_is_told_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / DOCUMENT).unlink()
    lines = shown_after(project, capsys, lambda: None, lambda: None)
    assert [line for line in lines if line.startswith("error:")] == [
        f"error: no Source-of-Truth document in {project}"
    ]


@pytest.mark.parametrize("error", [RecursionError(), OSError(5, "fault", "a file")])
def test_a_fault_is_told_and_watching_goes_on(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*_: object) -> str:
        raise error

    monkeypatch.setattr("sotsync.cli.syncing._round", fail)
    assert shown_after(project, capsys, lambda: None)[0].startswith("error: ")


def test_a_new_folder_is_watched_too(project: Path) -> None:
    folder = project / "supabase/migrations/more"
    asked: list[tuple[Path, ...]] = []

    def woken(folders: Iterable[Path]) -> Iterator[None]:
        asked.append(tuple(folders))
        if len(asked) == 1:
            folder.mkdir()
            yield
        elif len(asked) == 2:
            raise FileNotFoundError("gone meanwhile")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(rounds(watched_at(project), woken))
    assert folder not in asked[0]
    assert folder in asked[1]
    assert len(asked) == 3


def test_a_project_that_is_gone_ends_it(project: Path) -> None:
    watched = watched_at(project)

    def remove() -> None:
        shutil.rmtree(project)

    with pytest.raises(InputError, match="is gone"):
        list(rounds(watched, steps(remove)))


def test_a_dump_and_what_settings_name_are_watched(project: Path) -> None:
    (project / "dumps").mkdir()
    (project / "dumps/now.sql").write_bytes(b"CREATE TABLE a (id int);\n")
    (project / "sotsync.toml").write_bytes(
        b'migrations = "dumps/now.sql"\nknown = "lists/known.json"\n'
    )
    (project / "lists").mkdir()
    folders = watched_at(project).folders()
    assert {project / "dumps", project / "lists", project / "SoT"} <= set(folders)
    assert project / "supabase/migrations" not in folders


def test_what_changes_while_it_settles_is_waited_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = watched_at(project)
    watched.begin()
    pieces = [b"ALTER", ISBN]

    def sleep(_: float) -> None:
        if pieces:
            (project / NEW).write_bytes(pieces.pop(0))

    monkeypatch.setattr("sotsync.cli.watching.time.sleep", sleep)
    assert watched.settle()
    assert pieces == []
    assert watched.changed == {str(project / NEW)}


def test_what_is_waited_for_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = project / ".git" / "MERGE_HEAD"

    def begin() -> None:
        mark.parent.mkdir()
        mark.write_bytes(b"x\n")

    lines = shown_after(
        project,
        capsys,
        lambda: (project / NEW).write_bytes(ISBN[:40] + b"((\n"),
        begin,
        mark.unlink,
    )
    assert lines[1].startswith(f"waiting: {NEW}:1")
    assert lines[2] == "waiting: git is in the middle of something"
    assert lines[3] == lines[1]
