"""``--output FORMAT[=FILE]``: the same report in as many shapes and places as are asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sotsync.cli.console import is_coloured, write_result
from sotsync.errors import UsageError
from sotsync.files import write_source
from sotsync.report.formats import FORMATS
from sotsync.report.models import Report
from sotsync.report.styles import PLAIN, Style
from sotsync.text import Source

__all__ = ["Output", "parse_outputs", "shown_report", "write_reports"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One report to write; ``path`` is None for standard output."""

    format: str
    path: Path | None = None


def parse_outputs(values: Iterable[str], base: Path) -> tuple[Output, ...]:
    """The reports that ``--output`` asks for; text to standard output where none is asked for.

    Raises:
        UsageError: A format is unknown, or two reports would mix on standard output.
    """
    outputs = tuple(_parse(value, base) for value in values) or (Output(format="text"),)
    if sum(output.path is None for output in outputs) > 1:
        raise UsageError(
            "--output: only one report can go to standard output",
            hint="name a file for the others, as in --output json=drift.json",
        )
    return outputs


def _parse(value: str, base: Path) -> Output:
    name, has_file, file = value.partition("=")
    if name not in FORMATS:
        raise UsageError(
            f"--output: there is no format {name!r}", hint=f"one of {', '.join(FORMATS)}"
        )
    if has_file and not file:
        raise UsageError(f"--output: {value!r} names no file")
    return Output(format=name, path=base / file if has_file else None)


def write_reports(outputs: Iterable[Output], report: Report) -> None:
    """Write every report; colour goes only to a standard output that a person watches.

    Raises:
        RefusedWriteError: A file cannot be written.
    """
    for output in outputs:
        if output.path is None:
            write_result(shown_report(output, report))
        else:
            source = Source(output.path.as_posix(), FORMATS[output.format](report, PLAIN))
            write_source(output.path, source, root=output.path.parent)


def shown_report(output: Output, report: Report) -> str:
    """The report as it goes to standard output."""
    return FORMATS[output.format](report, Style(is_coloured=is_coloured(sys.stdout)))
