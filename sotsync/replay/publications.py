"""Publications. Source: PostgreSQL manual, CREATE PUBLICATION and ALTER PUBLICATION."""

from __future__ import annotations

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Namespace
from sotsync.replay.definitions import add_other
from sotsync.replay.function_options import scalar_text
from sotsync.replay.lookup import need_columns, need_namespace, need_relation
from sotsync.replay.objects import Publication, Published, find_other
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__: list[str] = []


@handles("create_publication_stmt")
def create_publication(session: Session, node: Node) -> None:
    """``CREATE PUBLICATION``."""
    name = truncate(node.pubname)
    if find_other(session.catalog, Publication, name) is not None:
        session.reject("duplicate_object", f'publication "{name}" already exists')
    made = Publication(name=name, all_tables=node.for_all_tables)
    _set_options(made, node.options)
    _add(session, made, node.pubobjects)
    add_other(session, made)


@handles("alter_publication_stmt")
def alter_publication(session: Session, node: Node) -> None:
    """``ALTER PUBLICATION … ADD | SET | DROP``, or with options."""
    publication = _publication(session, node.pubname)
    session.change(publication)
    if node.options:
        _set_options(publication, node.options)
    elif node.action == enums.AP_DropObjects:
        _drop(session, publication, node.pubobjects)
    else:
        if node.action == enums.AP_SetObjects:
            publication.tables, publication.schemas = [], []
        _add(session, publication, node.pubobjects)


def _publication(session: Session, name: str) -> Publication:
    """The publication of that name; one that nothing created is taken to have been there."""
    name = truncate(name)
    found = find_other(session.catalog, Publication, name)
    if found is None:
        found = Publication(name=name, is_platform=True)
        add_other(session, found)
    return found


def _set_options(publication: Publication, nodes: Node) -> None:
    for item in nodes:
        text = scalar_text(item.def_elem.arg)
        if item.def_elem.defname == "publish":
            text = ", ".join(word.strip() for word in text.split(","))
        publication.options[item.def_elem.defname] = text.lower() or "true"


def _schema_of(session: Session, item: Node) -> Namespace | None:
    if item.pubobjtype == enums.PUBLICATIONOBJ_TABLES_IN_SCHEMA:
        return need_namespace(session, item.name)
    if item.pubobjtype == enums.PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA:
        return need_namespace(session, next(iter(session.catalog.search_path), "public"))
    return None


def _add(session: Session, publication: Publication, items: Node) -> None:
    for wrapper in items:
        item = wrapper.publication_obj_spec
        namespace = _schema_of(session, item)
        if namespace is None:
            _add_table(session, publication, item.pubtable)
            continue
        if namespace in publication.schemas:
            reason = f'schema "{namespace.name}" is already member of publication'
            session.reject("duplicate_object", f'{reason} "{publication.name}"')
        publication.schemas.append(namespace)


def _add_table(session: Session, publication: Publication, node: Node) -> None:
    relation = need_relation(session, node.relation)
    if any(published.relation is relation for published in publication.tables):
        reason = f'relation "{relation.name}" is already member of publication'
        session.reject("duplicate_object", f'{reason} "{publication.name}"')
    published = Published(relation)
    if node.columns:
        published.columns = need_columns(session, relation, string_list(node.columns))
    if node.HasField("where_clause"):
        published.predicate = bind_expression(session, node.where_clause, relation)
    publication.tables.append(published)


def _drop(session: Session, publication: Publication, items: Node) -> None:
    for wrapper in items:
        item = wrapper.publication_obj_spec
        namespace = _schema_of(session, item)
        if namespace is not None:
            publication.schemas = [each for each in publication.schemas if each is not namespace]
            continue
        relation = need_relation(session, item.pubtable.relation)
        kept = [each for each in publication.tables if each.relation is not relation]
        if len(kept) == len(publication.tables) and not publication.is_platform:
            reason = f'relation "{relation.name}" is not part of the publication'
            session.reject("undefined_object", reason)
        publication.tables = kept
