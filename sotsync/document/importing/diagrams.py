"""Mermaid entity diagrams, DBML and Prisma schemas: each table, column and the words beside it.

Only the forms that hold words are read; relationships and types are facts. Sources: Mermaid's
"Entity Relationship Diagrams", DBML's syntax page, and Prisma's "Schema" reference.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

__all__ = ["TableNote", "read_dbml", "read_mermaid", "read_prisma"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNote:
    """What a notation says of a table, of one of its columns or of several, maybe nothing."""

    table: str
    text: str
    offset: int
    member: str = ""
    is_of_several: bool = False


_ENTITY = re.compile(
    r'^[ \t]*(?P<name>"[^"\n]+"|[\w.-]+)(?:\[[^\]\n]*\])?[ \t]*\{[ \t]*$', re.MULTILINE
)
_ATTRIBUTE = re.compile(
    r"^[ \t]*[\w\[\]().,-]+[ \t]+\*?(?P<name>[\w.-]+)"
    r"(?:[ \t]+(?:PK|FK|UK)(?:[ \t]*,[ \t]*(?:PK|FK|UK))*)?"
    r'(?:[ \t]+"(?P<text>[^"\n]*)")?[ \t]*$',
    re.MULTILINE,
)


_ENUM = re.compile(r"\s*(?:(?P<value>[\w-]+)[ \t]+(?P=value)\s*)+")
"""The values of an enum, which some tools draw as an entity: each is its own type."""


def read_mermaid(code: str) -> Iterator[TableNote]:
    """The entities of an ``erDiagram`` and their attributes."""
    for entity in _ENTITY.finditer(code):
        table = entity["name"].strip('"')
        end = code.find("}", entity.end())
        body = code[entity.end() : end if end >= 0 else len(code)]
        if _ENUM.fullmatch(body):
            continue
        yield TableNote(table=table, text="", offset=entity.start("name"))
        for found in _ATTRIBUTE.finditer(code, entity.end(), entity.end() + len(body)):
            text = found["text"] or ""
            offset = found.start("name")
            yield TableNote(table=table, member=found["name"], text=text, offset=offset)


_DBML_TABLE = re.compile(
    r'^[ \t]*Table\s+(?P<name>(?:"[^"\n]+"|\w+)(?:\.(?:"[^"\n]+"|\w+))?)(?:\s+as\s+\w+)?'
    r"\s*(?:\[(?P<settings>[^\]]*)\])?\s*\{",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = r"(?:'''(?P<long>.*?)'''|'(?P<short>(?:[^'\\]|\\.)*)'|\"(?P<double>[^\"]*)\")"
_SETTING_NOTE = re.compile(rf"note\s*:\s*{_QUOTED}", re.IGNORECASE | re.DOTALL)
_TABLE_NOTE = re.compile(
    rf"^[ \t]*Note\s*(?::\s*|\{{\s*){_QUOTED}", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
_DBML_COLUMN = re.compile(
    r'^[ \t]*(?P<name>"[^"\n]+"|\w+)[ \t]+(?P<type>"[^"\n]+"|[\w.]+(?:\([^)\n]*\))?(?:\[\])?)'
    r"[ \t]*(?:\[(?P<settings>(?:'(?:[^'\\\n]|\\.)*'|[^\]'\n])*)\])?"
    r"[ \t]*(?://[ \t]*(?P<aside>[^\n]*))?$",
    re.MULTILINE,
)


def _quoted(found: re.Match[str]) -> str:
    text = found["long"] or found["short"] or found["double"] or ""
    return " ".join(text.replace("\\'", "'").split())


def read_dbml(code: str) -> Iterator[TableNote]:
    """The tables of a DBML schema, their columns and notes; a field that is a table is none.

    Tools that write DBML from the models of an ORM list the relations of a model among its columns.
    """
    tables = {found["name"].replace('"', "") for found in _DBML_TABLE.finditer(code)}
    for table in _DBML_TABLE.finditer(code):
        name = table["name"].replace('"', "")
        end = _closing(code, table.end())
        note = _SETTING_NOTE.search(table["settings"] or "")
        text = _quoted(note) if note else ""
        yield TableNote(table=name, text=text, offset=table.start("name"))
        body = _without_blocks(code[table.end() : end])
        for found in _TABLE_NOTE.finditer(body):
            yield TableNote(table=name, text=_quoted(found), offset=table.end() + found.start())
        body = _TABLE_NOTE.sub(lambda match: " " * len(match[0]), body)
        for column in _DBML_COLUMN.finditer(body):
            if column["type"].removesuffix("[]").strip('"') not in tables:
                yield _dbml_column(name, column, table.end())


def _dbml_column(table: str, column: re.Match[str], start: int) -> TableNote:
    note = _SETTING_NOTE.search(column["settings"] or "")
    words = [_quoted(note) if note else "", (column["aside"] or "").strip()]
    return TableNote(
        table=table,
        member=column["name"].strip('"'),
        text="; ".join(word for word in words if word),
        offset=start + column.start("name"),
    )


def _closing(code: str, start: int) -> int:
    depth = 1
    for match in re.finditer(r"'''.*?'''|'(?:[^'\\\n]|\\.)*'|[{}]", code[start:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return start + match.start()
    return len(code)


def _without_blocks(body: str) -> str:
    """The body with its ``indexes`` block blanked, at the same length."""
    pattern = re.compile(r"\bindexes\s*\{[^}]*\}", re.IGNORECASE)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)


_MODEL = re.compile(r"^[ \t]*(?:model|view)\s+(?P<name>\w+)\s*\{", re.MULTILINE)
_MAPPED = re.compile(r'@@map\(\s*(?:name:\s*)?"(?P<name>[^"]+)"')
_FIELD_MAPPED = re.compile(r'(?<!@)@map\(\s*(?:name:\s*)?"(?P<name>[^"]+)"')
_FIELD = re.compile(
    r"^[ \t]*(?P<name>\w+)[ \t]+(?P<type>\w+)(?P<array>\[\])?\??(?P<rest>[^\n]*)$", re.MULTILINE
)
_REMARK = re.compile(r"(?:^[ \t]*///?[^\n]*\n)+[ \t]*\Z", re.MULTILINE)


def read_prisma(code: str) -> Iterator[TableNote]:
    """The models of a Prisma schema and their fields; a field that is a relation is none."""
    models = {found["name"] for found in _MODEL.finditer(code)}
    for model in _MODEL.finditer(code):
        end = code.find("\n}", model.end())
        body = code[model.end() : end if end >= 0 else len(code)]
        mapped = _MAPPED.search(body)
        table = mapped["name"] if mapped else model["name"]
        above = _above(code[: model.start()])
        yield TableNote(table=table, text=above, offset=model.start("name"))
        fields = [
            field
            for field in _FIELD.finditer(body)
            if field["type"] not in models and not field["name"].startswith("//")
        ]
        for index in range(len(fields)):
            for note in _prisma_notes(table, body, fields[index:]):
                yield replace(note, offset=note.offset + model.end())


def _above(text: str) -> str:
    return " ".join(line.lstrip("/").strip() for line in _lines_above(text))


def _lines_above(text: str) -> list[str]:
    found = _REMARK.search(text)
    return [line.strip() for line in found[0].strip().split("\n")] if found else []


def _prisma_notes(table: str, body: str, fields: Sequence[re.Match[str]]) -> Iterator[TableNote]:
    """What is said of the first of the fields, and of it with those that follow it directly."""
    field = fields[0]
    above = _lines_above(body[: field.start()])
    group = [field, *_directly_below(body, fields)]
    heading = [line[2:].strip() for line in above if not line.startswith("///")]
    if len(group) > 1 and any(heading):
        members = ", ".join(_column(one) for one in group)
        offset = field.start("name")
        text = " ".join(heading)
        yield TableNote(table=table, member=members, text=text, offset=offset, is_of_several=True)
        above = [line for line in above if line.startswith("///")]
    aside = re.search(r"//+[ \t]*(?P<text>.*)\Z", field["rest"])
    words = [line.lstrip("/").strip() for line in above]
    words.append(aside["text"].strip() if aside else "")
    yield TableNote(
        table=table,
        member=_column(field),
        text=" ".join(word for word in words if word),
        offset=field.start("name"),
    )


def _directly_below(body: str, fields: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The fields after the first, up to a blank line or a comment."""
    for one, following in itertools.pairwise(fields):
        between = body[one.end() : following.start()]
        if re.search(r"\n[ \t]*\n|^[ \t]*//", between, re.MULTILINE):
            return
        yield following


def _column(field: re.Match[str]) -> str:
    mapped = _FIELD_MAPPED.search(field["rest"])
    return mapped["name"] if mapped else field["name"]
