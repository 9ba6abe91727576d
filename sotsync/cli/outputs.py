"""``--output FORMAT[=FILE]``: the same report in as many shapes and places as are asked for."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sotsync.cli.console import is_coloured, write_result
from sotsync.cli.project import Project
from sotsync.cli.workspace import workspace_folder
from sotsync.errors import RefusedWriteError, UsageError
from sotsync.files import read_bytes, shown_path, write_source
from sotsync.report.formats import FORMATS
from sotsync.report.markdown_format import MARK
from sotsync.report.models import Report
from sotsync.report.rebased import rebased
from sotsync.report.styles import PLAIN, Style
from sotsync.text import Location, Source

__all__ = ["Output", "parse_outputs", "shown_report", "write_reports"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One report to write.

    Attributes:
        format: Its format, by name.
        path: Where to; None for standard output.
        folder: What places are told from, for a host: the project's folder in its repository.
    """

    format: str
    path: Path | None = None
    folder: str = ""


_REPORT_STARTS = (b'{\n  "format": "sotsync.', MARK.encode())
_MAY_MIX = frozenset({"text", "github"})
"""A runner finds annotations among other lines of a log, and people read the others."""
_FOR_HOSTS = frozenset({"github", "gitlab", "junit", "sarif"})
"""Formats whose places a host looks for, from the root of the repository."""
_NOT_REPORTS = frozenset({".md", ".sql", ".toml"})


def parse_outputs(values: Iterable[str], project: Project) -> tuple[Output, ...]:
    """The reports that ``--output`` asks for; text to standard output where none is asked for.

    Raises:
        UsageError: A format is unknown, or two reports would go to one place.
        RefusedWriteError: A report would replace what a person wrote.
    """
    outputs = tuple(_parse(value, project) for value in values) or (Output(format="text"),)
    _check_destinations(outputs)
    for output in outputs:
        if output.path is not None and _is_written_by_people(output.path, project):
            raise RefusedWriteError(
                "is no report; a report does not replace it",
                location=Location(shown_path(output.path, project.root)),
                hint="name another file, as in --output json=drift.json",
            )
    return outputs


def _check_destinations(outputs: Iterable[Output]) -> None:
    """Refuse reports that would mix or replace each other; annotations may follow a text."""
    shown = {output.format for output in outputs if output.path is None}
    places = Counter(output.path for output in outputs)
    if places[None] > 1 and (shown != _MAY_MIX or places[None] > len(shown)):
        raise UsageError(
            "--output: only one report can go to standard output, or text and github",
            hint="name a file for the others, as in --output json=drift.json",
        )
    twice = next((path for path, number in places.items() if path and number > 1), None)
    if twice is not None:
        raise UsageError(f"--output: two reports are to go to {twice.name}")


def _is_written_by_people(path: Path, project: Project) -> bool:
    """Whether a file is there that sotsync reads or that holds what no report's name ends with."""
    if not path.is_file() or read_bytes(path).startswith(_REPORT_STARTS):
        return False
    stated = (project.path_of(name) for name in ("document", "baseline", "migrations"))
    read = {named.resolve() for named in stated if named is not None}
    target = path.resolve()
    return target.suffix.lower() in _NOT_REPORTS or not read.isdisjoint((target, *target.parents))


def _parse(value: str, project: Project) -> Output:
    name, has_file, file = value.partition("=")
    if name not in FORMATS:
        raise UsageError(
            f"--output: there is no format {name!r}", hint=f"one of {', '.join(FORMATS)}"
        )
    if has_file and not file:
        raise UsageError(f"--output: {value!r} names no file")
    folder = workspace_folder(project) if name in _FOR_HOSTS else ""
    return Output(format=name, path=project.base / file if has_file else None, folder=folder)


def write_reports(outputs: Iterable[Output], report: Report) -> None:
    """Write every report; colour goes only to a standard output that a person watches.

    Raises:
        RefusedWriteError: A file cannot be written.
    """
    for output in outputs:
        if output.path is None:
            write_result(shown_report(output, report))
        else:
            source = Source(output.path.as_posix(), _rendered(output, report, PLAIN))
            write_source(output.path, source, root=output.path.parent)


def shown_report(output: Output, report: Report) -> str:
    """The report as it goes to standard output."""
    return _rendered(output, report, Style(is_coloured=is_coloured(sys.stdout)))


def _rendered(output: Output, report: Report, style: Style) -> str:
    return FORMATS[output.format](rebased(report, output.folder), style)
