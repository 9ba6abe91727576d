"""Inline code: what stands between two runs of as many back-ticks.

A name that holds back-ticks stands between longer runs of them, and between spaces where it begins
or ends with one (CommonMark, "Code spans"); the runs and one space at each end are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.text import Span

__all__ = ["CodeSpan", "code_spans"]

_CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSpan:
    """One piece of code in a text.

    Attributes:
        whole: Where it stands, with its back-ticks.
        inner: Where its content stands.
        text: The content.
    """

    whole: Span
    inner: Span
    text: str


def code_spans(text: str) -> Iterator[CodeSpan]:
    """The code in a text, in order."""
    for match in _CODE.finditer(text):
        start, end = match.span("code")
        code = match["code"]
        if code[0] == " " == code[-1] and code.strip(" "):
            start, end = start + 1, end - 1
        yield CodeSpan(whole=Span(*match.span()), inner=Span(start, end), text=text[start:end])
