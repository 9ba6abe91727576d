"""Colour for a terminal, and texts from files made harmless for one.

A document or migration may hold escape sequences that move the cursor or rename the window, and
marks that turn text around. People see them spelled out instead. The log of a CI is obeyed too:
its runner looks for commands in every line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

__all__ = ["PLAIN", "Colour", "Style", "harmless", "harmless_line", "unheard"]

_RESET = "\x1b[0m"
_KEPT = frozenset("\n\t")
_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories: controls, format marks, surrogates, private use, line separators."""
_JOINERS = frozenset("\u200c\u200d")
"""Format marks that languages and emoji need, and that cannot hide or move anything."""

_COMMANDS = re.compile(r"^(?P<space>[^\S\n]*):(?=:)|#(?=#\w*\[)", re.MULTILINE)
"""How commands to a runner begin: ``::`` at the start of a line and ``##[`` anywhere (GitHub),
``##vso[`` (Azure Pipelines), ``##teamcity[``."""
_APART = "\u200b"


class Colour(Enum):
    """What colour says in a report; the value is the ANSI sequence."""

    HEADING = "\x1b[1m"
    ERROR = "\x1b[1;31m"
    WARNING = "\x1b[1;33m"
    INFO = "\x1b[1;34m"
    DOCUMENTED = "\x1b[31m"
    ACTUAL = "\x1b[32m"
    PLACE = "\x1b[36m"
    GOOD = "\x1b[1;32m"
    FAINT = "\x1b[2m"


@dataclass(frozen=True, slots=True)
class Style:
    """Whether text is coloured."""

    is_coloured: bool = False

    def paint(self, text: str, colour: Colour) -> str:
        """The text in that colour, or as it is."""
        return f"{colour.value}{text}{_RESET}" if self.is_coloured and text else text


PLAIN = Style()
"""No colour: for files, pipes, and wherever ``NO_COLOR`` is set."""


def harmless(text: str) -> str:
    r"""The text with every character that a terminal could obey spelled out, such as ``\x1b``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_spelled, text))


def harmless_line(text: str) -> str:
    r"""The text made harmless on one line: a line end is spelled ``\n``."""
    return harmless(text).replace("\n", "\\n")


def unheard(text: str) -> str:
    """The text with an invisible space in whatever the runner of a CI would obey."""
    return _COMMANDS.sub(lambda match: f"{match[0]}{_APART}", text)


def _spelled(character: str) -> str:
    if character in _KEPT or character in _JOINERS:
        return character
    if unicodedata.category(character) not in _DANGEROUS:
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004  # Two hexadecimal digits.
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # Four.
