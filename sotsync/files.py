"""The project's only doors to files: exact bytes in, and a file replaced whole or not at all.

Text mode is never used, because it would rewrite line ends. A reader says what is wrong with a
file and where; a writer puts the new bytes beside the old file and then renames, so that a killed
process leaves either the old file or the new one.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sotsync.errors import InputError, PromiseError, RefusedWriteError
from sotsync.text import Location, Source
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

__all__ = [
    "Write",
    "decode",
    "finish_write",
    "is_portable",
    "read_bytes",
    "read_source",
    "refuse_unfinished",
    "shown_path",
    "write_source",
    "write_sources",
]

MAXIMUM_SIZE = 256 * 1024 * 1024
"""No schema document or migration is this large; a file that is has been given by mistake."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIFICATION_HEAD = "<!-- sotsync: specification of "
"""How a specification file begins; a main file never holds it."""
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_source(path: Path, *, root: Path | None = None) -> Source:
    """Read a file exactly, decoded once.

    Args:
        path: The file.
        root: The project's folder, which the path is shown relative to.

    Raises:
        InputError: The file is missing, not a file, unreadable, far too large, or not UTF-8.
    """
    return decode(read_bytes(path, root=root), shown_path(path, root))


def write_source(
    path: Path,
    source: Source,
    *,
    root: Path,
    is_new: bool = False,
    expected: Source | None = None,
) -> None:
    """Replace a file by the characters of ``source``, in one step, keeping its mode.

    Args:
        path: The file.
        source: What it shall hold.
        root: The project's folder; nothing outside it is ever written.
        is_new: Whether the file must not exist yet; missing folders are then made.
        expected: What the file must still hold, because ``source`` was made from it.

    Raises:
        RefusedWriteError: The path is a symbolic link, lies outside the project, is not an
            ordinary file, must not be written, exists although it must not, or has changed.
    """
    write_sources((Write(path=path, source=source, is_new=is_new, expected=expected),), root=root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One file to write.

    Attributes:
        path: The file.
        source: What it shall hold.
        is_new: Whether the file must not exist yet; missing folders are then made.
        expected: What the file must still hold, because ``source`` was made from it.
    """

    path: Path
    source: Source
    is_new: bool = False
    expected: Source | None = None


def write_sources(writes: Iterable[Write], *, root: Path) -> None:
    """Replace several files, all of them or none, each keeping its mode.

    Every file is checked first, then every new content is put beside its file; only then are they
    renamed, one after another. What was renamed before one that fails gets its old content back,
    and a killed process leaves a journal from which :func:`finish_write` goes on. A document of
    several files is written to all of them, its main file last; what it stands in no more, goes.

    Args:
        writes: The files.
        root: The project's folder; nothing outside it is ever written.

    Raises:
        RefusedWriteError: As with :func:`write_source`; every file is as it was.
    """
    wanted = tuple(one for write in writes for one in _single(write))
    for write in wanted:
        _refuse(write, root)
    steps = [_replacement(write) for write in wanted]
    try:
        replace_together(root, [step for step in steps if step.before != step.after])
    except UnderWayError as error:
        raise RefusedWriteError(
            "a write is under way, or was cut short",
            location=_place(journal_of(root), root),
            hint="run `sotsync sync` once nothing else is running; it finishes that write",
        ) from error
    except ReplacementError as error:
        raise RefusedWriteError(
            f"cannot be written: {_reason(error.reason)}", location=_place(error.path, root)
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Single:
    """A write of one file; ``source`` is None for one that goes."""

    path: Path
    source: Source | None
    is_new: bool
    expected: Source | None


def _single(write: Write) -> Iterator[_Single]:
    """The write of each file that a source stands in or stood in, the main one after its parts."""
    main, *parts = write.source.files
    before = {} if write.expected is None else {one.path: one for one in write.expected.files}
    if write.expected is not None:
        parts += [one for one in before.values() if one.path != main.path and one not in parts]
    after = {one.path: one for one in write.source.files}
    is_split = len(after) + len(before) > 2  # noqa: PLR2004 - one file before and after is none
    if is_split and _SPECIFICATION_HEAD in main.text:
        raise PromiseError(
            "a specification would be written into the main file",
            location=Location(main.path),
            hint="This is a fault of sotsync: please report it. Nothing was written.",
        )
    names = dict.fromkeys(one.path for one in parts)
    gone = [name for name in names if name not in after]
    for name in (*(name for name in names if name in after), main.path, *gone):
        way = posixpath.relpath(name, posixpath.dirname(main.path) or ".")
        expected = before.get(name) if is_split or write.expected is None else write.expected
        yield _Single(
            path=write.path if name == main.path else write.path.parent / way,
            source=after.get(name),
            is_new=write.is_new or (bool(before) and name not in before),
            expected=expected,
        )


def _replacement(write: _Single) -> Replacement:
    return Replacement(
        path=write.path,
        before=write.path.read_bytes() if write.path.exists() else None,
        after=None if write.source is None else write.source.text.encode(),
    )


def refuse_unfinished(root: Path) -> None:
    """Refuse to read a project to which a write was cut short.

    Raises:
        InputError: One was.
    """
    if os.path.lexists(journal_of(root)):
        raise InputError(
            "the project was being written when sotsync was stopped",
            location=_place(journal_of(root), root),
            hint="`sotsync sync` finishes that write first",
        )


def finish_write(root: Path) -> bool:
    """Finish a write to the project that was cut short; False where none was.

    Raises:
        RefusedWriteError: A file was changed since, or cannot be written, or what tells of the
            write was not written by sotsync.
    """
    try:
        return finish(root)
    except CutShortError as error:
        raise RefusedWriteError(
            "was changed after a write to it was cut short",
            location=_place(error.path, root),
            hint=f"look at it, then remove {journal_of(root).name}",
        ) from error
    except ForeignJournalError as error:
        raise RefusedWriteError(
            "tells of a write that sotsync does not make; nothing was written",
            location=_place(journal_of(root), root),
            hint="do not trust it: remove it, and see who put it there",
        ) from error
    except OSError as error:
        raise RefusedWriteError(
            f"cannot be written: {_reason(error)}", location=_place(journal_of(root), root)
        ) from error


def _refuse(write: _Single, root: Path) -> None:
    """Raise what speaks against a write."""
    shown = shown_path(write.path, root)
    _refuse_strange_target(write.path, shown, root)
    if write.is_new and write.path.exists():
        raise RefusedWriteError(
            "the file exists already", location=Location(shown), hint="use `sotsync sync`"
        )
    expected = write.expected
    if expected is not None and read_bytes(write.path, root=root) != expected.text.encode():
        raise RefusedWriteError(
            "has changed while it was being compared",
            location=Location(shown),
            hint="run the command again",
        )


def read_bytes(path: Path, *, root: Path | None = None) -> bytes:
    """The bytes of an ordinary file; the errors are those of :func:`read_source`."""
    try:
        fault = _fault_of(path.stat())
        if fault is None:
            return path.read_bytes()
    except (FileNotFoundError, ValueError) as error:  # A NUL is in the name of no file.
        raise InputError("does not exist", location=_place(path, root)) from error
    except OSError as error:
        reason = f"cannot be read: {_reason(error)}"
        raise InputError(reason, location=_place(path, root)) from error
    raise InputError(fault, location=_place(path, root))


def _fault_of(status: os.stat_result) -> str | None:
    """Why a file is none that is read."""
    if stat.S_ISDIR(status.st_mode):
        return "is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "is not an ordinary file"
    return f"is larger than {MAXIMUM_SIZE} bytes" if status.st_size > MAXIMUM_SIZE else None


def _place(path: Path, root: Path | None) -> Location:
    return Location(shown_path(path, root))


def decode(data: bytes, path: str) -> Source:
    """The text of a file, exact to the character.

    Raises:
        InputError: The bytes are not UTF-8; its location is the first that is not.
    """
    try:
        return Source(path, data.decode())
    except UnicodeDecodeError as error:
        before = Source(path, data[: error.start].decode())
        hint = "it looks like UTF-16" if data.startswith(_UTF_16_MARKS) else None
        raise InputError(
            f"is not UTF-8: byte 0x{data[error.start]:02x} cannot be read",
            location=before.location(len(before.text)),
            hint=f"{hint}; save it as UTF-8" if hint else "save it as UTF-8",
        ) from error


def shown_path(path: Path, root: Path | None = None) -> str:
    r"""The path as it is shown: relative to the project where it lies in it, forward slashes.

    Bytes of a name that are not UTF-8 are shown as ``\xff``, which any stream can take.
    """
    shown = path
    if root is not None:
        with contextlib.suppress(ValueError):
            shown = path.absolute().relative_to(root.absolute())
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")


def is_portable(name: str) -> bool:
    """Whether a name is text that every machine can hold: UTF-8 and no NUL."""
    return "\0" not in name and not _SURROGATE.search(name)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _refuse_strange_target(path: Path, shown: str, root: Path) -> None:
    place = Location(shown)
    if not is_portable(path.as_posix()):
        raise RefusedWriteError("has a name that is not UTF-8", location=place, hint="rename it")
    if path.is_symlink():
        raise RefusedWriteError(
            "is a symbolic link; writing through it could change a file elsewhere",
            location=place,
            hint="name the file itself",
        )
    # Unlike Path.resolve, realpath follows a link that leads back to itself as far as it leads.
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise RefusedWriteError(
            "lies outside the project", location=place, hint=f"the project is {root}"
        )
    if path.exists() and not path.is_file():
        raise RefusedWriteError("is not an ordinary file", location=place)
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise RefusedWriteError("is read-only", location=place, hint="make it writable first")
