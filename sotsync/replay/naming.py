"""The names that PostgreSQL gives to what a statement leaves unnamed.

Source: ``makeObjectName``, ``ChooseRelationName``, ``ChooseIndexName`` (indexcmds.c),
``ChooseConstraintName`` (pg_constraint.c), ``FigureIndexColname`` (parse_target.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count

from sotsync.replay.catalog import Column, Namespace, Reference, Relation
from sotsync.schema.names import MAXIMUM_BYTES
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list, unwrap

__all__ = [
    "choose_check_name",
    "choose_constraint_name",
    "choose_index_name",
    "choose_relation_name",
    "columns_part",
    "figure_column_name",
    "index_key_names",
    "is_constraint_name_taken",
    "is_relation_name_taken",
    "make_object_name",
]


def make_object_name(first: str, second: str, label: str) -> str:
    """The parts joined by underscores, the longer of the two names cut until 63 bytes hold all."""
    one, two = first.encode(), second.encode()
    overhead = len(label.encode()) + 1 + (1 if second else 0)
    available = MAXIMUM_BYTES - overhead
    first_length, second_length = len(one), len(two)
    while first_length + second_length > available:
        if first_length > second_length:
            first_length -= 1
        else:
            second_length -= 1
    parts = [one[:first_length].decode("utf-8", "ignore")]
    if second:
        parts.append(two[:second_length].decode("utf-8", "ignore"))
    return "_".join([*parts, label])


def _first_free(first: str, second: str, label: str, is_taken: Callable[[str], bool]) -> str:
    for number in count():
        name = make_object_name(first, second, f"{label}{number or ''}")
        if not is_taken(name):
            return name
    raise AssertionError  # pragma: no cover - count() does not end


def is_relation_name_taken(namespace: Namespace, name: str) -> bool:
    """Whether a table, view, index, sequence or composite type of the schema has the name."""
    if name in namespace.relations:
        return namespace.relations[name].is_known
    if name in namespace.indexes or name in namespace.sequences:
        return True
    return name in namespace.types and namespace.types[name].kind == "composite"


def is_constraint_name_taken(namespace: Namespace, name: str) -> bool:
    """Whether a constraint of any table of the schema has the name."""
    if name not in namespace.constraint_names:
        return False
    return any(name in relation.constraints for relation in namespace.relations.values())


def choose_relation_name(
    namespace: Namespace, first: str, second: str, label: str, *, is_constraint: bool = False
) -> str:
    """A free name for an index or sequence of the schema."""

    def is_taken(name: str) -> bool:
        if is_relation_name_taken(namespace, name):
            return True
        return is_constraint and is_constraint_name_taken(namespace, name)

    return _first_free(first, second, label, is_taken)


def choose_constraint_name(
    relation: Relation, columns: str, label: str, others: Iterable[str] = ()
) -> str:
    """A free name for a foreign key or check of the relation."""
    taken = frozenset(others)

    def is_taken(name: str) -> bool:
        return name in taken or is_constraint_name_taken(relation.namespace, name)

    return _first_free(relation.name, columns, label, is_taken)


def choose_check_name(
    relation: Relation, references: Sequence[Reference], others: Iterable[str] = ()
) -> str:
    """The name of a check: its one column is part of it, more than one are not."""
    columns = {
        id(r.target): r.target.name
        for r in references
        if isinstance(r.target, Column) and r.target.relation is relation
    }
    part = next(iter(columns.values())) if len(columns) == 1 else ""
    return choose_constraint_name(relation, part, "check", others)


def choose_index_name(
    relation: Relation, keys: Sequence[str], *, kind: str = "", namespace: Namespace | None = None
) -> str:
    """The name of an index; ``kind`` is that of the constraint it is made for, if any."""
    home = namespace or relation.namespace
    if kind == "primary key":
        return choose_relation_name(home, relation.name, "", "pkey", is_constraint=True)
    label = {"unique": "key", "exclusion": "excl"}.get(kind, "idx")
    part = columns_part(keys)
    is_constraint = bool(kind)
    return choose_relation_name(home, relation.name, part, label, is_constraint=is_constraint)


def columns_part(names: Iterable[str]) -> str:
    """Column names joined by underscores, as far as a name's length allows."""
    joined = ""
    for name in names:
        joined = f"{joined}_{name}" if joined else name
        if len(joined.encode()) > MAXIMUM_BYTES:
            break
    return joined


