"""Functions, procedures and aggregates.

Source: PostgreSQL manual, "CREATE FUNCTION", "CREATE AGGREGATE", "ALTER FUNCTION" and "DROP
FUNCTION". A function is told from its overloads by the types of its input arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sotsync.replay.binding import bind_body, bind_expression
from sotsync.replay.catalog import Function, Namespace, Parameter, TypeName
from sotsync.replay.function_options import apply_options, scalar_text
from sotsync.replay.lookup import need_namespace
from sotsync.replay.overloads import inputs
from sotsync.replay.registry import handles
from sotsync.replay.resolve import TEMPORARY, current_namespaces
from sotsync.replay.session import Session
from sotsync.replay.sql_bodies import note_needs
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import quote, quote_literal, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["find_function", "find_functions_like", "home_of", "need_function", "signature"]

_MODES = {
    enums.FUNC_PARAM_OUT: "OUT",
    enums.FUNC_PARAM_INOUT: "INOUT",
    enums.FUNC_PARAM_VARIADIC: "VARIADIC",
    enums.FUNC_PARAM_TABLE: "TABLE",
}
_RETURNED = ("OUT", "INOUT", "TABLE")


def home_of(session: Session, parts: Sequence[str]) -> Namespace:
    """The schema that a new object with this dotted name goes to."""
    if len(parts) > 1:
        return need_namespace(session, parts[-2])
    for namespace in current_namespaces(session.catalog):
        if namespace.name != TEMPORARY:
            return namespace
    return session.reject("invalid_schema_name", "no schema has been selected to create in")


def signature(function: Function) -> str:
    """The function as messages name it: ``add(integer, integer)``."""
    return f"{quote(function.name)}({', '.join(map(spell_type, inputs(function)))})"


def _same_types(one: Sequence[TypeName], other: Sequence[TypeName]) -> bool:
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(
        a.base == b.base and bool(a.dimensions) == bool(b.dimensions) for a, b in pairs
    )


def find_functions_like(session: Session, node: Node) -> list[Function]:
    """The functions that an ``ObjectWithArgs`` can mean: one, or all of the name without a list."""
    parts = string_list(node.objname)
    schema = parts[-2] if len(parts) > 1 else ""
    found = session.find_functions(schema, parts[-1])
    if node.args_unspecified:
        return found
    wanted = [session.type_name(argument.type_name) for argument in node.objargs]
    exact = [function for function in found if _same_types(inputs(function), wanted)]
    if exact:
        return exact
    # The list may name OUT arguments too, as for procedures.
    return [f for f in found if _same_types([p.type for p in f.parameters], wanted)]


_ROUTINES = {
    enums.OBJECT_FUNCTION: ("function", ("function", "window")),
    enums.OBJECT_PROCEDURE: ("procedure", ("procedure",)),
    enums.OBJECT_AGGREGATE: ("aggregate", ("aggregate",)),
}


def find_function(session: Session, node: Node, object_type: int) -> Function | None:
    """The routine of that kind that an ``ObjectWithArgs`` means; None where there is none.

    Raises:
        Rejected: There are several, or what is there is of another kind.
    """
    word, kinds = _ROUTINES.get(object_type, ("routine", ()))
    found = find_functions_like(session, node)
    fitting = [f for f in found if not kinds or f.kind in kinds]
    name = ".".join(string_list(node.objname))
    if found and not fitting:
        session.reject("wrong_object_type", f"{name} is not a {word}")
    if len({signature(f) for f in fitting}) > 1:
        session.reject("ambiguous_function", f'{word} name "{name}" is not unique')
    return fitting[0] if fitting else None


def need_function(session: Session, node: Node, object_type: int) -> Function:
    """The routine of that kind that an ``ObjectWithArgs`` means.

    Raises:
        Rejected: There is none, or there are several, or it is of another kind.
    """
    found = find_function(session, node, object_type)
    if found is None:
        name = ".".join(map(quote, string_list(node.objname)))
        session.reject("undefined_function", f"function {name} does not exist")
    return found


@handles("create_function_stmt")
def create_function(session: Session, node: Node) -> None:
    """``CREATE [OR REPLACE] FUNCTION`` and ``PROCEDURE``."""
    parts = string_list(node.funcname)
    made = Function(name=truncate(parts[-1]), namespace=home_of(session, parts))
    made.kind = "procedure" if node.is_procedure else "function"
    made.parameters = [_parameter(session, item.function_parameter) for item in node.parameters]
    _check_defaults(session, made)
    made.returns = _returns(session, node, made)
    apply_options(session, made, node.options)
    if node.HasField("sql_body"):
        made.sql_body = bind_body(session, node.sql_body, made)
    note_needs(session, made)
    _store(session, made, replace=node.replace)


def _check_defaults(session: Session, made: Function) -> None:
    has_default = [p.default is not None for p in _taken(made) if p.mode != "VARIADIC"]
    if True in has_default and False in has_default[has_default.index(True) :]:
        reason = "input parameters after one with a default value must also have defaults"
        session.reject("invalid_function_definition", reason)


def _type_name(session: Session, node: Node) -> TypeName:
    """A type without its length or precision: CREATE FUNCTION discards them (manual, its Notes)."""
    return replace(session.type_name(node), modifiers="")


def _parameter(session: Session, node: Node) -> Parameter:
    type_ = _type_name(session, node.arg_type)
    default = None
    if node.HasField("defexpr"):
        default = bind_expression(session, node.defexpr, assigned=type_)
    mode = _MODES.get(node.mode, "IN")
    return Parameter(type=type_, name=node.name or None, mode=mode, default=default)


def _returns(session: Session, node: Node, made: Function) -> TypeName | None:
    if node.HasField("return_type"):
        return _type_name(session, node.return_type)
    outputs = [p.type for p in made.parameters if p.mode in _RETURNED]
    if node.is_procedure or not outputs:
        return None
    return outputs[0] if len(outputs) == 1 else TypeName("record")


def _store(session: Session, made: Function, *, replace: bool) -> None:
    """Add the function, or let it take the place of the one with the same signature."""
    overloads = made.namespace.functions.setdefault(made.name, [])
    existing = next((f for f in overloads if _same_types(inputs(f), inputs(made))), None)
    if existing is None:
        session.journal.keep_container(overloads)
        overloads.append(session.created(made))
        return
    if not replace:
        reason = f'function "{made.name}" already exists with same argument types'
        session.reject("duplicate_function", reason)
    _check_replacement(session, existing, made)
    _overwrite(session, existing, made)


def _check_replacement(session: Session, existing: Function, made: Function) -> None:
    if (existing.kind == "procedure") != (made.kind == "procedure"):
        reason = f'"{made.name}" is a {existing.kind}; cannot change routine kind'
        session.reject("wrong_object_type", reason)
    if _returned_types(existing) != _returned_types(made) and not existing.is_platform:
        reason = "cannot change return type of existing function"
        session.reject("invalid_function_definition", reason)
    for old, new in zip(_taken(existing), _taken(made), strict=True):
        if old.name and old.name != new.name and not existing.is_platform:
            reason = f'cannot change name of input parameter "{old.name}"'
            session.reject("invalid_function_definition", reason)
        if old.default is not None and new.default is None:
            reason = "cannot remove parameter defaults from existing function"
            session.reject("invalid_function_definition", reason)


def _taken(function: Function) -> list[Parameter]:
    return [p for p in function.parameters if p.mode in ("IN", "INOUT", "VARIADIC")]


def _returned_types(function: Function) -> list[object]:
    returned: list[object] = [p.name for p in function.parameters if p.mode in _RETURNED]
    types = [p.type for p in function.parameters if p.mode in _RETURNED]
    if function.returns is not None:
        returned.append(function.returns.is_set)
        types.append(function.returns)
    return returned + [(t.base, bool(t.dimensions)) for t in types]


_REPLACED = (
    *("kind", "parameters", "returns", "language", "body", "sql_body", "object_file", "rows"),
    *("volatility", "is_strict", "security_definer", "is_leakproof", "parallel", "cost"),
    *("settings", "options"),
)


def _overwrite(session: Session, existing: Function, made: Function) -> None:
    session.change(existing)
    for field in _REPLACED:
        setattr(existing, field, getattr(made, field))


@handles("alter_function_stmt")
def alter_function(session: Session, node: Node) -> None:
    """``ALTER FUNCTION | PROCEDURE | ROUTINE`` with options."""
    found = need_function(session, node.func, node.objtype)
    session.change(found)
    apply_options(session, found, node.actions)


def create_aggregate(session: Session, node: Node) -> None:
    """``CREATE AGGREGATE``, in the form with an argument list or the old one with a base type."""
    parts = string_list(node.defnames)
    made = Function(name=truncate(parts[-1]), namespace=home_of(session, parts), kind="aggregate")
    elements = {item.def_elem.defname: item.def_elem.arg for item in node.definition}
    if node.oldstyle:
        base = elements.pop("basetype", None)
        types = [base.type_name] if base is not None and base.HasField("type_name") else []
        made.parameters = [Parameter(type=session.type_name(type_)) for type_ in types]
    elif node.args[0].HasField("list"):
        items = node.args[0].list.items
        made.parameters = [_parameter(session, item.function_parameter) for item in items]
    made.language = "internal"
    made.returns = _aggregate_result(session, elements)
    made.options = [_option_text(name, value) for name, value in elements.items()]
    _store(session, made, replace=node.replace)


def _aggregate_result(session: Session, elements: dict[str, Node]) -> TypeName | None:
    final = elements.get("finalfunc")
    if final is not None:
        parts = string_list(final.type_name.names)
        for function in session.find_functions(parts[-2] if len(parts) > 1 else "", parts[-1]):
            return function.returns
    state = elements.get("stype") or elements.get("stype1")
    return session.type_name(state.type_name) if state is not None else None


def _option_text(name: str, value: Node) -> str:
    kind = value.WhichOneof("node")
    if kind is None:
        return name.upper()
    text = scalar_text(value)
    return f"{name.upper()} = {quote_literal(text) if kind == 'string' else text}"
