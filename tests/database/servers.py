"""Real servers of other versions, where the machine has some.

``SOTSYNC_TEST_SERVERS`` lists the folders of their programs (``initdb``, ``postgres``, ``pg_ctl``)
as PATH does. Without it the tests that need them are skipped: the embedded server is one version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sotsync.database.embedded import EmbeddedServer

__all__ = ["SERVERS", "running"]

SERVERS = tuple(
    Path(folder)
    for folder in os.environ.get("SOTSYNC_TEST_SERVERS", "").split(os.pathsep)
    if folder
)
_SETTINGS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_NOBODY = "nobody"
"""Root cannot run PostgreSQL, so this user does."""


@contextmanager
def running(programs: Path) -> Iterator[EmbeddedServer]:
    """An empty server of those programs, reached by a socket, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sotsync-"))
    user = _NOBODY if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", data, *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
            user=user,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        )

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        run("pg_ctl", "-w", "-l", str(log), "-o", f"{_SETTINGS} -k {folder}", "start")
        try:
            yield EmbeddedServer(folder=folder, extensions=frozenset())
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
