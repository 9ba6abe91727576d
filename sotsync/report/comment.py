"""The one comment that sotsync keeps on a pull request: drift, and what the migrations change.

Its first line is hidden and says whose comment it is, so that it is found again and the comments of
several projects in one repository stay apart.
"""

from __future__ import annotations

from urllib.parse import quote

from sotsync.errors import SotsyncError
from sotsync.report.effects_format import BranchEffects, render_effects_within
from sotsync.report.markdown_format import MARK, code_span, escaped, render_markdown_within
from sotsync.report.models import Report
from sotsync.report.problems import problems_of

__all__ = ["comment_mark", "has_news", "render_comment", "render_trouble"]

_SMALLEST_REPORT = 2_000
"""Characters that are always left for the head of the drift."""


def comment_mark(key: str) -> str:
    """The first line of the comment of that key; no key can end it early."""
    return f"<!-- sotsync: comment {quote(key, safe='/')} -->"


def has_news(report: Report, branch: BranchEffects) -> bool:
    """Whether there is anything that a reviewer should look at."""
    return bool(problems_of(report)) or not branch.is_empty


def render_comment(key: str, report: Report, branch: BranchEffects, *, limit: int) -> str:
    """The comment in at most ``limit`` characters, which are a few thousand or more.

    Drift and effects get half of the room each, and what the other does not need.
    """
    mark = _head(key)
    room = limit - len(mark) - 1
    drift = _drift(report, room)
    effects = render_effects_within(branch, room - min(len(drift), room // 2))
    if effects:
        drift = _drift(report, max(room - len(effects), _SMALLEST_REPORT))
        return f"{mark}{drift}\n{effects}"
    return f"{mark}{drift}"


def _head(key: str) -> str:
    return f"{comment_mark(key)}\n"


def _drift(report: Report, limit: int) -> str:
    return render_markdown_within(report, limit + len(MARK) + 1).removeprefix(f"{MARK}\n")


def render_trouble(key: str, error: SotsyncError) -> str:
    """The comment where nothing could be told, so that an older one does not look true."""
    place = f"{code_span(str(error.location))}: " if error.location else ""
    hint = f"\n\n{escaped(error.hint)}." if error.hint else ""
    return (
        f"{_head(key)}### ❌ sotsync could not tell whether the document is right\n\n"
        f"{place}{escaped(error.message)}.{hint}\n"
    )
