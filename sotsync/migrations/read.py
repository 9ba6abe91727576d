"""The one module of this package that touches files: a folder in, its migrations out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sotsync.errors import InputError
from sotsync.files import decode, is_portable, read_bytes, read_source, shown_path
from sotsync.migrations.detect import detect_layout, layout_named
from sotsync.migrations.layouts.layout import Entry, Folder, Layout, Part
from sotsync.migrations.layouts.registry import LAYOUTS
from sotsync.migrations.models import Migration, Migrations, Skipped
from sotsync.migrations.versions import date_in_name, split_name
from sotsync.replay.script import Script
from sotsync.text import Location, Source

__all__ = ["STEERING_NAMES", "migrations_of", "read_folder", "read_migrations"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_STEERING = frozenset({"_journal.json", "metadata.toml", "sqitch.conf", "sqitch.plan"})
"""Small files that a layout reads besides SQL."""

_BESIDE = ("config.toml", "database.yml", "refinery.toml", "Cargo.toml")
"""Configuration that many tools name alike: it counts directly above the folder only."""

_ABOVE = (
    *("atlas.hcl", "flyway.conf", "flyway.toml", "schema.prisma", "sqlx.toml", ".sqlx"),
    *(f"drizzle.config.{ending}" for ending in ("ts", "js", "mjs", "cjs", "json")),
)
"""Configuration of one tool, by which a folder anywhere below it tells whose it is."""

STEERING_NAMES = frozenset({*_STEERING, *_BESIDE, *_ABOVE})
"""Every file besides SQL whose name or content can tell how a folder is read."""

_STEERING_BESIDE = ("../config.toml", "../sqitch.conf", "../../sqitch.conf")
"""Where Supabase states the order of declarative files, and Sqitch where its plan lies."""

_NEVER_ENTERED = frozenset({".git", "node_modules"})
"""Folders of other people's files, which may be very large; sqitch is given the whole project."""


def read_migrations(
    folder: Path,
    *,
    layout: str | None = None,
    root: Path | None = None,
    baseline: Path | None = None,
) -> Migrations:
    """Read a folder's migrations, or a dump, in the order that their tool applies them.

    Args:
        folder: The migrations folder, or one SQL file that states the whole schema.
        layout: The name of a layout; None to judge by what the folder holds.
        root: The project's folder, which paths are shown relative to.
        baseline: A dump of the schema that was there before the first migration.

    Raises:
        InputError: The folder is missing, holds no migration, or a file in it cannot be read.
        AmbiguousLayoutError: No layout was named and several would apply different things.
        UsageError: No layout has the name given.
    """
    before = None if baseline is None else read_source(baseline, root=root)
    return migrations_of(read_folder(folder, root=root), layout=layout, baseline=before)


def read_folder(folder: Path, *, root: Path | None = None) -> Folder:
    """Read the bytes of a migrations folder, or of one SQL file, and nothing into them.

    Raises:
        InputError: The folder is missing, or a file in it cannot be read.
    """
    return _folder_of_file(folder, root) if folder.is_file() else _folder(folder, root)


def migrations_of(
    folder: Folder, *, layout: str | None = None, baseline: Source | None = None
) -> Migrations:
    """The migrations of a folder that was read; the errors are those of `read_migrations`."""
    migrations = _of_layout(folder, layout_named(layout) if layout is not None else None)
    return migrations if baseline is None else _after(baseline, migrations)


def _after(baseline: Source, migrations: Migrations) -> Migrations:
    """The migrations with the baseline before them; a baseline among them is applied once."""
    stem = PurePosixPath(baseline.path).stem
    version, name = split_name(stem)
    first = Migration(
        path=baseline.path,
        version=version,
        name=name,
        date=date_in_name(stem),
        script=Script(source=baseline, version=version, is_transactional=False, is_baseline=True),
    )
    others = (file for file in migrations.files if file.path != baseline.path)
    skipped = (file for file in migrations.skipped if file.path != baseline.path)
    return replace(migrations, files=(first, *others), skipped=tuple(skipped))


