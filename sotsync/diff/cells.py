"""When a cell of the document says what is so: one question a function, for diff and patch alike.

A cell is compared by what it means: ``UUID FK → tenants``, ``int4``, ``btree`` and ``-`` for no
default are left as people wrote them as long as they are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sotsync.diff.facts import same_default, same_type
from sotsync.document.exact import read_exact_name, read_exact_sql
from sotsync.document.placeholders import is_placeholder
from sotsync.document.regions import (
    BulletList,
    FieldRole,
    FieldRow,
    FieldTable,
    Flag,
    IndexBullet,
    IndexRow,
)
from sotsync.document.render.fields import default_text
from sotsync.document.render.indexes import method_word
from sotsync.schema.canonical import same_expression
from sotsync.schema.models import (
    Column,
    Exclusion,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    Unique,
    View,
)
from sotsync.schema.names import quote
from sotsync.schema.types import SERIAL_TYPES

__all__ = [
    "IndexFacts",
    "default_agrees",
    "flag_agrees",
    "index_facts",
    "index_keys_agree",
    "index_type_agrees",
    "nullability_agrees",
    "type_agrees",
    "unescaped",
    "unlisted_indexes",
]

_SERIAL_WORDS = frozenset({*SERIAL_TYPES.values(), "serial2", "serial4", "serial8"})


def type_agrees(row: FieldRow, column: Column) -> bool:
    """Whether the Type cell states the column's type; a cell about two columns is let be."""
    if row.type is None or len(row.names) > 1:
        return True
    return not is_placeholder(row.type.text) and same_type(unescaped(row.type.text), column.type)


def nullability_agrees(table: FieldTable, row: FieldRow, column: Column) -> bool:
    """Whether Nullable, Required or Constraints says whether the column takes NULL.

    A Nullable or Required cell has to say it in words that can be read; Constraints need not.
    """
    if len(row.names) > 1:
        return True
    if row.is_nullable is not None:
        return row.is_nullable != column.not_null
    roles = (FieldRole.NULLABLE, FieldRole.REQUIRED)
    return all(table.cell(row, role) is None for role in roles)


def default_agrees(row: FieldRow, column: Column, table: str) -> bool:
    """Whether the Default cell states where the column's value comes from."""
    if not row.states_default or len(row.names) > 1:
        return True
    expected = default_text(column)
    if row.default is None:
        return expected is None or _is_serial_cell(row)
    if expected is None:
        return False
    stated = unescaped(row.default.text)
    if _folded(stated) == _folded(expected):
        return True
    return column.default is not None and same_default(
        column.model_copy(update={"default": stated}), column, table
    )


def _is_serial_cell(row: FieldRow) -> bool:
    return row.type is not None and row.type.text.lower() in _SERIAL_WORDS


def flag_agrees(flag: Flag, table: Table) -> bool:
    """Whether the RLS Enabled line says whether row-level security is on, and whether forced."""
    if flag.is_set is not table.rls_enabled:
        return False
    return ("forced" in flag.value.text.lower()) == (table.rls_enabled and table.rls_forced)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """An index as the index table states it, whether a statement or a constraint made it.

    ``object`` is the index or constraint that it belongs to.
    """

    name: str
    method: str
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...]
    predicate: str | None
    object: Index | PrimaryKey | Unique | Exclusion


def index_facts(relation: Table | View) -> Mapping[str, IndexFacts]:
    """Every index of a table or view by name: those behind constraints first."""
    constraints = relation.constraints.values() if isinstance(relation, Table) else ()
    behind = [
        _facts(one) for one in constraints if isinstance(one, PrimaryKey | Unique | Exclusion)
    ]
    return {facts.name: facts for facts in (*behind, *map(_facts, relation.indexes.values()))}


def _facts(one: Index | PrimaryKey | Unique | Exclusion) -> IndexFacts:
    if isinstance(one, PrimaryKey | Unique):
        method, predicate = "btree", None
        keys = tuple(IndexKey(column=name) for name in one.columns)
    else:
        method, predicate, keys = one.method, one.predicate, one.keys
    return IndexFacts(
        name=one.name,
        method=method,
        keys=keys,
        include=one.include,
        predicate=predicate,
        object=one,
    )


