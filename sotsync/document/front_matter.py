"""Front matter, read line by line so that one value can be edited as text.

No YAML library gives back the bytes it read (``version: 1.0`` is a float to it), so YAML reading
only says whether other tools will be able to read the block.
"""

from __future__ import annotations

import re
from collections import deque

from sotsync.document.codes import Code, report
from sotsync.document.models import FrontMatter, FrontMatterField
from sotsync.document.passages import SPACES, Page
from sotsync.findings import Finding
from sotsync.text import Span

__all__ = ["check_front_matter", "read_front_matter"]

_OPENING = re.compile(r"\ufeff?---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_FIELD = re.compile(
    r"""
    (?P<key>[A-Za-z_][\w .-]*?)[ \t]*:
    (?:[ \t]+(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#](?:[^ \t]++|[ \t]++(?!\#))*+))?
    (?:[ \t]+\#.*)?\Z
    """,
    re.VERBOSE,
)
# Lines that every YAML reader takes as a plain key and a plain scalar.
_SURELY_VALID = re.compile(
    r"""[A-Za-z_]\w*:(?:\ [^\s\#"'&*!|>%@`{}\[\],?:-][^\#:{}\[\]]*)?\s*\Z""", re.VERBOSE
)
# Reading a value that nests so deep takes the reader minutes; nobody nests front matter.
_DEEP = re.compile(r"(?:[\[{][^\[{]*){99}")


def read_front_matter(page: Page) -> FrontMatter | None:
    """The block between ``---`` lines at the very top; None where there is none."""
    opening = _OPENING.match(page.text)
    closing = _CLOSING.search(page.text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    inner = Span(opening.end(), closing.start())
    fields = tuple(field for line in page.lines(inner) if (field := _read_field(page, line)))
    return FrontMatter(span=Span(0, closing.end()), fields=fields)


def _read_field(page: Page, line: Span) -> FrontMatterField | None:
    match = _FIELD.match(page.source.slice(line).rstrip(SPACES))
    if match is None:
        return None
    start, end = match.span("value") if match["value"] else (match.end(), match.end())
    value = page.passage(line.start + start, line.start + end)
    return FrontMatterField(key=match["key"], value=value, line=line)


def check_front_matter(page: Page, front_matter: FrontMatter) -> tuple[Finding, ...]:
    """A finding where the block is no YAML, so that other tools cannot read it."""
    lines = [*page.lines(front_matter.span)][1:-1]
    texts = [page.source.slice(line) for line in lines]
    if all(_SURELY_VALID.match(text) for text in texts) or _DEEP.search("".join(texts)):
        return ()
    # The YAML reader takes 40 ms to import, and nearly every front matter does without.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        # Events are enough to tell, and unlike values cost no recursion.
        deque(YAML(typ="safe", pure=True).parse("\n".join(texts)), maxlen=0)
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = lines[min(mark.line if mark else 0, len(lines) - 1)]
        return (report(Code.FRONT_MATTER, page.source, line.start, str(error).split("\n")[0]),)
    return ()
