"""Where a project is and what belongs to it, found from the folder that a person stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sotsync.config import CONFIGURATION_FILE, has_settings
from sotsync.errors import InputError, UsageError
from sotsync.files import read_source, shown_path
from sotsync.text import Source

__all__ = [
    "DOCUMENT_NAMES",
    "FALLBACKS",
    "find_document",
    "find_documents",
    "find_migrations",
    "find_root",
    "find_settings",
]

MIGRATION_FOLDERS = (
    "supabase/migrations",
    "migrations",
    "db/migrations",
    "database/migrations",
    "db/migrate",
    "db/migration",
    "sql/migrations",
    "prisma/migrations",
    "drizzle",
    "drizzle/migrations",
    "src/main/resources/db/migration",
)
"""Where the tools that are read keep their migrations by default."""

DECLARATIVE_FOLDER = "supabase/schemas"
FALLBACKS = (DECLARATIVE_FOLDER, "db/structure.sql", "sqitch.plan")
"""What states a schema where there is no migrations folder: files of Supabase, Rails and Sqitch."""

DOCUMENT_FOLDERS = ("SoT", "docs/SoT", "docs", ".")
DOCUMENT_NAMES = ("SoT.ACTUAL_SCHEMA.md", "SoT.DATA_MODEL.md")


def find_root(start: Path) -> Path:
    """The project's folder: the nearest with settings, else with ``.git``, else with migrations.

    Nothing above a folder with ``.git`` is looked at. Where a folder inside the repository holds
    migrations, it wins over the repository, so that projects that share one can be told apart.
    """
    folders = list(_upwards(start))
    for folder in folders:
        if find_settings(folder) is not None:
            return folder
    holders = [folder for folder in folders if _migration_places(folder)]
    if holders:
        return _outermost_alike(holders)
    return next((folder for folder in folders if (folder / ".git").exists()), start)


def find_settings(root: Path) -> Source | None:
    """The file of settings in a folder, read; ``sotsync.toml`` wins over ``pyproject.toml``."""
    own = root / CONFIGURATION_FILE
    if own.is_file():
        return read_source(own, root=root)
    pyproject = root / "pyproject.toml"
    if not pyproject.is_file():
        return None
    source = read_source(pyproject, root=root)
    return source if has_settings(source) else None


def find_migrations(root: Path, *, layout: str | None = None) -> Path:
    """The project's migrations folder, or the dump that stands for one.

    Args:
        root: The project's folder.
        layout: The layout that was asked for: declarative files have a folder of their own.

    Raises:
        InputError: There is none.
        UsageError: There are several.
    """
    declared = root / DECLARATIVE_FOLDER
    if layout == "declarative" and declared.is_dir():
        return declared
    found = _migration_places(root)
    if not found:
        raise InputError(
            f"no migrations folder in {root}",
            hint="name it with --migrations, or as `migrations` in sotsync.toml; looked for "
            + ", ".join((*MIGRATION_FOLDERS, *FALLBACKS)),
        )
    return _only(found, root, "migrations folders", "--migrations")


def find_document(root: Path) -> Path:
    """The project's document.

    Raises:
        InputError: There is none.
        UsageError: There are several.
    """
    found = find_documents(root)
    if not found:
        raise InputError(
            f"no Source-of-Truth document in {root}",
            hint="write one with `sotsync init`, or name it with --document",
        )
    return _only(found, root, "documents", "--document")


def find_documents(root: Path) -> list[Path]:
    """Every document where one is looked for, most usual place first."""
    places = (root / folder / name for folder in DOCUMENT_FOLDERS for name in DOCUMENT_NAMES)
    return _distinct(place for place in places if place.is_file())


def _upwards(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _migration_places(root: Path) -> list[Path]:
    """Every usual migrations folder; where there is none, what else states a schema."""
    folders = _distinct(root / name for name in MIGRATION_FOLDERS if _holds_sql(root / name))
    return folders or list(_fallbacks(root))


def _fallbacks(root: Path) -> Iterator[Path]:
    for place in map(root.joinpath, FALLBACKS):
        if place.is_dir() and next(place.rglob("*.sql"), None) is not None:
            yield place
        elif place.is_file():
            yield root if place.name == "sqitch.plan" else place


def _holds_sql(folder: Path) -> bool:
    return folder.is_dir() and any(
        next(folder.glob(pattern), None) is not None
        for pattern in ("*.sql", "*/migration.sql", "*/up.sql")
    )


def _outermost_alike(holders: list[Path]) -> Path:
    """The nearest holder, or the one above it that means the same folder.

    From ``supabase/`` the folder ``migrations`` is found, but the project is one level up.
    """
    best = holders[0]
    targets = {place.resolve() for place in _migration_places(best)}
    for folder in holders[1:]:
        if targets <= {place.resolve() for place in _migration_places(folder)}:
            best = folder
    return best


def _distinct(paths: Iterable[Path]) -> list[Path]:
    """The paths without a second name of one file, as on file systems that ignore case."""
    return list({path.resolve(): path for path in reversed(list(paths))}.values())[::-1]


def _only(found: list[Path], root: Path, what: str, flag: str) -> Path:
    if len(found) > 1:
        names = ", ".join(shown_path(path, root) for path in found)
        raise UsageError(f"several {what}: {names}", hint=f"choose one with {flag}")
    return found[0]
