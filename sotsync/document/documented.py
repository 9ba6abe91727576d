"""The schema that a document states: the SQL of all its fences, read together.

The fences are read by the same replay as the migrations, in its lenient mode, because a document
shows final states in the order people read in: a table may be referenced above the entry that
creates it. All tables come first, then what is made on them, so that every reference is resolved
whatever the order of the entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sotsync.document.mapping import DEFAULT_SCHEMA, stated_schema
from sotsync.document.models import Document
from sotsync.findings import Finding
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script

__all__ = ["read_documented"]


def read_documented(document: Document) -> Replay:
    """What the entries' fences state; template and deprecated entries are left out."""
    result = replay(_scripts(document), assume=True)
    findings = tuple(_in_document(finding) for finding in result.findings)
    return replace(result, findings=findings)


def _scripts(document: Document) -> Iterator[Script]:
    entries = [e for e in document.entries if not e.is_deprecated and not e.is_template]
    for is_ddl in (True, False):
        for entry in entries:
            schema = stated_schema(entry)
            yield from (
                Script(
                    source=document.source,
                    span=fence.code.span,
                    version=entry.id,
                    search_path=() if schema == DEFAULT_SCHEMA else (schema,),
                )
                for fence in entry.regions.fences
                if (fence is entry.regions.ddl) == is_ddl
            )


def _in_document(finding: Finding) -> Finding:
    """The finding with its place where it is: the replayed file is the document."""
    return finding.model_copy(update={"document": finding.migration, "migration": None})
