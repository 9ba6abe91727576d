"""The specification files of a project's document: read with it, and told of one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cli.console import write_note
from sotsync.files import finish_write, read_bytes, read_source, refuse_unfinished
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = [
    "SPECIFICATION_FOLDER",
    "SPLIT_SIZE",
    "changed_files",
    "finish_cut_short",
    "read_document",
    "shown_files",
    "written_files",
]

SPLIT_SIZE = 400_000
"""Above so many bytes a new document is split: code hosts stop showing files not far beyond."""

_MARK = "sotsync: specification"
SPECIFICATION_FOLDER = "database-schema"
"""Where specifications are, beside the document."""

_LONGEST_HEAD = 4096


def read_document(path: Path, *, root: Path) -> Source:
    """Read a document with its specification files, and load what reads them only if there are any.

    The errors are those of :func:`sotsync.documents.read_composed`.
    """
    refuse_unfinished(root)
    main = read_source(path, root=root)
    if _MARK not in main.text and not _has_specification(path.parent / SPECIFICATION_FOLDER):
        return main
    from sotsync.documents import read_composed  # noqa: PLC0415 - loads the document's reader

    return read_composed(path, root=root)


def _has_specification(folder: Path) -> bool:
    """Whether any file in the folder begins as a specification does."""
    return folder.is_dir() and any(
        _MARK.encode() in read_bytes(file)[:_LONGEST_HEAD]
        for file in folder.glob("*.md")
        if file.is_file()
    )


def changed_files(before: Source | None, after: Source) -> Iterator[tuple[Source, Source]]:
    """Each file whose text is another now, as it was and as it is; missing ones as empty."""
    old = {} if before is None else {file.path: file for file in before.files}
    new = {file.path: file for file in after.files}
    for path in dict.fromkeys((*new, *old)):
        one = old.get(path, Source(path, ""))
        other = new.get(path, Source(path, ""))
        if one.text != other.text or (path in old) != (path in new):
            yield one, other


def written_files(before: Source | None, after: Source) -> Iterator[str]:
    """One line for each file that a write has changed."""
    kept = {file.path for file in after.files}
    for _, source in changed_files(before, after):
        yield f"wrote {source.path}" if source.path in kept else f"removed {source.path}"


def shown_files(before: Source, after: Source) -> str:
    """What a write would change in each file, as ``diff -u`` shows it."""
    from sotsync.report.unified import unified_diff  # noqa: PLC0415 - only a dry run shows it

    return "".join(unified_diff(*pair) for pair in changed_files(before, after))


def in_files(project: Project, path: Path, source: Source, *, is_split: bool | None) -> Source:
    """A new document in one file or in several, as a flag or the settings say, or else by its size.

    Args:
        project: The project.
        path: Where the document will be.
        source: The document in one file.
        is_split: What a flag says.
    """
    stated = project.settings.split if is_split is None else is_split
    size = len(source.text.encode())
    if stated is False or (stated is None and size <= SPLIT_SIZE):
        return source
    from sotsync.documents import names_in_folder  # noqa: PLC0415 - loads the document's reader
    from sotsync.patch.division import split_document  # noqa: PLC0415 - the same

    divided = split_document(source, used=names_in_folder(path))
    if stated is None and divided.files != source.files:
        write_note(
            f"the document would have {size // 1000} KB, more than code hosts show well: "
            f"full specifications are in {SPECIFICATION_FOLDER}/ (--no-split keeps one file)"
        )
    return divided


def finish_cut_short(project: Project, *, is_writing: bool = True) -> None:
    """Finish a write that an earlier call was stopped in, if this one may write, and say so."""
    if is_writing and finish_write(project.root):
        write_note("finished a write that was cut short")
