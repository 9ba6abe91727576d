"""The anchors that GitHub gives to headings.

The rule (GitHub's HTML pipeline, and the ``github-slugger`` package that follows it): the text as
shown, in lower case, without everything but letters, marks, digits, connectors such as ``_``, ``-``
and spaces; each space becomes ``-``; a repeated anchor gets ``-1``, ``-2``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["heading_slug", "unique_slugs"]

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_EMPHASIS = re.compile(r"(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_CODE = re.compile(r"(`+)(.+?)\1")
_DROPPED = re.compile(r"[^\w\- ]")


@lru_cache(maxsize=2**14)
def heading_slug(text: str) -> str:
    """The anchor of a heading that says ``text``, were it the only one of its document."""
    pieces: list[str] = []
    position = 0
    for code in _CODE.finditer(text):
        pieces += (_shown(text[position : code.start()]), code[2])
        position = code.end()
    shown = "".join([*pieces, _shown(text[position:])]).strip().lower()
    if shown.isascii():
        return _DROPPED.sub("", shown).replace(" ", "-")
    return "".join(character for character in shown if _is_kept(character)).replace(" ", "-")


def unique_slugs(texts: Iterable[str]) -> tuple[str, ...]:
    """The anchors of a document's headings, in order."""
    used: dict[str, int] = {}
    found: list[str] = []
    for text in texts:
        slug = unique = heading_slug(text)
        while unique in used:
            used[slug] += 1
            unique = f"{slug}-{used[slug]}"
        used[unique] = 0
        found.append(unique)
    return tuple(found)


def _shown(text: str) -> str:
    return _EMPHASIS.sub("", html.unescape(_TAG.sub("", _LINK.sub(r"\1", text))))


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return character in "- " or category[0] in "LM" or category in {"Nd", "Pc"}
