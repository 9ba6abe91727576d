"""Names that PostgreSQL cuts: its grammar gives them cut, so that only the text tells.

Source: PostgreSQL manual, "Lexical Structure" (identifiers are cut to NAMEDATALEN-1 bytes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sotsync.schema.names import MAXIMUM_BYTES

__all__ = ["has_long_words", "long_names"]

_WIDEST_CHARACTER = 4
_LONG = re.compile(rf"[^\s\"';,()]{{{MAXIMUM_BYTES + 1},}}|\"[^\"]{{{MAXIMUM_BYTES + 1},}}")
_LONG_QUOTED = re.compile(rf"\"[^\"]{{{MAXIMUM_BYTES + 1}}}")
_FEWEST = MAXIMUM_BYTES // _WIDEST_CHARACTER
_RATHER_LONG = re.compile(rf"[^\s\"';,()]{{{_FEWEST},}}|\"[^\"]{{{_FEWEST},}}")
_TOKENS = re.compile(
    r"""--[^\r\n]* | /\*.*?\*/ | '(?:[^']|'')*'
    | (?P<tag>\$(?:[^\W\d]\w*)?\$)
    | "(?P<quoted>(?:[^"]|"")+)"
    | (?P<plain>[^\W\d][\w$]*)""",
    re.VERBOSE | re.DOTALL,
)


def has_long_words(text: str) -> bool:
    """Whether a text may hold a long name at all; most do not, and need no closer look."""
    if not text.isascii():
        return _RATHER_LONG.search(text) is not None
    # Splitting is sooner done than looking for a pattern at every character.
    if max(map(len, text.split()), default=0) > MAXIMUM_BYTES and _LONG.search(text):
        return True
    return _LONG_QUOTED.search(text) is not None


def long_names(text: str, *, in_blocks: bool = False) -> Iterator[str]:
    """The names in a statement that are longer than 63 bytes, as they are written.

    Args:
        text: One statement.
        in_blocks: Whether what stands between dollar quotes is code too, as in DO.
    """
    position = 0
    while match := _TOKENS.search(text, position):
        position = match.end()
        if match["tag"] is not None:
            if not in_blocks:
                end = text.find(match["tag"], position)
                position = len(text) if end < 0 else end + len(match["tag"])
            continue
        name = match["plain"] or (match["quoted"] or "").replace('""', '"')
        if len(name.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
            yield name
