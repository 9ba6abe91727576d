"""Extensions: what is installed, and the types and functions that come with it.

Source: PostgreSQL manual, "CREATE EXTENSION"; the schemas that some extensions insist on are in
their control files.
"""

from __future__ import annotations

from sotsync.replay.catalog import Extension, Namespace
from sotsync.replay.functions import home_of
from sotsync.replay.lookup import need_namespace
from sotsync.replay.platform import install_extension_objects
from sotsync.replay.platform_data import FIXED_SCHEMAS
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.sql import Node

__all__: list[str] = []

_REQUIRED = {
    "earthdistance": ("cube",),
    "pgjwt": ("pgcrypto",),
    "postgis_raster": ("postgis",),
    "postgis_tiger_geocoder": ("postgis", "fuzzystrmatch"),
    "postgis_topology": ("postgis",),
    "vectorscale": ("vector",),
}
"""What ``CASCADE`` installs as well."""


def _options(nodes: Node) -> dict[str, Node]:
    return {node.def_elem.defname: node.def_elem.arg for node in nodes}


@handles("create_extension_stmt")
def create_extension(session: Session, node: Node) -> None:
    """``CREATE EXTENSION``."""
    name = node.extname
    if name in session.catalog.extensions:
        if not node.if_not_exists:
            session.reject("duplicate_object", f'extension "{name}" already exists')
        session.no_effect()
        return
    options = _options(node.options)
    namespace = _namespace(session, name, options)
    if "cascade" in options:
        for required in _REQUIRED.get(name, ()):
            if required not in session.catalog.extensions:
                _install(session, required, namespace)
    made = _install(session, name, namespace)
    if "new_version" in options:
        made.version = options["new_version"].string.sval


def _namespace(session: Session, name: str, options: dict[str, Node]) -> Namespace:
    written = options["schema"].string.sval if "schema" in options else None
    fixed = FIXED_SCHEMAS.get(name)
    if fixed is not None and written is None:
        namespaces = session.catalog.namespaces
        if fixed not in namespaces:
            session.put(namespaces, Namespace(name=fixed, is_platform=True))
        return namespaces[fixed]
    return home_of(session, (name,)) if written is None else need_namespace(session, written)


def _install(session: Session, name: str, namespace: Namespace) -> Extension:
    made = session.created(Extension(name=name, namespace=namespace))
    session.put(session.catalog.extensions, made)
    for mapping in (namespace.types, namespace.functions, namespace.relations):
        session.journal.keep_container(mapping)
    session.journal.keep_container(session.catalog.namespaces)
    install_extension_objects(session.catalog, name, namespace)
    session.users.forget()
    return made


@handles("alter_extension_stmt")
def alter_extension(session: Session, node: Node) -> None:
    """``ALTER EXTENSION … UPDATE``; the version is kept where it was written."""
    extension = session.catalog.extensions.get(node.extname)
    if extension is None:
        session.reject("undefined_object", f'extension "{node.extname}" does not exist')
    version = _options(node.options).get("new_version")
    if version is None:
        session.no_effect()
        return
    session.change(extension)
    extension.version = version.string.sval


@handles("alter_extension_contents_stmt")
def alter_extension_contents(session: Session, _node: Node) -> None:
    """``ALTER EXTENSION … ADD``: which extension owns an object is not part of the schema."""
    session.no_effect()
