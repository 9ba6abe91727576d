"""Indexes as SQL, and the keys that indexes and exclusion constraints share."""

from __future__ import annotations

from sotsync.schema.models import Index, IndexKey, Relation
from sotsync.schema.names import quote
from sotsync.schema.render.layout import LINE_LENGTH, lay_out
from sotsync.schema.render.parameters import render_parameters
from sotsync.schema.render.style import INDENT, key_of, names_list

__all__ = ["render_index", "render_keys"]


def render_keys(keys: tuple[IndexKey, ...]) -> tuple[str, ...]:
    """Each key as it stands between the parentheses: ``lower(email) DESC``."""
    return tuple(map(_key, keys))


def render_index(table: Relation | str, index: Index) -> str:
    """The CREATE INDEX statement."""
    unique = "UNIQUE " if index.is_unique else ""
    method = "" if index.method == "btree" else f" USING {index.method}"
    separator = " " if method else ""
    text = f"CREATE {unique}INDEX {quote(index.name)} ON {key_of(table)}{method}{separator}"
    text += names_list(render_keys(index.keys))
    if index.include:
        text += f" INCLUDE {names_list(tuple(map(quote, index.include)))}"
    if index.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    if index.options:
        text += f" WITH {render_parameters(index.options)}"
    if index.predicate:
        text = _with_predicate(text, index.predicate)
    return text + ";"


def _with_predicate(text: str, predicate: str) -> str:
    line = f"{text} WHERE {predicate}"
    if len(line) < LINE_LENGTH:
        return line
    lines = lay_out(f"WHERE {predicate}", len(INDENT))
    return f"\n{INDENT}".join((text, *lines))


def _key(key: IndexKey) -> str:
    words = [quote(key.column) if key.column is not None else f"({key.expression})"]
    if key.collation:
        words.append(f"COLLATE {key.collation}")
    if key.operator_class:
        words.append(key.operator_class)
    if key.descending:
        words.append("DESC")
    if key.nulls_first != key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    if key.operator:
        words += ["WITH", key.operator]
    return " ".join(words)
