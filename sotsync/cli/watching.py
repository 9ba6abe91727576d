"""``sotsync sync --watch``: do something again whenever the files that it depends on have changed.

The operating system only wakes the loop. Whether anything changed is told from the files' own
sizes, times and identities, so that a message that is lost or comes twice changes nothing, and so
that what a run wrote itself is known and does not start it again.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sotsync.cli.discovery import DOCUMENT_FOLDERS
from sotsync.cli.project import Project
from sotsync.errors import InputError, SotsyncError, UsageError

__all__ = ["Watched", "load_watcher", "rounds"]

PATIENCE = 0.25
"""Seconds that files have to stay as they are: a file that is being written is not read."""

_WAKE_UP = 1500
"""Milliseconds after which files are looked at although no message came, as on network drives."""

_ROOT_NAMES = frozenset(
    {"sotsync.toml", "pyproject.toml", "sotsync.known.json", "sqitch.plan", "sqitch.conf"}
)
_SPECIFICATIONS = "database-schema"
_EPIC_FOLDERS = ("epics", "EPICs", "docs/epics", "SoT/epics")
_FOREIGN_FOLDERS = frozenset({"node_modules", "__pycache__"})

_GIT_MARKS = (
    *("index.lock", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"),
    *("rebase-merge", "rebase-apply"),
)
"""What is there while git is in the middle of something that changes files."""

_NOTHING = (0, 0, 0)

_State = Mapping[str, tuple[int, int, int]]
"""Size, time of change and identity of each file."""


Watcher = Callable[[Iterable[Path]], Iterator[object]]
"""Says something each time that a file in one of the folders may have changed."""


def load_watcher() -> Watcher:
    """The watcher of the operating system.

    Raises:
        UsageError: The package that has it is not installed.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "--watch needs the package watchfiles",
            hint="pip install 'sotsync[watch]'",
        ) from error

    def woken(folders: Iterable[Path]) -> Iterator[object]:
        yield from watch(
            *folders,
            watch_filter=None,
            step=50,
            debounce=400,
            rust_timeout=_WAKE_UP,
            yield_on_timeout=True,
            raise_interrupt=True,
            recursive=False,
        )

    return woken


@dataclass
class Watched:
    """The files that a project depends on, as they are now and as they were last seen.

    Attributes:
        reopen: Gives the project as its settings are now.
        project: The project, as its settings last could be read.
        changed: The files that changed since watching began.
    """

    reopen: Callable[[], Project]
    project: Project
    changed: set[str] = field(default_factory=set)
    _seen: _State = field(default_factory=dict)
    _own: _State = field(default_factory=dict)

    def folders(self) -> tuple[Path, ...]:
        """The folders that hold such files; only those that are there."""
        project = self.project
        found = [project.root, *(project.root / name for name in DOCUMENT_FOLDERS)]
        found += [project.root / name for name in _EPIC_FOLDERS]
        for place in _places(project):
            folder = place if place.is_dir() else place.parent
            found += [folder, folder / _SPECIFICATIONS]
        found += self._migration_folders()
        there = {os.path.realpath(folder): folder for folder in found if folder.is_dir()}
        return tuple(there[name] for name in sorted(there))

    def _migration_folders(self) -> Iterator[Path]:
        try:
            place = self.project.migrations
        except SotsyncError:
            return
        for folder, inner, _ in os.walk(place if place.is_dir() else place.parent):
            inner[:] = sorted(name for name in inner if name not in _FOREIGN_FOLDERS)
            yield Path(folder)
            if not place.is_dir():
                return

    def state(self) -> _State:
        """The files, as they are now."""
        found: dict[str, tuple[int, int, int]] = {}
        root = os.path.realpath(self.project.root)
        for folder in map(os.path.realpath, self.folders()):
            for name, facts in _entries(folder):
                is_read = name in _ROOT_NAMES or name.endswith((".md", ".sql"))
                if is_read or folder != root:
                    found[os.path.join(folder, name)] = facts  # noqa: PTH118 - as realpath gives it
        return found | self._git_marks()

    def _git_marks(self) -> dict[str, tuple[int, int, int]]:
        git = self.project.root / ".git"
        return {os.fspath(git / name): _NOTHING for name in _GIT_MARKS if (git / name).exists()}

    @property
    def is_git_busy(self) -> bool:
        """Whether git is in the middle of something that a written file would disturb."""
        return bool(self._git_marks())

    def is_changed(self) -> bool:
        """Whether any file is another than when it was last seen."""
        return self.state() != self._seen

    def settle(self) -> bool:
        """Wait until the files stay as they are, and take them as seen.

        Returns:
            Whether anything changed but what the last run wrote.
        """
        state = self.state()
        while True:
            time.sleep(PATIENCE)
            again = self.state()
            if again == state:
                break
            state = again
        differing = _differing(self._seen, state)
        is_ours = all(self._own.get(path) == state.get(path) for path in differing)
        self.changed |= differing
        self._seen = state
        return not (differing and is_ours)

    def begin(self) -> None:
        """Take the files as seen, before the first run."""
        self._seen = self.state()

    def wrote(self, paths: Iterable[Path]) -> None:
        """Remember what a run wrote, so that it does not count as a change."""
        state = self.state()
        names = map(os.path.realpath, paths)
        self._own = {name: state[name] for name in names if name in state}

    def refresh(self) -> None:
        """Read the settings again.

        Raises:
            SotsyncError: They are wrong; the project stays as it was.
        """
        self.project = self.reopen()


def _places(project: Project) -> Iterator[Path]:
    """What settings name, and the document."""
    for name in ("document", "baseline", "known"):
        stated = project.path_of(name)
        if stated is not None:
            yield stated
    try:
        yield project.document
    except SotsyncError:
        return


def _entries(folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The files of a folder; what vanishes meanwhile is not there."""
    with contextlib.suppress(OSError), os.scandir(folder) as listed:
        for entry in listed:
            with contextlib.suppress(OSError):
                facts = entry.stat()
                if not entry.is_dir():
                    yield entry.name, (facts.st_size, facts.st_mtime_ns, facts.st_ino)


def _differing(one: _State, other: _State) -> set[str]:
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


def rounds(watched: Watched, watcher: Watcher) -> Iterator[bool]:
    """One item for each time that something is to be done: first at once, then after changes.

    An item says whether more changed than what the round before it wrote.

    Raises:
        InputError: The project's folder is gone.
    """
    watched.begin()
    yield True
    while True:
        folders = watched.folders()
        if not folders:
            raise InputError(f"{watched.project.root} is gone")
        with contextlib.closing(_woken(watcher, folders)) as woken:
            for _ in woken:
                if watched.is_changed():
                    yield watched.settle()
                if watched.folders() != folders:
                    break


def _woken(watcher: Watcher, folders: tuple[Path, ...]) -> Generator[None, None, None]:
    """At once, and whenever the watcher says so; a folder that goes meanwhile ends it."""
    yield
    try:
        for _ in watcher(folders):
            yield
    except (OSError, RuntimeError):
        time.sleep(PATIENCE)
