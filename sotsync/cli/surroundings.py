"""The files around a document: its sibling documents, and whatever else may mention an id."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
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

__all__ = [
    "REVIEW_FILE",
    "Surroundings",
    "project_texts",
    "read_epics",
    "read_siblings",
    "read_surroundings",
    "review_path",
    "taken_ids",
]

REVIEW_FILE = "sotsync.review.json"
"""The file beside the document that says which references were reviewed."""

_SIBLINGS = "SoT.*.md"
_EPIC_FOLDERS = ("", "epics", "EPICs", "docs", "docs/epics", "SoT/epics")
_EPICS = "EPIC*.md"
_TEMPLATE = "_template"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The files around a document that have to do with it.

    Attributes:
        siblings: The other Source-of-Truth documents.
        epics: Plans of work, which cite ids and which nothing refers to.
        named_files: The paths that the document names.
        missing_files: Those of them which do not exist.
        review: The file that says which references were reviewed; None for none.
    """

    siblings: tuple[Source, ...] = ()
    epics: tuple[Source, ...] = ()
    named_files: frozenset[str] = frozenset()
    missing_files: frozenset[str] = frozenset()
    review: Source | None = None

    @property
    def sources(self) -> tuple[Source | None, ...]:
        """Every text of them."""
        return (*self.siblings, *self.epics, self.review)


def read_surroundings(root: Path, document: Path, source: Source) -> Surroundings:
    """Read what is around a document.

    Args:
        root: The project's folder.
        document: The document's path.
        source: The document's text.

    Raises:
        InputError: The file of reviewed references cannot be read.
    """
    from sotsync.document.hyperlinks import linked_names  # noqa: PLC0415 - loads patterns
    from sotsync.document.named_files import named_files  # noqa: PLC0415 - the same

    review = review_path(document)
    paths = linked_names(source).union(*(named.paths for named in named_files(source)))
    return Surroundings(
        siblings=read_siblings(root, document),
        epics=read_epics(root),
        named_files=paths,
        missing_files=frozenset(path for path in paths if not (root / path).exists()),
        review=read_source(review, root=root) if review.exists() else None,
    )


def review_path(document: Path) -> Path:
    """The file of reviewed references of a document."""
    return document.with_name(REVIEW_FILE)


def read_epics(root: Path) -> tuple[Source, ...]:
    """The plans of work, where they usually are; what cannot be read is left out."""
    paths = {
        path.resolve(): path
        for folder in _EPIC_FOLDERS
        for path in sorted((root / folder).glob(_EPICS))
        if path.is_file() and _TEMPLATE not in path.stem.lower()
    }
    return tuple(_readable(sorted(paths.values()), root))


def taken_ids(project: Project, schema: Schema, migrations: Migrations, prefix: str) -> IdClaims:
    """The ids that anything in the project mentions, and the tables that they belong to."""
    from sotsync.document.claims import read_claims  # noqa: PLC0415 - loads the document's reader

    return read_claims(prefix, schema, migrations.scripts, project_texts(project.root))


def project_texts(root: Path) -> Iterator[Source]:
    """Every text of the project in which people name ids, in order of their paths."""
    return _readable(_texts(root), root)


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
