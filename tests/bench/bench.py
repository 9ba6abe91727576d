"""How long the stages take, beside the parser alone; run by hand, never as a test.

    nox -s bench -- 1000 10000

The parser's own time is the floor: everything above it is ours.
"""

# ruff: noqa: T201 - a script whose result is what it prints

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.migrations.models import Migrations
from sotsync.migrations.read import read_migrations
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.schema.render import render_schema
from sotsync.sql.parser import parse_tree
from sotsync.text import Source
from tests.bench.histories import history

Result = TypeVar("Result")

DEFAULT_SIZES = (100, 1000)


def main() -> None:
    """Measure every size named on the command line."""
    sizes = [int(argument) for argument in sys.argv[1:]] or DEFAULT_SIZES
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), size)
            _measure(Path(folder), size)


def _write(folder: Path, size: int) -> None:
    for name, text in history(size):
        (folder / name).write_bytes(text.encode())


def _measure(folder: Path, size: int) -> None:
    print(f"{size} files")
    migrations = _timed("read", lambda: read_migrations(folder, layout="supabase"))
    _timed("parse alone", lambda: _parse(migrations))
    replayed = _timed("replay", lambda: replay(migrations.scripts, platform=SUPABASE))
    _timed("export", lambda: render_schema(replayed.schema))
    text = _timed("render document", lambda: render_document(replayed))
    document = _timed("parse document", lambda: parse_document(Source("SoT.md", text)))
    _timed("diff", lambda: diff_document(document, replayed))
    _timed("plan patch", lambda: plan_patch(document, replayed))


def _parse(migrations: Migrations) -> None:
    for script in migrations.scripts:
        parse_tree(script.source.text)


def _timed(name: str, work: Callable[[], Result]) -> Result:
    start = time.perf_counter()
    result = work()
    print(f"  {name:16} {time.perf_counter() - start:8.3f} s")
    return result


if __name__ == "__main__":
    main()
