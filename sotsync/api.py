"""The public library: read, parse, replay, compare, patch, render, write.

``import sotsync`` offers these names; the heavy parts are loaded when one of them is first used.
Only the functions that read or write touch files; all between them is pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import overload

from sotsync import files
from sotsync.config import PlatformName
from sotsync.diff.changes import Change
from sotsync.diff.documents import diff_document
from sotsync.diff.schemas import diff_schemas
from sotsync.document.importing.plan import Import, plan_import
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.errors import UsageError
from sotsync.files import read_source
from sotsync.migrations.models import Migrations
from sotsync.migrations.read import read_migrations
from sotsync.patch.models import Patch
from sotsync.patch.plan import plan_patch
from sotsync.replay import engine
from sotsync.replay.platform import PLATFORMS, Platform
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Source

__all__ = [
    "Change",
    "Document",
    "Import",
    "Migrations",
    "Patch",
    "Platform",
    "Replay",
    "Schema",
    "Script",
    "Source",
    "diff",
    "guess_platform",
    "parse_document",
    "plan_import",
    "plan_patch",
    "read_migrations",
    "read_source",
    "render_document",
    "replay",
    "write_source",
]


def replay(
    migrations: Migrations | Iterable[Script], *, platform: Platform | str | None = None
) -> Replay:
    """What the database is after the migrations, worked out without a database.

    Args:
        migrations: What :func:`read_migrations` gave, or scripts of one's own, in order.
        platform: What exists before the first of them: ``"supabase"``, ``"postgres"`` or a
            platform of one's own. By default Supabase for a Supabase project's folder.

    Raises:
        UsageError: No platform has that name.
    """
    if isinstance(migrations, Migrations):
        scripts: Iterable[Script] = migrations.scripts
        guessed = guess_platform(migrations)
    else:
        scripts, guessed = migrations, PlatformName.POSTGRES
    return engine.replay(scripts, platform=_platform(platform or guessed))


def guess_platform(migrations: Migrations) -> PlatformName:
    """Supabase where the folder is a Supabase project's, else plain PostgreSQL."""
    return migrations.platform


def _platform(platform: Platform | str) -> Platform:
    if isinstance(platform, Platform):
        return platform
    try:
        return PLATFORMS[platform]
    except KeyError as error:
        names = ", ".join(PLATFORMS)
        raise UsageError(f"no platform is called {platform!r}", hint=f"one of {names}") from error


@overload
def diff(
    documented: Document,
    actual: Replay,
    *,
    schemas: Collection[str] = (),
    dates: Mapping[str, dt.date] | None = None,
) -> tuple[Change, ...]: ...


@overload
def diff(documented: Schema, actual: Schema) -> tuple[Change, ...]: ...


def diff(
    documented: Document | Schema,
    actual: Replay | Schema,
    *,
    schemas: Collection[str] = (),
    dates: Mapping[str, dt.date] | None = None,
) -> tuple[Change, ...]:
    """Every difference between what is documented and what is so, sorted by table.

    A document is compared with a replay region by region, histories and links included: no changes
    means that :func:`plan_patch` has no edits. Two schemas are compared object by object.

    Args:
        documented: A document, or the schema that it states.
        actual: A replay, or the schema that it ended in.
        schemas: The only PostgreSQL schemas that are documented; all of them where it is empty.
        dates: Days of migrations whose version states none, by path.

    Raises:
        TypeError: One side is a schema and the other is not.
    """
    if isinstance(documented, Document) and isinstance(actual, Replay):
        return diff_document(documented, actual, schemas=schemas, dates=dates)
    if isinstance(documented, Schema) and isinstance(actual, Schema):
        return diff_schemas(documented, actual, is_documentation=True)
    raise TypeError("compare a Document with a Replay, or a Schema with a Schema")


def write_source(
    source: Source, *, root: Path | None = None, expected: Source | None = None
) -> None:
    """Replace the file that ``source`` was read from, in one step; it has to exist.

    Args:
        source: What the file shall hold; its path is relative to ``root``.
        root: The project's folder, which nothing is written outside of; by default the current one.
        expected: What the file must still hold, because ``source`` was made from it.

    Raises:
        RefusedWriteError: The file is a symbolic link, lies outside the project, cannot be
            written, or has changed.
    """
    folder = Path.cwd() if root is None else root
    files.write_source(folder / source.path, source, root=folder, expected=expected)
