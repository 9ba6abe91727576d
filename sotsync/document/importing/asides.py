"""What diagrams and schema notations say beside tables and columns: comments, labels of relations.

Their readers know the forms that describe a table or column. A person may have written anywhere,
though: above an enum, at a relationship, in a line that is of no form at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sotsync.document.importing.diagrams import TableNote
from sotsync.document.mapping import humanise

__all__ = ["Aside", "asides"]

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Words of a notation that are about no table or column alone, and where they stand."""

    text: str
    offset: int


def asides(language: str, code: str, notes: Iterable[TableNote]) -> Iterator[Aside]:
    """The words in the code that none of its notes holds, in order."""
    told = "\n".join(_collapsed(note.text) for note in notes)
    found = _mermaid(code) if language == "mermaid" else _tokens(code)
    for aside in found:
        text = _collapsed(aside.text)
        if _WORD.search(text) and text not in told:
            yield Aside(text=text, offset=aside.offset)


def _collapsed(text: str) -> str:
    return " ".join(text.split())


_LINE = re.compile(r"[^\n]+")
_STRUCTURE = re.compile(
    r"\s*(?:erDiagram|direction\s+\w+|\}|[\w.-]+\s*\{?|\"[^\"]*\"\s*\{|---|%%\{.*\}%%"
    r"|(?:classDef|class|style|linkStyle)\s.*)\s*\Z"
)
_FIELD = re.compile(
    r"\s*[\w\[\]().,-]+\s+\*?[\w.-]+(?:\s+(?:PK|FK|UK|,)+)*\s*(?P<text>\"[^\"]*\")?\s*\Z"
)
_RELATION = re.compile(
    r"\s*(?P<left>\"[^\"]+\"|[\w.-]+)\s+[|}o{.-]{2,}(?:--|\.\.)?[|}o{.-]{2,}\s+"
    r"(?P<right>\"[^\"]+\"|[\w.-]+)\s*(?::\s*(?P<text>.*))?\Z"
)


_COLUMN = re.compile(r"id|[a-z][a-z0-9]*_\w+")
"""A label that only names the column which refers; so does one that repeats an entity's name."""


def _mermaid(code: str) -> Iterator[Aside]:
    """Labels of relationships, comments, titles and lines of no form."""
    for line in _LINE.finditer(code):
        text = line[0]
        if relation := _RELATION.match(text):
            label = (relation["text"] or "").strip().strip('"')
            names = f"{relation['left']} — {relation['right']}".replace('"', "")
            ends = {humanise(relation["left"]), humanise(relation["right"])}
            if label and not _COLUMN.fullmatch(label) and humanise(label) not in ends:
                yield Aside(text=f"{names}: {label}", offset=line.start())
        elif field := _FIELD.match(text):
            yield Aside(text=(field["text"] or "").strip('"'), offset=line.start())
        elif not _STRUCTURE.match(text):
            yield Aside(text=text.strip().removeprefix("%%"), offset=line.start())


_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<note>\bnote\s*[:{]\s*|\{\s*(?='))?"
    r"(?P<string>\'\'\'.*?\'\'\'|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`)",
    re.DOTALL | re.IGNORECASE,
)


def _tokens(code: str) -> Iterator[Aside]:
    """Comments and notes of DBML and Prisma; other strings are defaults and names."""
    for token in _TOKEN.finditer(code):
        if token["comment"]:
            inner = token["comment"].removesuffix("*/").lstrip("/*")
            yield Aside(text=re.sub(r"\n\s*\*", "\n", inner), offset=token.start())
        elif token["note"]:
            inner = token["string"].strip("'\"").replace("\\'", "'")
            yield Aside(text=inner, offset=token.start())
