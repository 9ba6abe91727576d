"""The files of a call at a glance: their bytes, before anything is read into them.

To know what a divided document says, its thousand files are put together. To know that they are
the same as in the last call, their bytes are enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cache import Cache, digest
from sotsync.cli.specifications import SPECIFICATION_FOLDER
from sotsync.cli.surroundings import read_epics, read_siblings, review_path
from sotsync.errors import InputError
from sotsync.files import read_bytes, refuse_unfinished
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Inputs, Project
    from sotsync.migrations.layouts.layout import Folder

__all__ = ["Glance", "folder_parts", "glance_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The files of a call at one moment; ``key`` is a digest of all their bytes."""

    project: Project
    key: str

    def recall(self, cache: Cache) -> str | None:
        """The key of what was kept for these very files; None where there is none.

        Whether the files that the document names exist is an input too, so that is looked at.
        """
        content = cache.read(self.key)
        if content is None:
            return None
        kept = json.loads(content)
        if set(kept["missing"]) != self._missing(kept["named"]):
            return None
        key: str = kept["key"]
        return key

    def keep(self, cache: Cache, inputs: Inputs, key: str) -> None:
        """Keep under which key the result for these files is, where a glance sees all of them."""
        if inputs.document is None or not self._sees(inputs.document.files[1:]):
            return
        named = sorted(inputs.surroundings.named_files)
        missing = sorted(inputs.surroundings.missing_files)
        content = {"named": named, "missing": missing, "key": key}
        cache.keep(self.key, json.dumps(content).encode())

    def _missing(self, named: Iterable[str]) -> set[str]:
        return {path for path in named if not (self.project.root / path).exists()}

    def _sees(self, specifications: Iterable[Source]) -> bool:
        """Whether every specification is in the folder that a glance looks into."""
        folder = (self.project.document.parent / SPECIFICATION_FOLDER).resolve()
        places = ((self.project.root / one.path).resolve() for one in specifications)
        return all(place.is_relative_to(folder) for place in places)


def glance_at(project: Project, said: Iterable[bytes]) -> Glance:
    """Look at the files of a call that reads the document.

    Args:
        project: What the call is about.
        said: What else its output depends on.

    Raises:
        InputError: The document or the migrations cannot be found or read.
    """
    refuse_unfinished(project.root)
    return Glance(project=project, key=digest((b"glance", *said, *_seen(project))))


def _seen(project: Project) -> Iterator[bytes]:
    from sotsync.migrations.read import read_folder  # noqa: PLC0415 - loads the layouts

    root, document = project.root, project.document
    own = (document, review_path(document), project.known, project.path_of("baseline"))
    for path in own:
        yield _shown(path)
    for source in (*read_siblings(root, document), *read_epics(root)):
        yield source.path.encode()
        yield source.text.encode()
    for path in sorted((document.parent / SPECIFICATION_FOLDER).rglob("*")):
        yield path.as_posix().encode("utf-8", "surrogateescape")
        yield _shown(path)
    yield from folder_parts(read_folder(project.migrations, root=root))


def _shown(path: Path | None) -> bytes:
    """What a file holds; what cannot be read is read by nobody else either."""
    if path is None:
        return b"none"
    try:
        kind = b"link" if path.is_symlink() else b"file"
        return kind + read_bytes(path)
    except InputError:
        return b"nothing"


def folder_parts(folder: Folder) -> Iterator[bytes]:
    """Everything that is read of a migrations folder."""
    yield repr((folder.path, folder.others, sorted(folder.beside), folder.is_one_file)).encode()
    for path, content in folder.contents.items():
        yield path.encode()
        yield content