def _of_layout(folder: Folder, named: Layout | None) -> Migrations:
    judged = LAYOUTS["dump"] if folder.is_one_file else None
    layout = named or judged or detect_layout(folder)
    selection = layout.select(folder)
    if not selection.entries:
        raise InputError(
            f"holds no migration of the {layout.name} layout",
            location=Location(folder.path),
            hint="name the right folder with --migrations, or another --layout",
        )
    return Migrations(
        folder=folder.path,
        layout=layout.name,
        files=tuple(
            migration
            for entry in selection.entries
            for migration in _migrations(entry, folder, layout)
        ),
        skipped=tuple(
            Skipped(path=_join(folder.path, skipped.path), reason=skipped.reason)
            for skipped in selection.skipped
        ),
    )


def _migrations(entry: Entry, folder: Folder, layout: Layout) -> Iterator[Migration]:
    source = decode(folder.contents[entry.path], _join(folder.path, entry.path))
    for part in layout.parts(source.text):
        yield Migration(
            path=source.path,
            version=entry.version,
            name=entry.name,
            date=entry.date,
            script=_script(source, entry, part),
        )


def _script(source: Source, entry: Entry, part: Part) -> Script:
    is_whole = len(part.span) == len(source.text)
    return Script(
        source=source,
        span=None if is_whole else part.span,
        version=entry.version,
        is_transactional=entry.is_transactional and part.is_transactional,
    )


def _folder_of_file(path: Path, root: Path | None) -> Folder:
    parent = shown_path(path.parent, root)
    contents = {path.name: read_bytes(path, root=root)}
    return Folder(path=parent, contents=contents, is_one_file=True)


def _folder(folder: Path, root: Path | None) -> Folder:
    shown = shown_path(folder, root)
    if not folder.exists():
        raise InputError(
            "does not exist",
            location=Location(shown),
            hint="name the migrations folder with --migrations",
        )
    paths = sorted(_walk(folder, shown))
    for path in paths:
        if fault := _fault_of_name(path):
            place = Location(shown_path(folder / path, root))
            raise InputError(fault, location=place, hint="rename it")
    contents = {path: read_bytes(folder / path, root=root) for path in paths if _is_read(path)}
    for path in _STEERING_BESIDE:
        if (folder / path).is_file():
            contents[path] = read_bytes(folder / path, root=root)
    return Folder(
        path=shown,
        contents=contents,
        others=tuple(path for path in paths if not _is_read(path)),
        beside=frozenset(_beside(folder, root)),
    )


def _fault_of_name(path: str) -> str | None:
    """What speaks against a file's name; a migration's stands in one line of the document."""
    if not is_portable(path):
        return "has a name that is not UTF-8"
    if _is_read(path) and _CONTROL.search(path):
        return "has a line break or another control character in its name"
    return None


def _is_read(path: str) -> bool:
    return path.endswith((".sql", ".plan")) or path.rpartition("/")[2] in _STEERING


def _beside(folder: Path, root: Path | None) -> Iterator[str]:
    """The configuration of tools in the folders above, up to the project's."""
    home = folder.resolve()
    top = root.resolve() if root is not None else home.parent
    for height, above in enumerate(home.parents, start=1):
        for name in (*(_BESIDE if height == 1 else ()), *_ABOVE):
            if (above / name).exists():
                yield "../" * height + name
        if not above.is_relative_to(top) or above == top:
            return


def _walk(folder: Path, shown: str) -> Iterator[str]:
    """Every file below the folder; linked folders are not entered, so that no walk is endless."""
    inside = folder.resolve()
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if name not in _NEVER_ENTERED]
        home = Path(parent).relative_to(folder).as_posix()
        for name in names:
            relative = _join(home, name)
            if os.path.islink(f"{parent}/{name}"):  # noqa: PTH114 - a Path each takes far longer
                _refuse_link_outwards(Path(parent, name), inside, _join(shown, relative))
            yield relative


def _refuse_link_outwards(path: Path, inside: Path, shown: str) -> None:
    # Unlike Path.resolve, it follows a link that leads back to itself as far as it leads.
    if not Path(os.path.realpath(path)).is_relative_to(inside):
        raise InputError(
            "is a symbolic link out of the migrations folder",
            location=Location(shown),
            hint="put the file itself there",
        )


def _refuse(error: OSError) -> None:
    """A folder that cannot be listed must not look like an empty one."""
    raise InputError(
        f"cannot be listed: {error.strerror}", location=Location(str(error.filename))
    ) from error


def _join(folder: str, path: str) -> str:
    return path if folder in ("", ".") else f"{folder}/{path}"
