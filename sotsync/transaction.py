"""Several files replaced together: all of them, or none.

The new texts are written beside the files first, then a journal that names every step, and only
then is one file after the other put in its place. An error on the way restores what was there. A
killed process leaves the journal, and with it everything that is needed to finish.

A journal may also have come with a clone, written by a stranger. It is followed only where it says
what one of ours can say: files of the project, and new texts that stand beside them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "CutShortError",
    "ForeignJournalError",
    "Replacement",
    "ReplacementError",
    "UnderWayError",
    "finish",
    "journal_of",
    "replace_together",
]


class CutShortError(Exception):
    """A write cannot be finished, because ``path`` is neither as it was nor as planned."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class ForeignJournalError(Exception):
    """A journal names what no write to the project could have named."""


class ReplacementError(Exception):
    """A file cannot be written, for ``reason``."""

    def __init__(self, path: Path, reason: OSError) -> None:
        super().__init__(str(path))
        self.path = path
        self.reason = reason


class UnderWayError(Exception):
    """Another write to the project is under way, or was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One file's step; ``before`` and ``after`` are None where the file is not there."""

    path: Path
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A step as the journal keeps it; ``temporary`` holds the new bytes until they are in place."""

    path: Path
    temporary: Path | None
    before: str | None
    after: str | None

    def is_done(self) -> bool:
        return _digest_of(self.path) == self.after

    def is_possible(self) -> bool:
        if _digest_of(self.path) != self.before:
            return False
        return self.temporary is None or _digest_of(self.temporary) == self.after

    def take(self) -> None:
        if self.temporary is None:
            self.path.unlink()
            with contextlib.suppress(OSError):  # A folder goes with the last file in it.
                self.path.parent.rmdir()
        else:
            self.temporary.replace(self.path)


def journal_of(root: Path) -> Path:
    """Where the journal of a write to a project is kept while it lasts."""
    return root / ".sotsync.journal"


def replace_together(root: Path, replacements: Sequence[Replacement]) -> None:
    """Take every step, in order, or none.

    Args:
        root: The project's folder, in which the journal is kept.
        replacements: The steps; nobody else may have changed the files since ``before``.

    Raises:
        ReplacementError: A step failed; everything is as it was.
        UnderWayError: A write is under way, or was cut short.
    """
    steps: list[_Step] = []
    journal = journal_of(root)
    if os.path.lexists(journal):
        raise UnderWayError
    made = _folders_to_make(replacements)
    try:
        for one in replacements:
            with _failing(one):
                steps.append(_prepared(one))
        if len(steps) > 1:  # One rename is all or nothing by itself.
            with _failing(replacements[0]):
                _write_journal(journal, steps)
    except BaseException:
        _forget(steps, made)
        raise
    _take_all(steps, replacements, made, journal)


def _take_all(
    steps: Sequence[_Step], replacements: Sequence[Replacement], made: Sequence[Path], journal: Path
) -> None:
    done: list[Replacement] = []
    try:
        for step, one in zip(steps, replacements, strict=True):
            with _failing(one):
                done.append(one)
                step.take()
    except BaseException:
        for one in reversed(done):
            _restore(one)
        _forget(steps, made)
        journal.unlink(missing_ok=True)
        raise
    journal.unlink(missing_ok=True)


@contextlib.contextmanager
def _failing(one: Replacement) -> Iterator[None]:
    """Say of which file the operating system complains."""
    try:
        yield
    except OSError as error:
        raise ReplacementError(one.path, error) from error


def finish(root: Path) -> bool:
    """Finish a write to the project that was cut short; False where there is none.

    Raises:
        CutShortError: A file was changed since; nothing is touched.
        ForeignJournalError: The journal is not one of ours; nothing is touched.
        OSError: A file cannot be read or written.
    """
    journal = journal_of(root)
    if not os.path.lexists(journal):
        return False
    steps = _read_journal(journal)
    for step in steps:
        if not step.is_done() and not step.is_possible():
            raise CutShortError(step.path)
    for step in steps:
        if not step.is_done():
            step.take()
    _forget(steps, ())
    journal.unlink()
    return True


def _replace_file(path: Path, data: bytes) -> None:
    """Write beside the file and rename: on one file system a rename is all or nothing."""
    temporary = _written_beside(path, data)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _written_beside(path: Path, data: bytes) -> Path:
    """The bytes in a new file of the same folder and mode, safe on the disk."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _prepared(one: Replacement) -> _Step:
    temporary = None
    if one.after is not None:
        one.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _written_beside(one.path, one.after)
    return _Step(
        path=one.path,
        temporary=temporary,
        before=_digest(one.before),
        after=_digest(one.after),
    )


