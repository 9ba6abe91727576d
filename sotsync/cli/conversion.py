"""Writing a document in another number of files: what ``split`` and ``join`` share."""

from __future__ import annotations

from collections.abc import Callable

import click

from sotsync.cli.console import write_note, write_patch
from sotsync.cli.project import Project
from sotsync.cli.specifications import changed_files, finish_cut_short, shown_files, written_files
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError, PromiseError
from sotsync.files import write_source
from sotsync.text import Location, Source

__all__ = ["convert"]

_REPORT = "This is a fault of sotsync: please report it. Nothing was written."


def convert(
    project: Project, work: Callable[[Source], Source], *, is_check: bool, is_dry_run: bool
) -> None:
    """Write the document as ``work`` gives it, once it is proven to state the same.

    Raises:
        DocumentError: The result would be read in another way.
        PromiseError: A second run would change the result.
    """
    finish_cut_short(project, is_writing=not (is_check or is_dry_run))
    before = project.read_document()
    after = work(before)
    changed = list(changed_files(before, after))
    if not changed:
        write_note("nothing to do")
        return
    _prove(before, after, work)
    if is_dry_run:
        write_patch(shown_files(before, after))
    elif not is_check:
        write_source(project.document, after, root=project.root, expected=before)
        for note in written_files(before, after):
            write_note(note)
    if is_check:
        raise click.exceptions.Exit(1)


def _prove(before: Source, after: Source, work: Callable[[Source], Source]) -> None:
    try:
        read = parse_document(after)
    except DocumentError as error:
        raise PromiseError(f"the result is no document: {error.message}", hint=_REPORT) from error
    if _stated(read) != _stated(parse_document(before)):
        raise DocumentError(
            "in this number of files the document would be read in another way",
            location=Location(after.path),
            hint="Look for a code block or comment that is never closed, and close it.",
        )
    if list(changed_files(after, work(after))):
        raise PromiseError("a second run would change the result", hint=_REPORT)


def _stated(document: Document) -> object:
    entries = [(one.id, one.title.text, one.heading.slug) for one in document.entries]
    return document.schema, entries
