"""Rows of the catalog as models: rules, servers, publications and the other lesser kinds.

Of an option that may hold a secret only the name is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sotsync.database.connection import Row
from sotsync.database.definitions import expression, read_statement
from sotsync.database.rights import Rights
from sotsync.replay.engine import replay
from sotsync.replay.foreign import is_secret
from sotsync.replay.script import Script
from sotsync.schema import models
from sotsync.schema.names import qualified, quote, quote_literal
from sotsync.sql.deparse import deparse_expression, deparse_statement
from sotsync.sql.parser import GrammarError, NestingError, enums
from sotsync.text import Source

__all__ = [
    "read_collation",
    "read_event_trigger",
    "read_publication",
    "read_restated",
    "read_rule",
    "read_server",
    "read_statistics",
    "read_user_mapping",
    "read_wrapper",
]

_ENABLED = {"O": "ORIGIN", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}
_EVENTS = {
    enums.CMD_SELECT: "SELECT",
    enums.CMD_INSERT: "INSERT",
    enums.CMD_UPDATE: "UPDATE",
    enums.CMD_DELETE: "DELETE",
}
_STATISTICS = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}
_PROVIDERS = {"b": "builtin", "i": "icu"}
_PUBLISHED = ("insert", "update", "delete", "truncate")
_GENERATED = {"s": "stored"}


def _common(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "comment": row["comment"], "origin": row["origin"]}


def read_rule(row: Row) -> models.Rule:
    """A row of ``RULES``; one too deep for the grammar keeps its definition as its only action."""
    shared = {**_common(row), "enabled": _ENABLED[row["enabled"]]}
    try:
        node = read_statement(row["definition"])
        return models.Rule(
            **shared,
            event=_EVENTS[node.event],  # type: ignore[arg-type] # validated by the model
            is_instead=node.instead,
            condition=(
                deparse_expression(node.where_clause) if node.HasField("where_clause") else None
            ),
            actions=tuple(map(deparse_statement, node.actions)),
        )
    except (GrammarError, NestingError):
        event = next(word for word in row["definition"].split() if word in _EVENTS.values())
        return models.Rule(**shared, event=event, actions=(row["definition"],))


def _options(texts: Iterable[str] | None) -> dict[str, Any]:
    pairs = [text.split("=", 1) for text in texts or ()]
    return {
        "options": tuple(
            f"{quote(name)} {quote_literal(value)}" for name, value in pairs if not is_secret(name)
        ),
        "omitted_options": tuple(sorted(name for name, _ in pairs if is_secret(name))),
    }


def read_wrapper(row: Row, rights: Rights) -> models.ForeignDataWrapper:
    """A row of ``WRAPPERS``."""
    return models.ForeignDataWrapper(
        **_common(row),
        **rights.of(row, "FOREIGN DATA WRAPPERS"),
        **_options(row["options"]),
        handler=row["handler"],
        validator=row["validator"],
    )


def read_server(row: Row, rights: Rights) -> models.ForeignServer:
    """A row of ``SERVERS``."""
    return models.ForeignServer(
        **_common(row),
        **rights.of(row, "FOREIGN SERVERS"),
        **_options(row["options"]),
        wrapper=row["wrapper"],
        type=row["type"],
        version=row["version"],
    )


def read_user_mapping(row: Row, server: str) -> tuple[str, models.UserMapping]:
    """A row of ``USER_MAPPINGS``, with its key."""
    mapping = models.UserMapping(
        name=row["name"], origin=row["origin"], server=server, **_options(row["options"])
    )
    return f"{quote(row['name'])} on {quote(server)}", mapping


def read_collation(row: Row, rights: Rights) -> models.Collation:
    """A row of ``COLLATIONS``."""
    return models.Collation(
        **_common(row),
        owner=rights.owner(row),
        schema_name=row["schema"],
        options=tuple(_collation_options(row)),
    )


def _collation_options(row: Row) -> Iterator[str]:
    provider = _PROVIDERS.get(row["provider"])
    if provider:
        yield f"provider = {provider}"
        yield f"locale = {quote_literal(row['locale'])}"
    elif row["collate"] == row["ctype"]:
        yield f"locale = {quote_literal(row['collate'])}"
    else:
        yield f"lc_collate = {quote_literal(row['collate'])}"
        yield f"lc_ctype = {quote_literal(row['ctype'])}"
    if not row["is_deterministic"]:
        yield "deterministic = false"
    if row["rules"]:
        yield f"rules = {quote_literal(row['rules'])}"


def read_statistics(row: Row, rights: Rights) -> models.Statistics:
    """A row of ``STATISTICS``; all kinds together, or the only one there can be, go unsaid."""
    kinds = tuple(word for letter, word in _STATISTICS.items() if letter in row["kinds"])
    return models.Statistics(
        **_common(row),
        owner=rights.owner(row),
        schema_name=row["schema"],
        table=row["table"],
        kinds=() if len(kinds) == len(_STATISTICS) else kinds,
        columns=tuple(row["columns"]),
        expressions=tuple(expression(text) or "" for text in row["expressions"] or ()),
        target=row["target"],
    )


def read_event_trigger(row: Row, rights: Rights) -> models.EventTrigger:
    """A row of ``EVENT_TRIGGERS``."""
    return models.EventTrigger(
        **_common(row),
        owner=rights.owner(row),
        event=row["event"],
        tags=tuple(row["tags"] or ()),
        function=qualified(row["schema"], row["function"]),
        enabled=_ENABLED[row["enabled"]],  # type: ignore[arg-type] # validated by the model
    )


def read_publication(
    row: Row, tables: Iterable[Row], rights: Rights, *, is_external: bool
) -> models.Publication:
    """A row of ``PUBLICATIONS`` with its rows of ``PUBLISHED_TABLES``."""
    published = (
        models.PublishedTable(
            table=table["table"],
            columns=tuple(table["columns"]),
            predicate=expression(table["predicate"]),
        )
        for table in tables
    )
    return models.Publication(
        **_common(row),
        owner=None if is_external else rights.owner(row),
        all_tables=row["is_of_all"],
        tables=tuple(sorted(published, key=lambda table: table.table)),
        schemas=tuple(sorted(row["schemas"])),
        options=tuple(_publication_options(row)),
        is_external=is_external,
    )


def _publication_options(row: Row) -> Iterator[str]:
    words = [word for word in _PUBLISHED if row[word]]
    if len(words) < len(_PUBLISHED):
        yield f"publish = {quote_literal(', '.join(words))}"
    if row["generated_columns"] in _GENERATED:
        yield f"publish_generated_columns = '{_GENERATED[row['generated_columns']]}'"
    if row["via_root"]:
        yield "publish_via_partition_root = true"


def read_restated(row: Row, rights: Rights) -> dict[str, models.OtherObject]:
    """A row of ``RESTATED``, by key: replay reads the statements that the server restated."""
    source = Source("", ";\n".join(row["statements"]))
    found = replay([Script(source=source)], assume=True).schema.other_objects
    update = {"comment": row["comment"], "owner": rights.owner(row), "origin": row["origin"]}
    return {key: each.model_copy(update=update) for key, each in found.items()}
