"""Types as statements spell them, to types as ``format_type`` spells them.

Source: ``format_type.c`` and the manual, "Data Types": aliases give way to the SQL names, a length
or precision stands where the standard puts it, and an array shows one pair of brackets whatever
its declared dimensions.
"""

from __future__ import annotations

from sotsync.replay.catalog import Catalog, Relation, TypeName
from sotsync.replay.resolve import find_relation, find_type
from sotsync.schema.names import qualified, quote
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression
from sotsync.sql.parser import integer, string_list

__all__ = ["SERIAL_TYPES", "is_builtin", "is_builtin_spelling", "read_type_name", "spell_type"]

SERIAL_TYPES = {
    "smallserial": "smallint",
    "serial2": "smallint",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
}
"""Pseudo-types of CREATE TABLE, to the type the column gets."""

_SPELLING = {
    "int2": "smallint",
    "int4": "integer",
    "int": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying",
    "bpchar": "character",
    "varbit": "bit varying",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "char": '"char"',
}

_BUILT_IN = frozenset(
    """
    aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange
    anycompatiblenonarray anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange
    bit bool box bpchar bytea char cid cidr circle cstring date datemultirange daterange
    event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet int2 int2vector int4
    int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath
    language_handler line lseg macaddr macaddr8 money name numeric nummultirange numrange oid
    oidvector path pg_ddl_command pg_lsn pg_mcv_list pg_ndistinct pg_node_tree pg_snapshot point
    polygon record refcursor regclass regcollation regconfig regdictionary regnamespace regoper
    regoperator regproc regprocedure regrole regtype table_am_handler text tid time timestamp
    timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange tstzmultirange tstzrange
    tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml
    """.split()  # noqa: SIM905 - words read better than a wall of quotes
)

_SPELLED = frozenset(_SPELLING.values())

_INTERVAL_FIELDS = {
    4: "year",
    2: "month",
    8: "day",
    1024: "hour",
    2048: "minute",
    4096: "second",
    6: "year to month",
    1032: "day to hour",
    3080: "day to minute",
    7176: "day to second",
    3072: "hour to minute",
    7168: "hour to second",
    6144: "minute to second",
}
"""Bits of ``datetime.h`` (``INTERVAL_MASK``), as the grammar puts them into the first modifier."""

_PRECISION_INSIDE = {
    "time without time zone": "time({}) without time zone",
    "time with time zone": "time({}) with time zone",
    "timestamp without time zone": "timestamp({}) without time zone",
    "timestamp with time zone": "timestamp({}) with time zone",
}


def is_builtin(name: str) -> bool:
    """Whether ``pg_catalog`` holds a type of that internal name."""
    return name in _BUILT_IN


def is_builtin_spelling(spelled: str) -> bool:
    """Whether a type's text without modifiers is one of ``pg_catalog``; ``unknown`` is not told."""
    plain = spelled.strip('"')
    return plain != "unknown" and (plain in _BUILT_IN or spelled in _SPELLED)


def read_type_name(catalog: Catalog, node: Node) -> tuple[TypeName, bool]:
    """The type of a ``TypeName`` message, and whether it is known to exist."""
    parts = string_list(node.names)
    name, schema = parts[-1], parts[-2] if len(parts) > 1 else ""
    if node.pct_type:
        return _column_type(catalog, parts), True
    dimensions = 1 if node.array_bounds else 0
    if schema in ("", "pg_catalog") and (is_builtin(name) or is_builtin(name.removeprefix("_"))):
        if not is_builtin(name):
            name, dimensions = name.removeprefix("_"), 1
        base, modifiers = _built_in(name, node)
        return TypeName(base, modifiers, dimensions, bool(node.setof)), True
    modifiers = ",".join(_modifier(item) for item in node.typmods)
    found = find_type(catalog, schema, name) or find_relation(catalog, schema, name)
    if found is not None:
        return TypeName(found, modifiers, dimensions, bool(node.setof)), True
    text = qualified(schema, name) if schema not in ("", "pg_catalog") else quote(name)
    return TypeName(text, modifiers, dimensions, bool(node.setof)), False


def spell_type(used: TypeName) -> str:
    """The text of a type; a user-defined one by its present name."""
    base = used.base if isinstance(used.base, str) else _spell_object(used)
    if used.modifiers:
        inside = _PRECISION_INSIDE.get(base)
        if inside:
            base = inside.format(used.modifiers)
        elif base == "interval" and not used.modifiers[0].isdigit():
            base = f"interval {used.modifiers}"
        else:
            base = f"{base}({used.modifiers})"
    return f"{base}[]" if used.dimensions else base


def _spell_object(used: TypeName) -> str:
    found = used.base
    assert not isinstance(found, str)  # the caller has told them apart
    return qualified(found.namespace.name, found.name)


def _column_type(catalog: Catalog, parts: list[str]) -> TypeName:
    *schema, table, _ = parts
    relation = find_relation(catalog, schema[-1] if schema else "", table)
    column = relation.columns.get(parts[-1]) if isinstance(relation, Relation) else None
    if column is not None:
        return column.type
    return TypeName(".".join(map(quote, parts)) + "%TYPE")


def _built_in(name: str, node: Node) -> tuple[str, str]:
    modifiers = [_modifier(item) for item in node.typmods] if node.typmods else []
    if name == "interval" and modifiers:
        return "interval", _interval(node)
    if name == "numeric" and len(modifiers) == 1:
        modifiers.append("0")
    if name == "bpchar" and not modifiers:
        return "bpchar", ""
    if name == "char" and len(node.names) > 1:
        name = "char"
    return _SPELLING.get(name, name), ",".join(modifiers)


def _interval(node: Node) -> str:
    values = [integer(item) for item in node.typmods]
    fields = _INTERVAL_FIELDS.get(values[0] or 0, "")
    precision = f"({values[1]})" if len(values) > 1 else ""
    return f"{fields}{precision}" if fields else str(values[1] if len(values) > 1 else "")


def _modifier(node: Node) -> str:
    if node.WhichOneof("node") == "a_const" and node.a_const.WhichOneof("val") == "ival":
        return str(node.a_const.ival.ival)
    return deparse_expression(node)
