"""Several files replaced together: all or none, whatever goes wrong on the way."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sotsync.errors import RefusedWriteError
from sotsync.files import finish_write
from sotsync.transaction import (
    CutShortError,
    ForeignJournalError,
    Replacement,
    ReplacementError,
    UnderWayError,
    finish,
    journal_of,
    replace_together,
)

OLD = {"a.md": b"a\n", "b.md": b"b\n", "gone.md": b"gone\n"}
NEW = {"a.md": b"A\n", "b.md": b"B\n", "in/c.md": b"C\n"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def steps(root: Path) -> list[Replacement]:
    names = [*NEW, "gone.md"]
    return [
        Replacement(path=root / name, before=OLD.get(name), after=NEW.get(name)) for name in names
    ]


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_every_step_is_taken_and_nothing_is_left_behind(project: Path) -> None:
    replace_together(project, steps(project))
    assert contents(project) == NEW
    assert not finish(project)


@pytest.mark.parametrize("failing", range(4))
def test_a_step_that_fails_gives_everything_back(
    project: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    real_replace, real_unlink = Path.replace, Path.unlink

    def replace(self: Path, target: Path) -> Path:
        if len(taken) == failing:
            taken.append(target)
            raise OSError(28, "No space left on device")
        taken.append(target)
        return real_replace(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - Path's own
        if self.name == "gone.md" and len(taken) == failing:
            taken.append(self)
            raise OSError(13, "Permission denied")
        real_unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(ReplacementError) as caught:
        replace_together(project, steps(project))
    assert caught.value.path.name == [*NEW, "gone.md"][failing].rpartition("/")[2]
    assert contents(project) == OLD
    assert not (project / "in").exists()


def test_a_write_that_is_under_way_is_not_joined(project: Path) -> None:
    journal_of(project).write_bytes(b"{}")
    with pytest.raises(UnderWayError):
        replace_together(project, steps(project))
    journal_of(project).unlink()
    assert contents(project) == OLD


def test_a_folder_that_cannot_be_made_changes_nothing(project: Path) -> None:
    (project / "in").write_bytes(b"a file in the way")
    with pytest.raises(ReplacementError):
        replace_together(project, steps(project))
    assert contents(project) == {**OLD, "in": b"a file in the way"}


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.test_transaction import steps
from sotsync.transaction import replace_together
root, at = Path(sys.argv[1]), int(sys.argv[2])
count = 0
def watch(event, arguments):
    global count
    if event in ("os.rename", "os.remove", "os.mkdir", "open", "os.rmdir"):
        if not any(str(root) in str(one) for one in arguments):
            return
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
replace_together(root, steps(root))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX kills so")
@pytest.mark.parametrize("at", range(1, 40, 2))
def test_a_killed_write_can_be_finished_or_never_began(project: Path, at: int) -> None:
    """Whenever it is killed: all is old and there is no journal, or finishing makes all new."""
    here = Path(__file__).parents[1]
    code = [sys.executable, "-c", KILLED, str(project), str(at)]
    ended = subprocess.run(code, check=False, cwd=here, env={**os.environ, "PYTHONPATH": str(here)})
    is_journal_whole = False
    if journal_of(project).exists():
        try:
            is_journal_whole = bool(json.loads(journal_of(project).read_bytes())["steps"])
        except ValueError:
            is_journal_whole = False
    finish(project)
    left = {name: data for name, data in contents(project).items() if not name.endswith(".tmp")}
    assert left in ([NEW] if is_journal_whole or not ended.returncode else [OLD, NEW])
    assert not journal_of(project).exists()


def test_what_was_changed_since_is_not_overwritten(project: Path) -> None:
    """A write that was cut short goes on only where files are as it left them."""
    made = project / ".a.md.x.tmp"
    made.write_bytes(b"A\n")
    record = {"path": "a.md", "temporary": made.name, "before": "other", "after": "another"}
    journal_of(project).write_text(json.dumps({"steps": [record]}))
    with pytest.raises(CutShortError) as caught:
        finish(project)
    assert caught.value.path == project / "a.md"
    assert (project / "a.md").read_bytes() == b"a\n"


def test_a_journal_that_is_cut_off_was_of_a_write_that_never_began(project: Path) -> None:
    journal_of(project).write_bytes(b'{"steps": [{"pa')
    assert finish(project)
    assert contents(project) == OLD


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


EVIL = digest(b"evil\n")

FOREIGN: dict[str, object] = {
    "a file outside": {"path": "../out", "temporary": "../.out.x.tmp", "after": EVIL},
    "a hook of git": {
        "path": ".git/hooks/pre-commit",
        "temporary": ".git/hooks/.pre-commit.x.tmp",
        "after": EVIL,
    },
    "git's settings in other letters": {
        "path": ".GIT/config",
        "temporary": ".GIT/.config.x.tmp",
        "after": EVIL,
    },
    "a text from elsewhere": {"path": "new.md", "temporary": "payload", "after": EVIL},
    "a text from another folder": {
        "path": "new.md",
        "temporary": "in/.new.md.x.tmp",
        "after": EVIL,
    },
    "a file that would go, outside": {"path": "../victim", "before": digest(b"victim\n")},
    "a text that would go, outside": {
        "path": "a.md",
        "temporary": "../victim",
        "after": digest(b"a\n"),
    },
    "an absolute path": {"path": "/etc/passwd", "temporary": "/etc/.passwd.x.tmp", "after": EVIL},
    "a way through a link": {
        "path": "link/out",
        "temporary": "link/.out.x.tmp",
        "after": EVIL,
    },
    "the project itself": {"path": "."},
    "a NUL": {"path": "a\0b"},
    "a number": {"path": 1},
    "no step": 1,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_journal_that_came_with_a_clone_writes_nothing_it_should_not(
    project: Path, name: str
) -> None:
    """What a stranger writes into a journal reaches neither git nor what is outside."""
    outside = project.parent
    (outside / "victim").write_bytes(b"victim\n")
    (project / ".git" / "hooks").mkdir(parents=True)
    (project / "in").mkdir()
    (project / "link").symlink_to(outside)
    planted = (
        *("payload", "in/.new.md.x.tmp", ".git/hooks/.pre-commit.x.tmp"),
        *("../.out.x.tmp", ".git/.config.x.tmp"),
    )
    for place in planted:
        (project / place).write_bytes(b"evil\n")
    journal_of(project).write_text(json.dumps({"steps": [FOREIGN[name]]}))
    before = contents(outside)
    with pytest.raises(ForeignJournalError):
        finish(project)
    assert contents(outside) == before


@pytest.mark.parametrize("text", ["[]", "{}", '{"steps": 1}', "1"])
def test_a_journal_of_another_shape_is_not_followed(project: Path, text: str) -> None:
    journal_of(project).write_text(text)
    with pytest.raises(ForeignJournalError):
        finish(project)
    assert journal_of(project).exists()


def test_a_journal_that_is_a_link_is_not_followed(project: Path) -> None:
    journal_of(project).symlink_to(project / "nowhere")
    with pytest.raises(ForeignJournalError):
        finish(project)
    with pytest.raises(UnderWayError):
        replace_together(project, steps(project))


def test_what_tells_of_a_foreign_write_is_named(project: Path) -> None:
    journal_of(project).write_text("[]")
    with pytest.raises(RefusedWriteError) as caught:
        finish_write(project)
    assert caught.value.location is not None
    assert caught.value.location.path == ".sotsync.journal"
