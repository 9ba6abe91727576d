"""Names to object identifiers and back: ``regclass`` and its like, and the functions about them.

Source: PostgreSQL manual, "Object Identifier Types" and "System Catalog Information Functions".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sotsync.replay.catalog import Function, Object
from sotsync.replay.overloads import inputs
from sotsync.replay.procedural.values import NOT_KNOWN, ObjectId, Value
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import quote, split_qualified

__all__ = ["function_text", "identify", "name_function", "visible_name"]

Finder = Callable[[Session, str, str], Object | None]


def visible_name(session: Session, target: Object) -> str:
    """The object's name, with its schema where the search path does not find it."""
    namespace = getattr(target, "namespace", None)
    if namespace is None or namespace.name in session.catalog.search_path:
        return quote(target.name)
    return f"{quote(namespace.name)}.{quote(target.name)}"


def function_text(function: Function) -> str:
    """The function's input types, as ``pg_get_function_identity_arguments`` lists them."""
    pairs = [(p.name, p.type) for p in function.parameters if p.mode not in ("OUT", "TABLE")]
    return ", ".join(f"{quote(n)} {spell_type(t)}" if n else spell_type(t) for n, t in pairs)


def _relation(session: Session, schema: str, name: str) -> Object | None:
    found: Object | None = session.find_relation(schema, name)
    return found or session.find_index(schema, name) or session.find_sequence(schema, name)


def _type(session: Session, schema: str, name: str) -> Object | None:
    return session.find_type(schema, name) or session.find_relation(schema, name)


def _function(session: Session, schema: str, name: str) -> Object | None:
    found = session.find_functions(schema, name.partition("(")[0])
    return found[0] if found else None


def _namespace(session: Session, _schema: str, name: str) -> Object | None:
    return session.catalog.namespaces.get(name)


_FINDERS: dict[str, tuple[Finder, str, str]] = {
    "regclass": (_relation, "undefined_table", "relation"),
    "regtype": (_type, "undefined_object", "type"),
    "regproc": (_function, "undefined_function", "function"),
    "regprocedure": (_function, "undefined_function", "function"),
    "regnamespace": (_namespace, "invalid_schema_name", "schema"),
}


def _find(session: Session, kind: str, text: str) -> ObjectId | None:
    if kind == "regprocedure" or (kind == "regproc" and "(" in text):
        return _find_signature(session, text)
    parts = split_qualified(text.strip().lower() if '"' not in text else text.strip())
    schema = parts[-2] if len(parts) > 1 else ""
    found = _FINDERS[kind][0](session, schema, parts[-1]) if parts else None
    return ObjectId(found, visible_name(session, found)) if found is not None else None


def _find_signature(session: Session, text: str) -> ObjectId | None:
    name, _, written = text.strip().lower().partition("(")
    wanted = [part.strip() for part in written.rstrip(")").split(",") if part.strip()]
    parts = split_qualified(name)
    for function in session.find_functions(parts[-2] if len(parts) > 1 else "", parts[-1]):
        types = [spell_type(type_) for type_ in inputs(function)]
        if len(types) == len(wanted):
            return ObjectId(function, f"{visible_name(session, function)}({','.join(types)})")
    return None


def identify(session: Session, kind: str, text: Value) -> Value:
    """``text::regclass`` and its like.

    Raises:
        Rejected: Nothing of that name exists.
    """
    if kind not in _FINDERS or not isinstance(text, str):
        return NOT_KNOWN
    found = _find(session, kind, text)
    if found is None:
        _, condition, word = _FINDERS[kind]
        session.reject(condition, f'{word} "{text}" does not exist')
    return found


def name_function(session: Session, name: str, arguments: Sequence[Value]) -> tuple[bool, Value]:
    """Whether ``name`` is a function about names, and its value."""
    if name.startswith("to_reg") and name[3:] in _FINDERS:
        text = arguments[0]
        return True, _find(session, name[3:], text) if isinstance(text, str) else None
    function = _FUNCTIONS.get(name)
    return function is not None, function(session, *arguments) if function else None


def _current_schema(session: Session) -> Value:
    return next(iter(session.catalog.search_path), None)


def _current_schemas(session: Session, has_implicit: Value = False) -> Value:  # noqa: FBT002 - SQL's
    path = list(session.catalog.search_path)
    return ["pg_catalog", *path] if has_implicit else path


def _setting(session: Session, name: str, missing_ok: Value = False) -> Value:  # noqa: FBT002 - SQL's
    """A setting of the session; one with a dot belongs to no one and is NULL until it is set."""
    if name == "search_path":
        return ", ".join(session.catalog.search_path)
    is_unset = missing_ok is True and "." in name
    return session.settings.get(name, None if is_unset else NOT_KNOWN)


def _identity_arguments(_session: Session, oid: Value) -> Value:
    target = oid.target if isinstance(oid, ObjectId) else None
    return function_text(target) if isinstance(target, Function) else NOT_KNOWN


def _format_type(_session: Session, oid: Value, *_modifier: Value) -> Value:
    return oid.text if isinstance(oid, ObjectId) else NOT_KNOWN


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "current_schema": _current_schema,
    "current_schemas": _current_schemas,
    "current_setting": _setting,
    "format_type": _format_type,
    "pg_get_function_identity_arguments": _identity_arguments,
}
