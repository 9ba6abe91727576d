"""``pg_catalog`` of the lesser kinds of object, as DO blocks read it.

Source: PostgreSQL manual, "System Catalogs" and "System Views".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sotsync.replay.catalog import Object, Relation
from sotsync.replay.objects import (
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    Publication,
    Published,
    Rule,
    Statistics,
    UserMapping,
    others_of,
)
from sotsync.replay.procedural.names import visible_name
from sotsync.replay.procedural.server_text import expression_text
from sotsync.replay.procedural.values import NOT_KNOWN, ObjectId, Row
from sotsync.replay.session import Session

__all__ = ["OTHER_INFORMATION", "OTHER_TABLES"]

_WRAPPERS_OF_EXTENSIONS: Mapping[str, str] = {
    "dblink": "dblink_fdw",
    "file_fdw": "file_fdw",
    "postgres_fdw": "postgres_fdw",
}
_STATES = {"ORIGIN": "O", "DISABLED": "D", "REPLICA": "R", "ALWAYS": "A"}


def _oid(session: Session, target: Object) -> ObjectId:
    return ObjectId(target, visible_name(session, target))


def _wrappers(session: Session) -> Iterator[Row]:
    for wrapper in others_of(session.catalog, ForeignDataWrapper):
        yield {"oid": _oid(session, wrapper), "fdwname": wrapper.name}
    for extension in session.catalog.extensions:
        if extension in _WRAPPERS_OF_EXTENSIONS:
            yield {"oid": NOT_KNOWN, "fdwname": _WRAPPERS_OF_EXTENSIONS[extension]}


def _servers(session: Session) -> Iterator[Row]:
    for server in others_of(session.catalog, ForeignServer):
        wrapper = server.wrapper
        yield {
            "oid": _oid(session, server),
            "srvname": server.name,
            "srvfdw": NOT_KNOWN if wrapper is None else _oid(session, wrapper),
            "srvtype": server.type,
            "srvversion": server.version,
        }


def _user_mappings(session: Session) -> Iterator[Row]:
    for mapping in others_of(session.catalog, UserMapping):
        yield {
            "srvid": _oid(session, mapping.server),
            "srvname": mapping.server.name,
            "usename": mapping.name,
        }


def _foreign_tables(session: Session) -> Iterator[Row]:
    servers = {server.name: server for server in others_of(session.catalog, ForeignServer)}
    for namespace in session.catalog.namespaces.values():
        for relation in namespace.relations.values():
            if relation.foreign_server is not None:
                server = servers.get(relation.foreign_server)
                yield {
                    "ftrelid": _oid(session, relation),
                    "ftserver": NOT_KNOWN if server is None else _oid(session, server),
                }


def _publications(session: Session) -> Iterator[Row]:
    for publication in others_of(session.catalog, Publication):
        yield {
            "oid": _oid(session, publication),
            "pubname": publication.name,
            "puballtables": publication.all_tables,
        }


def _published_tables(session: Session) -> Iterator[Row]:
    """The view, which counts the tables of schemas and of all schemas in."""
    for publication in others_of(session.catalog, Publication):
        for published in _everything_published(session, publication):
            columns = published.columns or published.relation.columns.values()
            yield {
                "pubname": publication.name,
                "schemaname": published.relation.namespace.name,
                "tablename": published.relation.name,
                "attnames": [column.name for column in columns],
                "rowfilter": expression_text(session, published.predicate),
            }


def _everything_published(session: Session, publication: Publication) -> Iterator[Published]:
    yield from publication.tables
    named = {id(published.relation) for published in publication.tables}
    for namespace in session.catalog.namespaces.values():
        if publication.all_tables or namespace in publication.schemas:
            for relation in namespace.relations.values():
                if _is_publishable(relation) and id(relation) not in named:
                    yield Published(relation)


def _is_publishable(relation: Relation) -> bool:
    return relation.kind in ("table", "partitioned table") and not relation.is_temporary


def _publication_members(session: Session) -> Iterator[Row]:
    for publication in others_of(session.catalog, Publication):
        for published in publication.tables:
            yield {
                "prpubid": _oid(session, publication),
                "prrelid": _oid(session, published.relation),
            }


def _publication_schemas(session: Session) -> Iterator[Row]:
    for publication in others_of(session.catalog, Publication):
        for namespace in publication.schemas:
            yield {"pnpubid": _oid(session, publication), "pnnspid": _oid(session, namespace)}


def _event_triggers(session: Session) -> Iterator[Row]:
    for trigger in others_of(session.catalog, EventTrigger):
        yield {
            "oid": _oid(session, trigger),
            "evtname": trigger.name,
            "evtevent": trigger.event,
            "evtenabled": _STATES[trigger.enabled],
            "evttags": list(trigger.tags) or None,
        }


def _rules(session: Session) -> Iterator[Row]:
    for rule in others_of(session.catalog, Rule):
        yield {
            "schemaname": rule.relation.namespace.name,
            "tablename": rule.relation.name,
            "rulename": rule.name,
            "ev_class": _oid(session, rule.relation),
            "ev_enabled": _STATES[rule.enabled],
            "is_instead": rule.is_instead,
        }


def _statistics(session: Session) -> Iterator[Row]:
    for statistics in others_of(session.catalog, Statistics):
        yield {
            "oid": _oid(session, statistics),
            "stxname": statistics.name,
            "stxrelid": _oid(session, statistics.relation),
            "stxnamespace": _oid(session, statistics.namespace),
        }


def _named_wrappers(session: Session) -> Iterator[Row]:
    for row in _wrappers(session):
        yield {"foreign_data_wrapper_name": row["fdwname"]}


def _named_servers(session: Session) -> Iterator[Row]:
    for server in others_of(session.catalog, ForeignServer):
        wrapper = server.wrapper
        yield {
            "foreign_server_name": server.name,
            "foreign_data_wrapper_name": NOT_KNOWN if wrapper is None else wrapper.name,
        }


def _named_foreign_tables(session: Session) -> Iterator[Row]:
    for namespace in session.catalog.namespaces.values():
        for relation in namespace.relations.values():
            if relation.foreign_server is not None:
                yield {
                    "foreign_table_schema": namespace.name,
                    "foreign_table_name": relation.name,
                    "foreign_server_name": relation.foreign_server,
                }


OTHER_INFORMATION: dict[str, Callable[[Session], Iterator[Row]]] = {
    "foreign_data_wrappers": _named_wrappers,
    "foreign_servers": _named_servers,
    "foreign_tables": _named_foreign_tables,
}
"""The views of ``information_schema`` about these kinds."""

OTHER_TABLES: dict[str, Callable[[Session], Iterator[Row]]] = {
    "pg_event_trigger": _event_triggers,
    "pg_foreign_data_wrapper": _wrappers,
    "pg_foreign_server": _servers,
    "pg_foreign_table": _foreign_tables,
    "pg_publication": _publications,
    "pg_publication_namespace": _publication_schemas,
    "pg_publication_rel": _publication_members,
    "pg_publication_tables": _published_tables,
    "pg_rewrite": _rules,
    "pg_rules": _rules,
    "pg_statistic_ext": _statistics,
    "pg_user_mappings": _user_mappings,
}
"""The tables and views of ``pg_catalog`` about these kinds, that follow from the schema."""
