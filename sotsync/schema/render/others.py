"""Rules, statistics, publications, foreign servers and what is kept as its statement, as SQL."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.schema.models import (
    Collation,
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    OtherObject,
    Publication,
    PublishedTable,
    Relation,
    Rule,
    Schema,
    Statistics,
    UserMapping,
)
from sotsync.schema.names import qualified, quote, quote_literal
from sotsync.schema.privileges import RUNNER
from sotsync.schema.render.privileges import render_role
from sotsync.schema.render.style import INDENT, key_of, names_list

__all__ = [
    "render_collation",
    "render_event_trigger",
    "render_other_object",
    "render_publication",
    "render_rule",
    "render_server",
    "render_shell_types",
    "render_statistics",
    "render_user_mapping",
    "render_wrapper",
]

_STATES = {"DISABLED": "DISABLE", "REPLICA": "ENABLE REPLICA", "ALWAYS": "ENABLE ALWAYS"}


def render_rule(relation: Relation, rule: Rule) -> tuple[str, ...]:
    """The CREATE RULE statement, and the one that gives the rule its state."""
    condition = f"\n{INDENT}WHERE {rule.condition}" if rule.condition is not None else ""
    instead = "INSTEAD " if rule.is_instead else ""
    actions = "NOTHING" if not rule.actions else "; ".join(rule.actions)
    if rule.actions:
        actions = f"({actions})"
    create = (
        f"CREATE RULE {quote(rule.name)} AS ON {rule.event} TO {key_of(relation)}{condition}\n"
        f"{INDENT}DO {instead}{actions};"
    )
    if rule.enabled == "ORIGIN":
        return (create,)
    state = f"{_STATES[rule.enabled]} RULE {quote(rule.name)}"
    return create, f"ALTER TABLE {key_of(relation)} {state};"


def render_wrapper(wrapper: ForeignDataWrapper) -> str:
    """The CREATE FOREIGN DATA WRAPPER statement."""
    words = f"CREATE FOREIGN DATA WRAPPER {quote(wrapper.name)}"
    words += f" HANDLER {wrapper.handler}" if wrapper.handler else ""
    words += f" VALIDATOR {wrapper.validator}" if wrapper.validator else ""
    return f"{_omission(wrapper.omitted_options)}{words}{_options(wrapper.options)};"


def render_server(server: ForeignServer) -> str:
    """The CREATE SERVER statement."""
    words = f"CREATE SERVER {quote(server.name)}"
    words += f" TYPE {quote_literal(server.type)}" if server.type is not None else ""
    words += f" VERSION {quote_literal(server.version)}" if server.version is not None else ""
    words += f" FOREIGN DATA WRAPPER {quote(server.wrapper)}"
    return f"{_omission(server.omitted_options)}{words}{_options(server.options)};"


def render_user_mapping(mapping: UserMapping) -> str:
    """The CREATE USER MAPPING statement, without what may be secret."""
    role = "CURRENT_USER" if mapping.name == RUNNER else render_role(mapping.name)
    words = f"CREATE USER MAPPING FOR {role} SERVER {quote(mapping.server)}"
    return f"{_omission(mapping.omitted_options)}{words}{_options(mapping.options)};"


def _omission(names: tuple[str, ...]) -> str:
    return f"-- Options that may be secret are left out: {', '.join(names)}\n" if names else ""


def _options(options: tuple[str, ...]) -> str:
    return f" OPTIONS {names_list(options)}" if options else ""


def render_collation(collation: Collation) -> str:
    """The CREATE COLLATION statement."""
    name = qualified(collation.schema_name, collation.name)
    if collation.source is not None:
        return f"CREATE COLLATION {name} FROM {collation.source};"
    return f"CREATE COLLATION {name} {names_list(collation.options)};"


def render_statistics(statistics: Statistics) -> tuple[str, ...]:
    """The CREATE STATISTICS statement, and the one that sets its target."""
    name = qualified(statistics.schema_name, statistics.name)
    kinds = f" {names_list(statistics.kinds)}" if statistics.kinds else ""
    columns = [quote(column) for column in statistics.columns]
    columns += [f"({expression})" for expression in statistics.expressions]
    create = f"CREATE STATISTICS {name}{kinds} ON {', '.join(columns)} FROM {statistics.table};"
    if statistics.target is None:
        return (create,)
    return create, f"ALTER STATISTICS {name} SET STATISTICS {statistics.target};"


def render_event_trigger(trigger: EventTrigger) -> tuple[str, ...]:
    """The CREATE EVENT TRIGGER statement, and the one that gives the trigger its state."""
    name = quote(trigger.name)
    tags = names_list(tuple(map(quote_literal, trigger.tags)))
    when = f"\n{INDENT}WHEN TAG IN {tags}" if trigger.tags else ""
    create = (
        f"CREATE EVENT TRIGGER {name} ON {quote(trigger.event)}{when}\n"
        f"{INDENT}EXECUTE FUNCTION {trigger.function}();"
    )
    if trigger.enabled == "ORIGIN":
        return (create,)
    return create, f"ALTER EVENT TRIGGER {name} {_STATES[trigger.enabled]};"


def render_publication(publication: Publication) -> tuple[str, ...]:
    """The CREATE PUBLICATION statement; ALTER PUBLICATION for one that the platform made."""
    name = quote(publication.name)
    content = ", ".join(_published(publication))
    options = names_list(publication.options)
    if not publication.is_external:
        words = " FOR ALL TABLES" if publication.all_tables else ""
        words += f" FOR {content}" if content else ""
        words += f" WITH {options}" if publication.options else ""
        return (f"CREATE PUBLICATION {name}{words};",)
    statements = [f"ALTER PUBLICATION {name} ADD {content};"] if content else []
    statements += [f"ALTER PUBLICATION {name} SET {options};"] if publication.options else []
    return tuple(statements)


def _published(publication: Publication) -> Iterator[str]:
    yield from map(_published_table, publication.tables)
    yield from (f"TABLES IN SCHEMA {quote(schema)}" for schema in publication.schemas)


def _published_table(published: PublishedTable) -> str:
    columns = f" {names_list(tuple(map(quote, published.columns)))}" if published.columns else ""
    where = f" WHERE ({published.predicate})" if published.predicate is not None else ""
    return f"TABLE {published.table}{columns}{where}"


def render_shell_types(schema: Schema) -> Iterator[str]:
    """The names of base types, which the functions that read and write them need first."""
    for item in schema.other_objects.values():
        if item.kind == "type" and item.definition.endswith(")"):
            yield f"CREATE TYPE {qualified(item.schema_name or 'public', item.name)};"


def render_other_object(item: OtherObject) -> tuple[str, ...]:
    """The statements that make the object."""
    return tuple(f"{text};" for text in (item.definition, *item.changes))