_KEY = re.compile(
    r"(?P<body>.*?)"
    r"(?:\s+(?P<class>[\w.]+_ops))?"
    r"(?:\s+(?P<order>ASC|DESC))?"
    r"(?:\s+NULLS\s+(?P<nulls>FIRST|LAST))?"
    r"(?:\s+INCLUDE\s*(?P<include>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)


def index_keys_agree(row: IndexRow, facts: IndexFacts) -> bool:
    """Whether the Columns cell states the index's keys, in order, and its predicate.

    An operator class may be left out, and so may the place of NULLs where it is the usual one.
    """
    keys, include = _read_keys(row.keys)
    return (
        len(keys) == len(facts.keys)
        and all(_key_agrees(stated, key) for stated, key in zip(keys, facts.keys, strict=True))
        and include == frozenset(facts.include)
        and _predicate_agrees(row.predicate, facts.predicate)
    )


def _read_keys(keys: tuple[str, ...]) -> tuple[list[re.Match[str]], frozenset[str]]:
    """The keys, and the columns after INCLUDE, which the last key's cell goes on with."""
    found: list[re.Match[str]] = []
    include: list[str] = []
    for text in keys:
        match = _KEY.match(text.strip())
        assert match is not None  # Every part of the pattern may be empty.
        if include:
            include.append(_bare(text))
            continue
        found.append(match)
        if match["include"] is not None:
            include.extend(_bare(name) for name in match["include"].split(","))
    return found, frozenset(include)


def _bare(name: str) -> str:
    bare = name.strip().strip("()").strip()
    exact = read_exact_name(bare)
    return bare.strip('"') if exact == bare else exact


def _key_agrees(stated: re.Match[str], key: IndexKey) -> bool:
    if (stated["order"] or "asc").lower().startswith("d") != key.descending:
        return False
    if stated["nulls"] and (stated["nulls"].lower() == "first") != key.nulls_first:
        return False
    if not stated["nulls"] and key.nulls_first != key.descending:
        return False
    written = stated["body"].replace("\\|", "|").strip()
    body = read_exact_sql(written)
    if key.column is not None:
        spellings = (read_exact_name(written), body, body.strip('"'))
        return key.column in spellings or body == quote(key.column)
    return same_expression(body, key.expression or "")


def _predicate_agrees(stated: str | None, actual: str | None) -> bool:
    if stated is None or actual is None:
        return stated is actual
    read = unescaped(stated)
    return _folded(read) == _folded(actual) or same_expression(read, actual)


def unlisted_indexes(bullets: BulletList, relation: Table | View) -> tuple[IndexFacts, ...]:
    """The indexes that a Key Indexes list lacks; a bullet is one by its columns, in order.

    Indexes behind constraints may be listed or not, and so may what is no index of one's own.
    """
    listed = {bullet.columns for bullet in bullets.bullets}
    listed |= {columns for _, columns in renamed_bullets(bullets, relation)}
    own = (index_facts(relation)[name] for name in relation.indexes)
    return tuple(facts for facts in own if _key_names(facts) not in listed)


def ghost_bullets(bullets: BulletList, relation: Table | View) -> tuple[IndexBullet, ...]:
    """The bullets of a Key Indexes list that call columns indexed which no index has.

    One that does not speak of an index, or names no columns, is a person's.
    """
    known = {_key_names(facts) for facts in index_facts(relation).values()}
    known |= {bullet.columns for bullet, _ in renamed_bullets(bullets, relation)}
    return tuple(
        bullet
        for bullet in bullets.bullets
        if bullet.columns and bullet.columns not in known and _INDEX_WORD.search(bullet.text.text)
    )


def renamed_bullets(
    bullets: BulletList, relation: Table | View
) -> tuple[tuple[IndexBullet, tuple[str, ...]], ...]:
    """The bullets that name columns as they were called before, with the names they have now."""
    columns = relation.columns
    now = {
        former: name
        for name, column in columns.items()
        for former in column.origin.renamed_from
        if former not in columns
    }
    known = {_key_names(facts) for facts in index_facts(relation).values()}
    listed = {bullet.columns for bullet in bullets.bullets}
    found = (
        (bullet, tuple(now.get(name, name) for name in bullet.columns))
        for bullet in bullets.bullets
        if all(f"`{name}`" in bullet.text.text for name in now.keys() & set(bullet.columns))
    )
    return tuple((one, names) for one, names in found if names in known - listed)


def _key_names(facts: IndexFacts) -> tuple[str, ...]:
    return tuple(key.column for key in facts.keys if key.column is not None)


_INDEX_WORD = re.compile(r"\bindex\b", re.IGNORECASE)
_METHOD_NOISE = re.compile(r"\b(?:partial|unique|index|covering)\b|[^a-z0-9]")


def index_type_agrees(row: IndexRow, facts: IndexFacts) -> bool:
    """Whether the Type cell states the access method, and calls only a partial index partial."""
    if row.type is None:
        return True
    words = row.type.text.lower()
    if "partial" in words and facts.predicate is None:
        return False
    stated = _METHOD_NOISE.sub("", words)
    return stated in {facts.method, _METHOD_NOISE.sub("", method_word(facts.method).lower())}


def unescaped(text: str) -> str:
    r"""Text from a table cell, with ``\|`` read as ``|`` and what is spelled out as it is."""
    return read_exact_sql(text.replace("\\|", "|"))


_CONSTANT = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")


def _folded(text: str) -> str:
    """The SQL without regard to white space, and to case outside of constants and names."""
    parts = _CONSTANT.split(text)
    parts[::2] = [part.lower() for part in parts[::2]]
    return " ".join("".join(parts).split())
