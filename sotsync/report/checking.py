"""The formats of ``sotsync check``, by name: those of other tools are the ones of ``diff``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sotsync.report.check_json import render_check_json
from sotsync.report.check_markdown import render_check_markdown
from sotsync.report.check_models import CheckReport
from sotsync.report.check_text import render_check_text
from sotsync.report.formats import FORMATS
from sotsync.report.rebased import rebased
from sotsync.report.styles import PLAIN, Style

__all__ = ["render_check"]

_OWN: Mapping[str, Callable[[CheckReport, Style], str]] = MappingProxyType(
    {
        "text": render_check_text,
        "json": render_check_json,
        "markdown": render_check_markdown,
    }
)


def render_check(report: CheckReport, name: str, style: Style = PLAIN, *, folder: str = "") -> str:
    """The report in the format of that name, ending in a line end.

    Args:
        report: What to tell.
        name: One of the names of ``sotsync.report.formats``.
        style: Whether it is coloured, where the format knows colour.
        folder: The folder before every path, for formats that hosts read.
    """
    if name in _OWN:
        return _OWN[name](report, style)
    return FORMATS[name](rebased(report.as_report(), folder), style)
