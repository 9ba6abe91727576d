"""The lesser kinds of object in short lines, one a fact, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sotsync.schema import models

__all__ = ["describe_others"]


def describe_others(schema: models.Schema) -> Iterator[str]:
    """Every fact about privileges, owners, and the objects beside tables, types and functions."""
    for key, owned in _owned(schema):
        if owned.owner is not None:
            yield f"{key} owner {owned.owner}"
        yield from (f"{key} {text}" for text in _privileges(owned.privileges))
    for key, defaults in schema.default_privileges.items():
        yield from (f"default {key} {text}" for text in _privileges(defaults.privileges))
    for name, wrapper in schema.foreign_data_wrappers.items():
        yield _words("wrapper", name, wrapper.handler, wrapper.validator, *_options(wrapper))
    for name, server in schema.foreign_servers.items():
        yield _words("server", name, server.wrapper, server.type, server.version, *_options(server))
    for key, mapping in schema.user_mappings.items():
        yield _words("user mapping", key, *_options(mapping))
    yield from _without_options(schema)
    for key, item in schema.other_objects.items():
        yield f"other {key}: {'; '.join((item.definition, *item.changes))}"


def _without_options(schema: models.Schema) -> Iterator[str]:
    for key, collation in schema.collations.items():
        yield _words("collation", key, collation.source, *collation.options)
    for key, statistics in schema.statistics.items():
        names = ", ".join((*statistics.columns, *statistics.expressions))
        target = "" if statistics.target is None else f"target {statistics.target}"
        yield _words(
            "statistics", key, *statistics.kinds, "on", names, "of", statistics.table, target
        )
    for name, trigger in schema.event_triggers.items():
        state = "" if trigger.enabled == "ORIGIN" else trigger.enabled.lower()
        yield _words("event trigger", name, trigger.event, *trigger.tags, trigger.function, state)
    for name, publication in schema.publications.items():
        yield _words("publication", name, *_publication(publication))


def _publication(publication: models.Publication) -> Iterator[str]:
    yield "external" if publication.is_external else ""
    yield "all tables" if publication.all_tables else ""
    for table in publication.tables:
        columns = f"({', '.join(table.columns)})" if table.columns else ""
        where = f"where {table.predicate}" if table.predicate else ""
        yield _words("table", table.table, columns, where)
    yield from (f"schema {name}" for name in publication.schemas)
    yield from publication.options


def _owned(schema: models.Schema) -> Iterator[tuple[str, models.Namespace | models.Relation]]:
    for field in (
        *("namespaces", "enums", "domains", "composite_types", "range_types", "sequences"),
        *("tables", "views", "functions", "foreign_data_wrappers", "foreign_servers"),
    ):
        yield from getattr(schema, field).items()


def _privileges(privileges: Iterable[models.Privilege]) -> Iterator[str]:
    """One line a grantee."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for each in privileges:
        words = [each.grantee, "lost" if each.is_revoked else "has"]
        words += [f"({', '.join(each.columns)})"] if each.columns else []
        words += ["grantable"] if each.grantable else []
        lines.setdefault(tuple(words), []).append(each.privilege)
    for start, names in lines.items():
        yield f"{' '.join(start)} {', '.join(names)}"


def _options(
    item: models.ForeignDataWrapper | models.ForeignServer | models.UserMapping,
) -> Iterator[str]:
    yield from item.options
    yield from (f"without {name}" for name in item.omitted_options)


def _words(*words: str | None) -> str:
    return " ".join(word for word in words if word)
