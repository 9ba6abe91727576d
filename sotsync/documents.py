"""Reading a document with every file that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sotsync.document.specifications import (
    FOLDER,
    SpecificationLink,
    compose,
    is_stray,
    specification_links,
)
from sotsync.errors import InputError
from sotsync.files import read_source, refuse_unfinished, shown_path
from sotsync.text import Location, Source

__all__ = ["names_in_folder", "read_composed"]


def read_composed(path: Path, *, root: Path | None = None) -> Source:
    """Read a document exactly, its specification files with it.

    Args:
        path: The document; of a split one, its main file.
        root: The project's folder, which paths are shown relative to, and which no specification
            may lie outside of; by default the current one.

    Raises:
        InputError: A file cannot be read, is a symbolic link, or lies outside of the project; or
            the last write was cut short.
        DocumentError: A specification is missing, or is not that of the entry that names it.
    """
    refuse_unfinished(Path.cwd() if root is None else root)
    main = read_source(path, root=root)
    links = specification_links(main)
    read = (_read(path, link, root) for link in links)
    found = {source.path: source for source in read if source is not None}
    return compose(main, found, tuple(_strays(path, main, links, root)))


def _read(path: Path, link: SpecificationLink, root: Path | None) -> Source | None:
    target = path.parent / link.name
    shown = shown_path(target, root)
    if target.is_symlink():
        raise InputError(
            "is a symbolic link, which no specification may be", location=Location(shown)
        )
    if not target.resolve().is_relative_to((root or Path.cwd()).resolve()):
        raise InputError("lies outside the project", location=Location(shown))
    if not target.exists():
        return None
    source = read_source(target, root=root)
    return Source(link.path, source.text)


def _strays(
    path: Path, main: Source, links: Sequence[SpecificationLink], root: Path | None
) -> Iterator[str]:
    """Specifications of the document in its folder that no entry names."""
    folder = path.parent / FOLDER
    named = {(path.parent / link.name).name for link in links}
    for name in names_in_folder(path):
        if name in named or not name.endswith(".md"):
            continue
        try:
            source = read_source(folder / name, root=root)
        except InputError:
            continue
        if is_stray(source, main):
            yield source.path


def names_in_folder(path: Path) -> tuple[str, ...]:
    """The names that are taken in the folder of the specifications of a document."""
    folder = path.parent / FOLDER
    return tuple(sorted(one.name for one in folder.iterdir())) if folder.is_dir() else ()
