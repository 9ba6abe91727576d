"""``init --import FILE``: which files are read, and where the account of them goes."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cli.console import is_coloured, write_result
from sotsync.cli.outputs import Output, parse_outputs
from sotsync.cli.project import Project
from sotsync.errors import UsageError
from sotsync.files import read_source, write_source
from sotsync.report.styles import PLAIN, Style
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.document.claims import IdClaims
    from sotsync.document.importing.plan import Import
    from sotsync.replay.result import Replay

__all__ = ["import_outputs", "imported_ids", "read_imports", "write_import_reports"]

_FORMATS = ("text", "json")
_KINDS = ("*.md", "schema.json")
"""What is read of a folder, such as the one that tbls writes."""


def read_imports(project: Project, values: Iterable[str]) -> tuple[Source, ...]:
    """The files to import, in the order given; a folder stands for the documents in it.

    Raises:
        InputError: A file is not there or cannot be read.
        UsageError: A folder holds no document.
    """
    paths = (path for value in values for path in _expanded(project.base / value, value))
    return tuple(read_source(path, root=project.root) for path in dict.fromkeys(paths))


def _expanded(path: Path, value: str) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(one for pattern in _KINDS for one in path.glob(pattern) if one.is_file())
    if not found:
        raise UsageError(
            f"--import: no document is in {value!r}", hint="name a file, such as docs/database.md"
        )
    yield from found


def import_outputs(values: Iterable[str], project: Project) -> tuple[Output, ...]:
    """Where the account of the import goes.

    Raises:
        UsageError: The format is none of those that an import can be told in.
    """
    outputs = parse_outputs(values, project)
    for output in outputs:
        if output.format not in _FORMATS:
            raise UsageError(
                f"--output: an import is not told as {output.format!r}",
                hint=f"one of {', '.join(_FORMATS)}",
            )
    return outputs


def imported_ids(
    claims: IdClaims, replay: Replay, sources: Iterable[Source], prefix: str
) -> IdClaims:
    """The claims with the ids that imported documents give their tables."""
    from sotsync.document.ids import number_of  # noqa: PLC0415 - only for an import
    from sotsync.document.importing.plan import harvest_files  # noqa: PLC0415 - the same

    tables: dict[str, str] = {}
    for harvest in harvest_files(replay, sources):
        for key, identifier in harvest.identifiers:
            if identifier.startswith(f"{prefix}-") and identifier not in tables.values():
                tables.setdefault(key, identifier)
    others = {
        key: identifier
        for key, identifier in claims.tables.items()
        if identifier not in tables.values()
    }
    numbers = {number_of(identifier) for identifier in tables.values()} - {None}
    return dataclasses.replace(
        claims,
        numbers=claims.numbers | {number for number in numbers if number is not None},
        tables={**others, **tables},
    )


def write_import_reports(
    outputs: Iterable[Output], found: Import, document: str, *, is_verbose: bool
) -> None:
    """Say what was carried and what was not, wherever it was asked for.

    Raises:
        RefusedWriteError: A file cannot be written.
    """
    for output in outputs:
        if output.path is None:
            style = Style(is_coloured=is_coloured(sys.stdout))
            write_result(_report(output, found, document, style, is_verbose=is_verbose))
        else:
            text = _report(output, found, document, PLAIN, is_verbose=is_verbose)
            write_source(output.path, Source(output.path.as_posix(), text), root=output.path.parent)


def _report(output: Output, found: Import, document: str, style: Style, *, is_verbose: bool) -> str:
    from sotsync.report.import_format import (  # noqa: PLC0415 - loads the document's reader
        render_import_json,
        render_import_text,
    )

    if output.format == "json":
        return render_import_json(found, document)
    return render_import_text(found, style, is_verbose=is_verbose)
