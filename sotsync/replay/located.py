"""Finding what COMMENT, DROP, ALTER … OWNER and their like name, for the kinds beside tables.

The grammar gives a name in one of three forms: a word (servers, publications), a list of words
(collations, statistics), or types (casts, operators).
"""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Object, Type, TypeName
from sotsync.replay.functions import find_functions_like
from sotsync.replay.objects import (
    Collation,
    Definition,
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    Publication,
    Statistics,
    find_other,
    others_of,
)
from sotsync.replay.resolve import current_namespaces
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = [
    "KIND_WORDS",
    "find_definition",
    "find_in_schema",
    "find_object",
    "words_of",
]

KIND_WORDS: dict[int, str] = {
    enums.OBJECT_ACCESS_METHOD: "access method",
    enums.OBJECT_CAST: "cast",
    enums.OBJECT_COLLATION: "collation",
    enums.OBJECT_CONVERSION: "conversion",
    enums.OBJECT_EVENT_TRIGGER: "event trigger",
    enums.OBJECT_FDW: "foreign-data wrapper",
    enums.OBJECT_FOREIGN_SERVER: "server",
    enums.OBJECT_LANGUAGE: "language",
    enums.OBJECT_OPCLASS: "operator class",
    enums.OBJECT_OPERATOR: "operator",
    enums.OBJECT_OPFAMILY: "operator family",
    enums.OBJECT_PUBLICATION: "publication",
    enums.OBJECT_STATISTIC_EXT: "statistics object",
    enums.OBJECT_TRANSFORM: "transform",
    enums.OBJECT_TSCONFIGURATION: "text search configuration",
    enums.OBJECT_TSDICTIONARY: "text search dictionary",
    enums.OBJECT_TSPARSER: "text search parser",
    enums.OBJECT_TSTEMPLATE: "text search template",
}
"""The kinds of object that are found here, in the server's words."""


def find_object(session: Session, kind: int, node: Node) -> Object | None:
    """The object of that kind that ``node`` names, None where there is none."""
    finder = _FINDERS.get(kind)
    return finder(session, kind, node) if finder is not None else None


def words_of(kind: int, node: Node) -> str:
    """The kind and name as a message of the server has them: ``server "stripe"``."""
    form = node.WhichOneof("node")
    if form == "string":
        name = str(node.string.sval)
    elif form == "object_with_args":
        name = string_list(node.object_with_args.objname)[-1]
    else:
        words = [item.string.sval for item in node.list.items if item.HasField("string")]
        name = words[-1] if words else ""
    return f'{KIND_WORDS[kind]} "{name}"' if name else KIND_WORDS[kind]


def find_in_schema(
    session: Session, kind: type[Collation | Statistics], schema: str, name: str
) -> Collation | Statistics | None:
    """The collation or statistics of that name; an empty schema means the search path."""
    name = truncate(name)
    for namespace in current_namespaces(session.catalog, schema):
        for found in others_of(session.catalog, kind):
            if found.name == name and found.namespace is namespace:
                return found
    return None


def find_definition(session: Session, like: Definition) -> Definition | None:
    """The object that has the kind, name, schema, method and types of ``like``."""
    for found in others_of(session.catalog, Definition):
        if (
            (found.kind, found.name, found.method) == (like.kind, like.name, like.method)
            and found.namespace is like.namespace
            and _spelled(found.types) == _spelled(like.types)
        ):
            return found
    return None


def _spelled(types: list[TypeName | None]) -> list[str | None]:
    return [None if used is None else spell_type(used) for used in types]


def _word(kind_class: type[Object]) -> Callable[[Session, int, Node], Object | None]:
    def find(session: Session, _kind: int, node: Node) -> Object | None:
        return find_other(session.catalog, kind_class, truncate(node.string.sval))

    return find


def _listed(
    kind_class: type[Collation | Statistics],
) -> Callable[[Session, int, Node], Object | None]:
    def find(session: Session, _kind: int, node: Node) -> Object | None:
        parts = string_list(node.list.items)
        return find_in_schema(session, kind_class, "".join(parts[-2:-1]), parts[-1])

    return find


