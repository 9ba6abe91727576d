"""How long sotsync takes, side by side with a real server and with PostgreSQL's parser alone.

    nox -s bench -- 100 1000 10000

Every round runs all of them once, one after the other, so that a slow moment of the machine meets
each alike; the figures are medians. The server's start is not counted, nor is its bootstrap.
"""

# ruff: noqa: T201 - a script whose result is what it prints

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from sotsync.cli import COLLECTION
from sotsync.migrations.models import Migrations
from sotsync.migrations.read import read_migrations
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.sql.parser import parse_tree
from tests.bench.histories import history
from tests.oracle.server import Server, running_server

DEFAULT_SIZES = (100, 1000)
ROUNDS = 3
MEBIBYTE = 1024 * 1024
_KIBIBYTE = 1 if sys.platform == "darwin" else 1024
_FOLDER = "supabase/migrations"

Work = Callable[[], float]
"""Does something once; gives the seconds that count."""


@dataclass
class Bench:
    """One history, and what was measured on it."""

    root: Path
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[str, int] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The migrations."""
        return self.root / _FOLDER

    def measure(self, works: dict[str, Work]) -> None:
        """Run every work in turn, as often as there are rounds."""
        for _ in range(ROUNDS):
            for name, work in works.items():
                self.seconds[name].append(work())

    def process(self, name: str, *arguments: str) -> Work:
        """A whole call of the command line, with its peak memory."""

        def run() -> float:
            start = time.perf_counter()
            code, peak = _run([*arguments, "-C", str(self.root)], self.root / "output")
            taken = time.perf_counter() - start
            assert code in (0, 1), f"{name} ended with {code}"
            self.peaks[name] = max(peak, self.peaks.get(name, 0))
            return taken

        return run

    def median(self, name: str) -> float:
        """The middle of what the rounds took."""
        return statistics.median(self.seconds[name])


def main() -> None:
    """Measure every size named on the command line."""
    sizes = [int(argument) for argument in sys.argv[1:]] or DEFAULT_SIZES
    gc.set_threshold(*COLLECTION)
    with running_server() as server:
        server.wait_for_disk(is_safe=True)
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
                _print(size, _bench(Path(folder), size, server))


def _bench(root: Path, size: int, server: Server) -> Bench:
    bench = Bench(root)
    bench.folder.mkdir(parents=True)
    for name, text in history(size):
        (bench.folder / name).write_bytes(text.encode())
    migrations = read_migrations(bench.folder, root=root)
    bench.measure(
        {
            "server": lambda: _apply(server, migrations),
            "server unsafe": lambda: _apply_unsafely(server, migrations),
            "parse": lambda: _timed(lambda: _parse(migrations)),
            "replay": lambda: _timed(lambda: replay(migrations.scripts, platform=SUPABASE)),
        }
    )
    _run(["init", "-C", str(root)], root / "output")
    for command in ("export", "diff"):
        bench.measure({command: bench.process(command, command, "--no-cache")})
        _run([command, "-C", str(root)], root / "output")
        name = f"{command} again"
        bench.measure({name: bench.process(name, command)})
    return bench


def _apply(server: Server, migrations: Migrations) -> float:
    """Apply every file in a transaction of its own, as the tools that run migrations do."""
    with server.database() as connection:
        start = time.perf_counter()
        for script in migrations.scripts:
            _run_script(connection, script.source.text)
        return time.perf_counter() - start


def _apply_unsafely(server: Server, migrations: Migrations) -> float:
    """The same on a server that does not wait for its disk, as only tests can afford."""
    server.wait_for_disk(is_safe=False)
    taken = _apply(server, migrations)
    server.wait_for_disk(is_safe=True)
    return taken


def _run_script(connection: psycopg.Connection[object], text: str) -> None:
    with connection.transaction():
        connection.execute(text.encode())


def _parse(migrations: Migrations) -> None:
    for script in migrations.scripts:
        parse_tree(script.source.text)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(arguments: Sequence[str], output: Path) -> tuple[int, int]:
    """Run the command line in a process of its own; its exit code and peak memory in bytes."""
    command = [sys.executable, "-m", "sotsync", *arguments]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [(os.POSIX_SPAWN_OPEN, number, str(output), flags, 0o600) for number in (1, 2)]
    process = os.posix_spawn(sys.executable, command, os.environ, file_actions=streams)
    _, status, usage = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss * _KIBIBYTE


def _print(size: int, bench: Bench) -> None:
    print(f"{size:,} files, medians of {ROUNDS} rounds")
    for name in bench.seconds:
        peak = bench.peaks.get(name)
        memory = f"{peak / MEBIBYTE:8.0f} MiB" if peak else ""
        print(f"  {name:14} {bench.median(name):8.3f} s{memory}")
    taken = bench.median("replay")
    for name in ("server", "server unsafe"):
        print(f"  {name} takes {bench.median(name) / taken:.1f} times as long as replay")
    print(f"  replay takes {taken / bench.median('parse'):.1f} times as long as the parser alone")


if __name__ == "__main__":
    main()