def _folders_to_make(replacements: Iterable[Replacement]) -> tuple[Path, ...]:
    return tuple({one.path.parent for one in replacements if not one.path.parent.exists()})


def _forget(steps: Iterable[_Step], made: Iterable[Path]) -> None:
    """Leave nothing behind that was only made on the way."""
    for step in steps:
        if step.temporary is not None:
            step.temporary.unlink(missing_ok=True)
    for folder in made:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _restore(one: Replacement) -> None:
    """Give a file its old content back; a file that was new goes."""
    with contextlib.suppress(OSError):
        if one.before is None:
            one.path.unlink(missing_ok=True)
        elif _digest_of(one.path) != _digest(one.before):
            one.path.parent.mkdir(parents=True, exist_ok=True)
            _replace_file(one.path, one.before)


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _digest_of(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.exists() else None


def _write_journal(journal: Path, steps: Sequence[_Step]) -> None:
    """The journal, which must not be there: another write is under way while it is."""
    folder = journal.parent
    records = [
        {
            "path": os.path.relpath(step.path, folder),
            "temporary": step.temporary and os.path.relpath(step.temporary, folder),
            "before": step.before,
            "after": step.after,
        }
        for step in steps
    ]
    with journal.open("xb") as file:
        file.write(json.dumps({"steps": records}).encode())
        file.flush()
        os.fsync(file.fileno())


def _read_journal(journal: Path) -> tuple[_Step, ...]:
    """The steps; none where the process was killed before it had written them all down.

    Raises:
        ForeignJournalError: It was not written here.
    """
    if not stat.S_ISREG(journal.lstat().st_mode):
        raise ForeignJournalError
    try:
        records = json.loads(journal.read_bytes())
    except (ValueError, RecursionError):
        return ()
    steps = records.get("steps") if isinstance(records, dict) else None
    if not isinstance(steps, list):
        raise ForeignJournalError
    return tuple(_checked(record, journal.parent) for record in steps)


def _checked(record: object, folder: Path) -> _Step:
    """A step, which can only put a file of the project in its place, from beside it, or remove it.

    Raises:
        ForeignJournalError: It does anything else.
    """
    facts = record if isinstance(record, dict) else {}
    name, temporary, before, after = map(facts.get, ("path", "temporary", "before", "after"))
    is_text = all(one is None or isinstance(one, str) for one in (temporary, before, after))
    if not isinstance(name, str) or not is_text or (temporary is None) != (after is None):
        raise ForeignJournalError
    path = folder / name
    if not _is_in_project(path, folder):
        raise ForeignJournalError
    if temporary is not None:
        made = folder / temporary
        form = rf"\.{re.escape(path.name)}\.\w+\.tmp"
        if made.parent != path.parent or made.is_symlink() or not re.fullmatch(form, made.name):
            raise ForeignJournalError
    return _Step(
        path=path,
        temporary=None if temporary is None else folder / temporary,
        before=before,
        after=after,
    )


def _is_in_project(path: Path, folder: Path) -> bool:
    """Whether a path is a file of the project itself: no link, and nothing of git's own."""
    if "\0" in str(path) or path.is_symlink() or path.name in {"", ".", ".."}:
        return False
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    if not real.is_relative_to(root) or real == root:
        return False
    return not any(part.lower() == ".git" for part in real.relative_to(root).parts)
