"""What an earlier call printed, kept in the user's cache folder and found by what it was made from.

A key is a digest of every byte that the result depends on, so an entry is never out of date, only
unused. Entries are replaced whole, so that calls may run side by side; an entry that is damaged, or
a folder that cannot be used, is the same as no entry. Nothing that is read here is ever written to
a project.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sotsync._version import __version__

__all__ = ["Cache", "digest", "user_cache"]

MAXIMUM_BYTES = 256 * 1024 * 1024
"""How much is kept; what was not used for longest goes first."""

_LIBRARIES = ("deepdiff-", "mistune-", "postgast-", "pydantic", "sqlglot")
"""Installed packages whose version may show in a result, as their metadata folders begin."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries."""

    folder: Path

    def read(self, key: str) -> bytes | None:
        """What was kept under the key; None where there is nothing whole."""
        path = self.folder / key
        try:
            kept = path.read_bytes()
            checksum, content = kept[:_CHECKSUM_BYTES], kept[_CHECKSUM_BYTES:]
            if checksum != hashlib.sha256(content).digest():
                return None
            os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep the content under the key, if that is possible, and drop what is too old."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(key, hashlib.sha256(content).digest() + content)
            self._prune()

    def _replace(self, key: str, data: bytes) -> None:
        descriptor, name = tempfile.mkstemp(prefix=".", dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(self.folder / key)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _prune(self) -> None:
        entries = []
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= MAXIMUM_BYTES:
                return
            path.unlink(missing_ok=True)
            total -= size


_CHECKSUM_BYTES = hashlib.sha256().digest_size


def user_cache() -> Cache:
    """The cache in the folder that the system has for it."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only commands that use it pay

    return Cache(user_cache_path("sotsync", appauthor=False) / "results")


def digest(parts: Iterable[bytes]) -> str:
    """The key of a result that is made from these parts by this very program."""
    hashed = hashlib.sha256()
    for part in (*_program(), *parts):
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()


def _program() -> Iterable[bytes]:
    """What tells one program from another: versions, and the code for those who change it."""
    yield f"{__version__} {sys.version}".encode()
    home = Path(__file__).parent
    for folder, folders, names in os.walk(home):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(names):
            status = Path(folder, name).stat()
            yield f"{folder}/{name} {status.st_size} {status.st_mtime_ns}".encode()
    for entry in sys.path:
        with contextlib.suppress(OSError):
            names = sorted(name for name in os.listdir(entry or ".") if name.endswith(".dist-info"))  # noqa: PTH208 - names are all that is wanted
            yield from (name.encode() for name in names if name.startswith(_LIBRARIES))