def index_key_names(elements: Iterable[Node]) -> list[str]:
    """The name of each key of an index: its column, or what its expression suggests."""
    names: list[str] = []
    for element in elements:
        wanted = element.name or (figure_column_name(element.expr) or "expr")
        name = wanted
        for number in count(1):
            if name not in names:
                break
            suffix = str(number)
            name = wanted.encode()[: MAXIMUM_BYTES - len(suffix)].decode("utf-8", "ignore") + suffix
        names.append(name)
    return names


def figure_column_name(node: Node) -> str | None:
    """The name that an unnamed output column or index key gets; None where nothing suggests one."""
    return _figure(node)[0]


def _figure(wrapper: Node) -> tuple[str | None, int]:
    """A name, and how strongly it is suggested: 0 not, 1 by a type only, 2 by the expression."""
    kind = wrapper.WhichOneof("node")
    reader = _SUGGESTIONS.get(kind or "")
    if reader is not None:
        return reader(getattr(wrapper, kind))
    if kind in _CONSTANT_NAMES:
        return _CONSTANT_NAMES[kind], 2
    return None, 0


def _of_column(node: Node) -> tuple[str | None, int]:
    names = [field.string.sval for field in node.fields if field.WhichOneof("node") == "string"]
    return (names[-1], 2) if names else (None, 0)


def _of_indirection(node: Node) -> tuple[str | None, int]:
    names = [i.string.sval for i in node.indirection if i.WhichOneof("node") == "string"]
    return (names[-1], 2) if names else _figure(node.arg)


def _of_call(node: Node) -> tuple[str | None, int]:
    return string_list(node.funcname)[-1], 2


def _of_operator(node: Node) -> tuple[str | None, int]:

    return ("nullif", 2) if node.kind == enums.AEXPR_NULLIF else (None, 0)


def _of_cast(node: Node) -> tuple[str | None, int]:
    name, strength = _figure(node.arg)
    if strength <= 1:
        return string_list(node.type_name.names)[-1], 1
    return name, strength


def _of_case(node: Node) -> tuple[str | None, int]:
    name, strength = _figure(node.defresult)
    return (name, strength) if strength > 1 else ("case", 1)


def _of_collate(node: Node) -> tuple[str | None, int]:
    return _figure(node.arg)


def _of_minmax(node: Node) -> tuple[str | None, int]:

    return ("greatest" if node.op == enums.IS_GREATEST else "least"), 2


def _of_value_function(node: Node) -> tuple[str | None, int]:
    name = enums.SQLValueFunctionOp.Name(node.op).removeprefix("SVFOP_").removesuffix("_N")
    return name.lower(), 2


def _of_sublink(node: Node) -> tuple[str | None, int]:

    if node.sub_link_type == enums.EXISTS_SUBLINK:
        return "exists", 2
    if node.sub_link_type == enums.ARRAY_SUBLINK:
        return "array", 2
    if node.sub_link_type != enums.EXPR_SUBLINK:
        return None, 0
    targets = unwrap(node.subselect).target_list
    if not targets:
        return None, 0
    target = targets[0].res_target
    return (target.name, 2) if target.name else _figure(target.val)


_SUGGESTIONS: dict[str, Callable[[Node], tuple[str | None, int]]] = {
    "column_ref": _of_column,
    "a_indirection": _of_indirection,
    "func_call": _of_call,
    "a_expr": _of_operator,
    "type_cast": _of_cast,
    "case_expr": _of_case,
    "collate_clause": _of_collate,
    "min_max_expr": _of_minmax,
    "sub_link": _of_sublink,
    "sqlvalue_function": _of_value_function,
}

_CONSTANT_NAMES = {
    "a_array_expr": "array",
    "row_expr": "row",
    "coalesce_expr": "coalesce",
    "grouping_func": "grouping",
    "xml_serialize": "xmlserialize",
}
