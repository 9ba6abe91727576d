"""The project's only doors to files: exact bytes in, and a file replaced whole or not at all.

Text mode is never used, because it would rewrite line ends. A reader says what is wrong with a
file and where; a writer puts the new bytes beside the old file and then renames, so that a killed
process leaves either the old file or the new one.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sotsync.errors import InputError, RefusedWriteError
from sotsync.text import Location, Source

__all__ = [
    "Write",
    "decode",
    "is_portable",
    "read_bytes",
    "read_source",
    "shown_path",
    "write_source",
    "write_sources",
]

MAXIMUM_SIZE = 256 * 1024 * 1024
"""No schema document or migration is this large; a file that is has been given by mistake."""

_SURROGATE = re.compile("[\ud800-\udfff]")
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
    """Replace several files, all of them or none, each in one step and keeping its mode.

    Every file is checked first, then every new content is put beside its file; only then are they
    renamed, one after another. What was renamed before one that fails gets its old content back.

    Args:
        writes: The files.
        root: The project's folder; nothing outside it is ever written.

    Raises:
        RefusedWriteError: As with :func:`write_source`; every file is as it was.
    """
    wanted = tuple(writes)
    for write in wanted:
        _refuse(write, root)
    _replace_all(wanted, root)


def _refuse(write: Write, root: Path) -> None:
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
    if not path.resolve().is_relative_to(root.resolve()):
        raise RefusedWriteError(
            "lies outside the project", location=place, hint=f"the project is {root}"
        )
    if path.exists() and not path.is_file():
        raise RefusedWriteError("is not an ordinary file", location=place)
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise RefusedWriteError("is read-only", location=place, hint="make it writable first")


def _replace_all(writes: Sequence[Write], root: Path) -> None:
    """Write beside the files and rename: on one file system a rename is all or nothing."""
    staged: list[tuple[Write, Path]] = []
    try:
        for write in writes:
            with _refusals(write, root):
                if write.is_new:
                    write.path.parent.mkdir(parents=True, exist_ok=True)
                staged.append((write, _stage(write.path, write.source.text.encode())))
        _exchange(staged, root)
    finally:
        for _, temporary in staged:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _refusals(write: Write, root: Path) -> Iterator[None]:
    """Say of which file the operating system complains."""
    try:
        yield
    except OSError as error:
        raise RefusedWriteError(
            f"cannot be written: {_reason(error)}", location=_place(write.path, root)
        ) from error


def _exchange(staged: Iterable[tuple[Write, Path]], root: Path) -> None:
    done: list[tuple[Path, bytes | None]] = []
    try:
        for write, temporary in staged:
            with _refusals(write, root):
                before = write.path.read_bytes() if write.path.exists() else None
                temporary.replace(write.path)
                done.append((write.path, before))
    except BaseException:
        for path, content in reversed(done):
            _restore(path, content)
        raise


def _restore(path: Path, content: bytes | None) -> None:
    """Give a file its old content back; a file that was new goes."""
    with contextlib.suppress(OSError):
        if content is None:
            path.unlink()
        else:
            _stage(path, content).replace(path)


def _stage(path: Path, data: bytes) -> Path:
    """A file beside ``path`` that holds ``data``, with the mode that ``path`` has or would get."""
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
