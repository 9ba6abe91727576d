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
from sotsync.config import PlatformName, Settings
from sotsync.diff.changes import Change
from sotsync.diff.documents import diff_document
from sotsync.diff.schemas import diff_schemas
from sotsync.document.importing.plan import Import, plan_import
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.document.specifications import compose
from sotsync.documents import read_composed
from sotsync.errors import UsageError
from sotsync.files import read_source
from sotsync.migrations.models import Migrations
from sotsync.migrations.read import read_migrations
from sotsync.patch.division import split_document
from sotsync.patch.joining import join_document
from sotsync.patch.models import Patch
from sotsync.patch.plan import plan_patch
from sotsync.replay import engine
from sotsync.replay.platform import PLATFORMS, Platform
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.rules.check import Checked
from sotsync.rules.check import check as check_schema
from sotsync.rules.comments import read_document_comments, read_migration_comments
from sotsync.schema.models import Schema
from sotsync.text import Source

__all__ = [
    "Change",
    "Checked",
    "Document",
    "Import",
    "Migrations",
    "Patch",
    "Platform",
    "Replay",
    "Schema",
    "Script",
    "Settings",
    "Source",
    "check",
    "compose_document",
    "diff",
    "guess_platform",
    "join_document",
    "parse_document",
    "plan_import",
    "plan_patch",
    "read_document",
    "read_migrations",
    "read_source",
    "render_document",
    "replay",
    "split_document",
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


def check(
    actual: Replay,
    *,
    migrations: Migrations | None = None,
    document: Document | None = None,
    settings: Settings | None = None,
    only: Collection[str] = (),
) -> Checked:
    """What a schema breaks of the database conventions, and what of that somebody allows.

    Args:
        actual: What the migrations make.
        migrations: Where ``actual`` comes from: their comments may allow a breach, and they tell
            whether Supabase shows the schema ``public`` to the world.
        document: The document, whose comments may allow a breach as well.
        settings: What a project has decided, above all ``tenant``; by default, nothing.
        only: The only rules to ask, by id or requirement; all of them where it is empty.

    Raises:
        UsageError: One of the rules that are named is none.
    """
    chosen = Settings() if settings is None else settings
    scripts = () if migrations is None else migrations.scripts
    stated = read_migration_comments(scripts, actual.operations)
    if document is not None:
        stated = stated.and_also(read_document_comments(document, actual, scripts))
    platform = PlatformName.POSTGRES if migrations is None else migrations.platform
    return check_schema(
        actual, settings=chosen, platform=chosen.platform or platform, stated=stated, only=only
    )


def read_document(path: Path, *, root: Path | None = None) -> Document:
    """Read a document with the specification files that its entries name, and parse it.

    Args:
        path: The document; of a split one, its main file.
        root: The project's folder, which paths are shown relative to; by default the current one.

    Raises:
        InputError: A file cannot be read, or the last write was cut short.
        DocumentError: The text is no Source-of-Truth document, or a specification is missing or
            not that of the entry that names it.
    """
    return parse_document(read_composed(path, root=Path.cwd() if root is None else root))


def compose_document(main: Source, specifications: Iterable[Source]) -> Source:
    """The document of a main file and specification files, for whoever reads files otherwise.

    ``Source.files`` of the result, and of all that is made from it, are the files again.

    Raises:
        DocumentError: A specification is missing, or is not that of the entry that names it.
    """
    return compose(main, {source.path: source for source in specifications})


def write_source(
    source: Source, *, root: Path | None = None, expected: Source | None = None
) -> None:
    """Replace the file that ``source`` was read from, in one step; it has to exist.

    A document of several files is written to all of them or to none. With ``expected``, files that
    it no longer stands in are removed.

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
