"""Names as people write them, and facts as Markdown cells hold them.

A cell of a Markdown table may hold neither a bare pipe nor a line end, and a code span neither a
run of back-ticks as long as its own fence: everything that is generated passes through here.
"""

from __future__ import annotations

import re

__all__ = [
    "cell",
    "code",
    "code_cell",
    "foreign_line",
    "foreign_paragraph",
    "humanise",
    "sentence",
    "table_row",
]

_BACKTICKS = re.compile(r"`+")
_BREAKS = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_ODD_BEFORE_PIPE = re.compile(r"(?<!\\)\\(?:\\\\)*(?=\|)")
_BLOCK_MARK = re.compile(
    r"""\A(?:(?P<number>\d{1,9})(?=[.)](?:\s|\Z)) | (?=\#{1,6}(?:\s|\Z) | > | < | `{3} | ~{3}
    | [-+*](?:\s|\Z) | (?:[-_*]\s*){3,}\Z | \[[^\]]*\]:))""",
    re.VERBOSE,
)
"""What would make a line the beginning of something else than a paragraph."""
_NO_WORD = re.compile(r"[\W_]+")
_LOWER_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_ACRONYMS = re.compile(
    r"(?:ai|api|cpu|css|csv|db|fk|gdpr|html|https?|id|ip|iso|json|jwt|kpi|oauth|otp|pdf|pii|pk|qr"
    r"|rbac|rls|rpc|sla|sms|sql|sso|svg|ui|ur[il]|utc|uuid|vat|xml|yaml)\Z",
    re.IGNORECASE,
)


def humanise(name: str) -> str:
    """A database name as a title: ``order_items`` becomes ``Order Items``.

    What Markdown might read as a mark becomes a space; a name of nothing else is a ``Table``.
    """
    words = _LOWER_UPPER.sub(" ", _NO_WORD.sub(" ", name)).split()
    return " ".join(_title_word(word) for word in words) or "Table"


def _title_word(word: str) -> str:
    if _ACRONYMS.match(word):
        return word.upper()
    return word[0].upper() + word[1:]


def sentence(name: str) -> str:
    """A file's name part as a sentence: ``add_email_to_users`` becomes ``Add email to users``."""
    words = name.replace("_", " ").replace("-", " ").split()
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def code(text: str) -> str:
    """``text`` as a code span, fenced so that its own back-ticks survive; one line."""
    line = _BREAKS.sub(" ", text)
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    needs_space = line.startswith("`") or line.endswith("`")
    return f"{fence} {line} {fence}" if needs_space else f"{fence}{line}{fence}"


def cell(text: str) -> str:
    r"""``text`` as the content of a table cell: one line, every pipe as ``\|``.

    An odd number of back-slashes before a pipe gets one more: the last would take the pipe's own.
    """
    return _ODD_BEFORE_PIPE.sub(r"\\\g<0>", _BREAKS.sub(" ", text.strip())).replace("|", "\\|")


def code_cell(text: str) -> str:
    """``text`` as a code span inside a table cell."""
    return cell(code(text))


def foreign_line(text: str) -> str:
    """What somebody wrote elsewhere, as one line; nothing in it is hidden or read as a mark."""
    return " ".join(text.split()).replace("<!--", "&lt;!--")


def foreign_paragraph(text: str) -> str:
    """The same as a paragraph of its own: no heading, list, fence or table of link targets."""
    return _BLOCK_MARK.sub(r"\g<number>\\", foreign_line(text), count=1)


def table_row(cells: tuple[str, ...]) -> str:
    """One line of a Markdown table; the cells are escaped already."""
    return f"| {' | '.join(cells)} |"
