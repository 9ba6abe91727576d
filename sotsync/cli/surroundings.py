"""The files around a document: its sibling documents, and whatever else may mention an id."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cli.discovery import DOCUMENT_FOLDERS
from sotsync.errors import InputError
from sotsync.files import read_source
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.document.claims import IdClaims
    from sotsync.migrations.models import Migrations
    from sotsync.schema.models import Schema

__all__ = ["read_siblings", "taken_ids"]

_SIBLINGS = "SoT.*.md"
_MAXIMUM_SIZE = 2 * 1024 * 1024
_KINDS = frozenset(
    """
    .cs .dart .ex .exs .go .graphql .java .js .jsx .kt .md .mdx .mjs .php .prisma .py .rb .rs .sql
    .svelte .swift .toml .ts .tsx .txt .vue .yaml .yml
    """.split()  # noqa: SIM905 - words read better than quoted words
)
"""The files in which people name ids."""

_FOREIGN_FOLDERS = frozenset(
    """
    bower_components build coverage dist node_modules out site-packages target vendor venv
    """.split()  # noqa: SIM905 - the same
)
"""Folders of what others wrote or tools made; those that begin with a dot are passed over too."""


def read_siblings(root: Path, document: Path) -> tuple[Source, ...]:
    """The other Source-of-Truth documents: beside the document, and where documents usually are.

    What cannot be read is left out: it is no input of the call.
    """
    folders = [document.parent, *(root / folder for folder in DOCUMENT_FOLDERS)]
    paths = {
        path.resolve(): path
        for folder in reversed(folders)
        for path in sorted(folder.glob(_SIBLINGS))
        if path.is_file()
    }
    paths.pop(document.resolve(), None)
    return tuple(_readable(sorted(paths.values()), root))


def taken_ids(project: Project, schema: Schema, migrations: Migrations, prefix: str) -> IdClaims:
    """The ids that anything in the project mentions, and the tables that they belong to."""
    from sotsync.document.claims import read_claims  # noqa: PLC0415 - loads the document's reader

    others = _readable(_texts(project.root), project.root)
    return read_claims(prefix, schema, migrations.scripts, others)


def _texts(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in _FOREIGN_FOLDERS and not name.startswith(".")
        )
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix.lower() in _KINDS:
                yield path


def _readable(paths: list[Path] | Iterator[Path], root: Path) -> Iterator[Source]:
    for path in paths:
        try:
            if path.stat().st_size <= _MAXIMUM_SIZE:
                yield read_source(path, root=root)
        except (InputError, OSError):
            continue