def _without_schema(session: Session, kind: int, node: Node) -> Object | None:
    name = truncate(node.string.sval)
    return find_definition(session, Definition(kind=KIND_WORDS[kind], name=name))


def _with_schema(session: Session, kind: int, node: Node) -> Object | None:
    parts = string_list(node.list.items)
    return _nearest(session, Definition(kind=KIND_WORDS[kind], name=parts[-1]), parts)


def _with_method(session: Session, kind: int, node: Node) -> Object | None:
    method, *parts = string_list(node.list.items)
    like = Definition(kind=KIND_WORDS[kind], name=parts[-1], method=method)
    return _nearest(session, like, parts)


def _operator(session: Session, kind: int, node: Node) -> Object | None:
    operator = node.object_with_args
    parts = string_list(operator.objname)
    like = Definition(kind=KIND_WORDS[kind], name=parts[-1])
    like.types = [
        session.type_name(item.type_name) if item.HasField("type_name") else None
        for item in operator.objargs
    ]
    return _nearest(session, like, parts)


def _nearest(session: Session, like: Definition, parts: list[str]) -> Object | None:
    """The first of its kind on the search path, or in the schema that was written."""
    for namespace in current_namespaces(session.catalog, "".join(parts[-2:-1])):
        like.namespace = namespace
        found = find_definition(session, like)
        if found is not None:
            return found
    return None


def _cast(session: Session, kind: int, node: Node) -> Object | None:
    like = Definition(kind=KIND_WORDS[kind], name="")
    like.types = [session.type_name(item.type_name) for item in node.list.items]
    return find_definition(session, like)


def _transform(session: Session, kind: int, node: Node) -> Object | None:
    type_, language = node.list.items
    like = Definition(kind=KIND_WORDS[kind], name=language.string.sval)
    like.types = [session.type_name(type_.type_name)]
    return find_definition(session, like)


def _function(session: Session, _kind: int, node: Node) -> Object | None:
    found = find_functions_like(session, node.object_with_args)
    return found[0] if found else None


def _type(session: Session, _kind: int, node: Node) -> Object | None:
    parts = string_list(node.list.items)
    found: Type | None = session.find_type("".join(parts[-2:-1]), parts[-1])
    return found


def _schema(session: Session, _kind: int, node: Node) -> Object | None:
    return session.catalog.namespaces.get(truncate(node.string.sval))


_FINDERS: dict[int, Callable[[Session, int, Node], Object | None]] = {
    **dict.fromkeys(
        (
            enums.OBJECT_FUNCTION,
            enums.OBJECT_PROCEDURE,
            enums.OBJECT_ROUTINE,
            enums.OBJECT_AGGREGATE,
        ),
        _function,
    ),
    enums.OBJECT_TYPE: _type,
    enums.OBJECT_DOMAIN: _type,
    enums.OBJECT_SCHEMA: _schema,
    enums.OBJECT_FDW: _word(ForeignDataWrapper),
    enums.OBJECT_FOREIGN_SERVER: _word(ForeignServer),
    enums.OBJECT_EVENT_TRIGGER: _word(EventTrigger),
    enums.OBJECT_PUBLICATION: _word(Publication),
    enums.OBJECT_COLLATION: _listed(Collation),
    enums.OBJECT_STATISTIC_EXT: _listed(Statistics),
    enums.OBJECT_LANGUAGE: _without_schema,
    enums.OBJECT_ACCESS_METHOD: _without_schema,
    enums.OBJECT_CONVERSION: _with_schema,
    enums.OBJECT_TSCONFIGURATION: _with_schema,
    enums.OBJECT_TSDICTIONARY: _with_schema,
    enums.OBJECT_TSPARSER: _with_schema,
    enums.OBJECT_TSTEMPLATE: _with_schema,
    enums.OBJECT_OPCLASS: _with_method,
    enums.OBJECT_OPFAMILY: _with_method,
    enums.OBJECT_OPERATOR: _operator,
    enums.OBJECT_CAST: _cast,
    enums.OBJECT_TRANSFORM: _transform,
}
