"""The formats a report can have, by name: a new one is one more file and one more line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sotsync.report.github_format import render_github
from sotsync.report.gitlab_format import render_gitlab
from sotsync.report.json_format import render_json
from sotsync.report.junit_format import render_junit
from sotsync.report.markdown_format import render_markdown
from sotsync.report.models import Report
from sotsync.report.sarif_format import render_sarif
from sotsync.report.styles import Style
from sotsync.report.text_format import render_text

__all__ = ["FORMATS", "Format"]

Format = Callable[[Report, Style], str]
"""A format: the report as text that ends in a line end."""

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": render_text,
        "json": render_json,
        "markdown": render_markdown,
        "sarif": render_sarif,
        "github": render_github,
        "gitlab": render_gitlab,
        "junit": render_junit,
    }
)
"""Every format, by the name that people ask for it by."""
