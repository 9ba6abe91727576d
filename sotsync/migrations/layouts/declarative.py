"""Declarative: the files of ``supabase/schemas``, which state the schema instead of its changes.

Source: ``loadDeclaredSchemas`` of the Supabase command line: the globs of ``schema_paths`` in
``supabase/config.toml`` in the order they stand, a file counting once; without them, every SQL
file below ``supabase/schemas`` in the order of a walk. A glob's ``*`` never crosses a folder.
"""

from __future__ import annotations

import fnmatch
import posixpath
import tomllib
from collections.abc import Iterator

from sotsync.errors import InputError
from sotsync.migrations.layouts.layout import (
    Fit,
    Folder,
    Layout,
    Selection,
    entry_of,
    select_files,
)
from sotsync.text import Location

__all__ = ["LAYOUT"]

_CONFIGURATION = "config.toml"
_HOME = "schemas"
"""The folder below ``supabase`` that is read where no globs are stated."""


def _fit(folder: Folder) -> Fit:
    is_home = folder.name == _HOME and f"../{_CONFIGURATION}" in folder.beside
    if folder.sql_files and (is_home or folder.path.endswith("supabase/schemas")):
        return Fit.CERTAIN
    return Fit.NONE


def _select(folder: Folder) -> Selection:
    globs = _stated_globs(folder)
    paths = _files_of(globs, folder) if globs else sorted(folder.sql_files, key=_walk_order)
    return select_files(
        folder,
        map(entry_of, paths),
        reason=f"schema_paths in {_CONFIGURATION} does not name it",
    )


def _stated_globs(folder: Folder) -> tuple[str, ...]:
    """The value of ``schema_paths``, relative to the folder that holds the configuration."""
    path = f"../{_CONFIGURATION}"
    try:
        table: object = tomllib.loads(folder.contents.get(path, b"").decode())
    except ValueError as error:
        raise InputError(f"is not TOML: {error}", location=_place(folder)) from error
    for name in ("db", "migrations", "schema_paths"):
        table = table.get(name) if isinstance(table, dict) else None
    listed = table if isinstance(table, list) else []
    return tuple(one for one in listed if isinstance(one, str))


def _files_of(globs: tuple[str, ...], folder: Folder) -> list[str]:
    """The files that the globs name, in their order; as for the tool, each must name one."""
    found: dict[str, None] = {}
    for glob in globs:
        pattern = posixpath.normpath(glob.replace("\\", "/"))
        matches = sorted(_matching(pattern, folder))
        if not matches:
            raise InputError(
                f"schema_paths names {glob!r}, which fits no SQL file in {folder.path}",
                location=_place(folder),
                hint="correct the path; files outside this folder are not read",
            )
        found |= dict.fromkeys(matches)
    return list(found)


def _matching(pattern: str, folder: Folder) -> Iterator[str]:
    parts = pattern.replace("[^", "[!").split("/")
    for path in folder.sql_files:
        names = [folder.name, *path.split("/")]
        if len(names) == len(parts) and all(map(fnmatch.fnmatchcase, names, parts)):
            yield path


def _walk_order(path: str) -> list[str]:
    return path.split("/")


def _place(folder: Folder) -> Location:
    return Location(posixpath.normpath(f"{folder.path}/../{_CONFIGURATION}"))


LAYOUT = Layout(
    name="declarative",
    summary="the files of supabase/schemas in the order of schema_paths, else by name",
    fit=_fit,
    select=_select,
)
