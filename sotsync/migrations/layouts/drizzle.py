"""Drizzle: the order and the dates that ``meta/_journal.json`` states.

A file that the journal lacks is not applied. From version 1 on there is no journal: every migration
has a folder of its own, with a ``snapshot.json``, and they are applied by name.
``--> statement-breakpoint`` separates statements even where a hand-written file leaves the
semicolon out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError

from sotsync.errors import InputError
from sotsync.migrations.layouts.layout import (
    Entry,
    Fit,
    Folder,
    Layout,
    Part,
    Selection,
    entry_of,
    select_files,
    whole_file,
)
from sotsync.migrations.models import Skipped
from sotsync.migrations.versions import date_of_version, split_name
from sotsync.text import Location, Span

__all__ = ["LAYOUT"]

_JOURNAL = "meta/_journal.json"
_FILE = re.compile(r"([^/]+)/migration\.sql\Z")
_SNAPSHOT = re.compile(r"[^/]+/snapshot\.json\Z")
_CONFIGURATION = tuple(f"drizzle.config.{ending}" for ending in ("ts", "js", "mjs", "cjs", "json"))
_BREAKPOINT = re.compile(r"--> statement-breakpoint")


class _JournalEntry(BaseModel):
    tag: str
    when: int | None = None


class _Journal(BaseModel):
    entries: tuple[_JournalEntry, ...]


def _fit(folder: Folder) -> Fit:
    if _JOURNAL in folder.contents:
        return Fit.CERTAIN
    if not _in_folders(folder):
        return Fit.NONE
    has_snapshots = any(map(_SNAPSHOT.match, folder.others))
    return Fit.CERTAIN if has_snapshots or folder.is_below(*_CONFIGURATION) else Fit.NONE


def _in_folders(folder: Folder) -> list[re.Match[str]]:
    """The files of version 1, by the name of their folder."""
    found = [match for match in map(_FILE.match, folder.sql_files) if match]
    return sorted(found, key=lambda match: match[1])


def _select(folder: Folder) -> Selection:
    found = _in_folders(folder)
    if found and _JOURNAL not in folder.contents:
        return select_files(
            folder,
            (entry_of(match[0], stem=match[1]) for match in found),
            reason="only <folder>/migration.sql is applied",
        )
    return _select_by_journal(folder)


def _select_by_journal(folder: Folder) -> Selection:
    entries = [_entry(entry) for entry in _read_journal(folder).entries]
    selection = select_files(
        folder,
        (entry for entry in entries if entry.path in folder.contents),
        reason=f"{_JOURNAL} does not list it",
    )
    missing = tuple(
        Skipped(path=entry.path, reason=f"{_JOURNAL} lists it, but it does not exist")
        for entry in entries
        if entry.path not in folder.contents
    )
    return Selection(
        entries=selection.entries,
        skipped=tuple(sorted((*selection.skipped, *missing), key=lambda skipped: skipped.path)),
    )


def _read_journal(folder: Folder) -> _Journal:
    place = Location(f"{folder.path}/{_JOURNAL}")
    if _JOURNAL not in folder.contents:
        raise InputError(
            "does not exist, and it states the order of drizzle's files", location=place
        )
    try:
        return _Journal.model_validate(json.loads(folder.contents[_JOURNAL]))
    except (ValueError, ValidationError) as error:
        raise InputError("is not a journal of drizzle", location=place) from error


def _entry(entry: _JournalEntry) -> Entry:
    version, name = split_name(entry.tag)
    date = date_of_version(str(entry.when)) if entry.when is not None else None
    return Entry(
        path=f"{entry.tag}.sql", version=version, name=name, date=date or date_of_version(version)
    )


def _parts(text: str) -> tuple[Part, ...]:
    pieces = tuple(_pieces(text))
    if all(text[piece.start : piece.end].rstrip().endswith(";") for piece in pieces[:-1]):
        return whole_file(text)
    return tuple(Part(span=piece) for piece in pieces)


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    for match in _BREAKPOINT.finditer(text):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(text))


LAYOUT = Layout(
    name="drizzle",
    summary="the order of meta/_journal.json",
    fit=_fit,
    select=_select,
    parts=_parts,
)
