"""The schema that a document states: the SQL of all its fences, read together.

The fences are read by the same replay as the migrations, in its lenient mode: a document shows
final states, so what it names without creating it is taken to exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache

from sotsync.document.dependencies import Part, ordered_parts
from sotsync.document.mapping import DEFAULT_SCHEMA, StatedTable, stated_schema, stated_table
from sotsync.document.models import Document, Entry
from sotsync.document.ownership import Owners
from sotsync.findings import Finding
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Source, Span

__all__ = ["read_documented", "read_fence_alone"]


def read_documented(document: Document, passed_over: Collection[int] = ()) -> Replay:
    """What the entries' fences state; template and deprecated entries are left out.

    Args:
        document: Whose entries.
        passed_over: The identities of entries that are left out as well.
    """
    result = replay(_scripts(document, passed_over), assume=True)
    open_lines = _lines_of_open_fences(document)
    findings = (_in_document(finding) for finding in result.findings)
    told = (
        one
        for one in findings
        if one.document is None or (one.document.path, one.document.line) not in open_lines
    )
    return replace(result, findings=tuple(told))


def _lines_of_open_fences(document: Document) -> frozenset[tuple[str, int]]:
    """The lines of fences that never end: what follows their SQL is no fault of it."""
    source = document.source
    spans = [
        fence.code.span
        for entry in document.entries
        for fence in entry.regions.fences
        if not fence.is_closed
    ]
    return frozenset(
        line for span in spans for line in source.lines_of(Span(span.start, span.end + 1))
    )


def _scripts(document: Document, passed_over: Collection[int]) -> Iterator[Script]:
    entries = [entry for entry in _stating(document) if id(entry) not in passed_over]
    schemas = {id(entry): stated_schema(entry) for entry in entries}  # Two may share an id.
    owners = Owners.of(document.entries)
    for part in ordered_parts(entries):
        schema = schemas[id(part.entry)]
        for span in _own(part, owners):
            yield Script(
                source=document.source,
                span=span,
                version=part.entry.id,
                search_path=() if schema == DEFAULT_SCHEMA else (schema,),
            )


def _own(part: Part, owners: Owners) -> Iterator[Span]:
    """The part without statements about tables that other entries describe."""
    misplaced = [one.span for one in owners.statements_of_others(part.entry, part.span)]
    starts = [part.span.start, *(min(span.end + 1, part.span.end) for span in misplaced)]
    ends = [*(span.start for span in misplaced), part.span.end]  # A semicolon is left out as well.
    yield from (Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end)


def _stating(document: Document) -> Iterator[Entry]:
    """The entries whose SQL counts; a second entry of one table is reported as that alone."""
    seen: set[tuple[StatedTable, ...]] = set()
    for entry in document.entries:
        if entry.is_deprecated or entry.is_template:
            continue
        stated = stated_table(entry)
        if not stated or stated not in seen:
            seen.add(stated)
            yield entry


@lru_cache(maxsize=2**12)
def read_fence_alone(path: str, code: str) -> Schema:
    """What the SQL of a fence states by itself, in places that are counted from its first line.

    It is kept by its text: many entries show the same function, before and after a patch.
    """
    return replay([Script(source=Source(path, code))], assume=True).schema


def _in_document(finding: Finding) -> Finding:
    """The finding with its place where it is: the replayed file is the document."""
    return finding.model_copy(update={"document": finding.migration, "migration": None})
