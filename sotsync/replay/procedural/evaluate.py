"""Expressions over variables and the schema, with three-valued logic and "not known" as a fourth.

Source: PostgreSQL manual, "Logical Operators", "Comparison Functions and Operators".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sotsync.replay.procedural.names import identify, name_function
from sotsync.replay.procedural.operations import OPERATORS, call_builtin
from sotsync.replay.procedural.values import NOT_KNOWN, ObjectId, Row, Value, is_unknown, to_text
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["Environment", "evaluate"]

Frame = dict[str, Row]
"""The rows in sight by the names of their FROM items."""


@dataclass(slots=True)
class Environment:
    """What an expression can see.

    Attributes:
        session: The schema replayed so far.
        variables: The block's variables by name.
        parameters: What ``$1`` and on stand for.
        frames: The rows of the queries around, innermost last.
        tables: The rows of common table expressions, and whether there are no others.
        group: The rows an aggregate runs over, in a query that has one.
        select: Runs a query; a callable, because queries need expressions in turn.
        data_read: Tables whose rows were asked for: taken to be empty, but nobody knows.
        is_wide: Whether queries also give the rows of which it is not known if they belong.
    """

    session: Session
    variables: dict[str, Value]
    select: Callable[[Node, Environment], tuple[list[Row], bool]]
    parameters: Sequence[Value] = ()
    frames: list[Frame] = field(default_factory=list)
    tables: dict[str, tuple[list[Row], bool]] = field(default_factory=dict)
    group: list[Frame] | None = None
    data_read: list[str] = field(default_factory=list)
    is_wide: bool = False

    def inside(self) -> Environment:
        """An environment for a query inside, which shares everything but what it defines."""
        return replace(self, frames=list(self.frames), tables=dict(self.tables), group=None)


def evaluate(node: Node, environment: Environment) -> Value:
    """The value of the expression that the ``Node`` wraps."""
    kind = node.WhichOneof("node")
    handler = _HANDLERS.get(kind or "")
    return handler(getattr(node, kind), environment) if handler else NOT_KNOWN


def _all(nodes: Node, environment: Environment) -> list[Value]:
    return [evaluate(node, environment) for node in nodes]


def _constant(constant: Node, _environment: Environment) -> Value:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return int(constant.ival.ival)
    if kind == "sval":
        return str(constant.sval.sval)
    if kind == "boolval":
        return bool(constant.boolval.boolval)
    return float(constant.fval.fval) if kind == "fval" else None


def _column(reference: Node, environment: Environment) -> Value:
    names = [f.string.sval for f in reference.fields if f.WhichOneof("node") == "string"]
    if len(names) < len(reference.fields):
        return NOT_KNOWN
    for frame in reversed(environment.frames):
        found = _in_frame(frame, names)
        if found is not None:
            return found[0]
    value = environment.variables.get(names[0], NOT_KNOWN)
    for name in names[1:]:
        value = value.get(name, NOT_KNOWN) if isinstance(value, dict) else NOT_KNOWN
    return value


def _in_frame(frame: Frame, names: list[str]) -> tuple[Value] | None:
    if len(names) > 1:
        row = frame.get(names[-2])
        return (row.get(names[-1], NOT_KNOWN),) if row is not None else None
    for row in frame.values():
        if names[0] in row:
            return (row[names[0]],)
    return None


def _parameter(reference: Node, environment: Environment) -> Value:
    index = reference.number - 1
    return environment.parameters[index] if index < len(environment.parameters) else NOT_KNOWN


def _operator(operator: Node, environment: Environment) -> Value:
    name = operator.name[-1].string.sval
    left = evaluate(operator.lexpr, environment) if operator.HasField("lexpr") else 0
    special = _SPECIAL.get(operator.kind)
    if special is not None:
        return special(name, left, operator.rexpr, environment)
    return apply_operator(name, left, evaluate(operator.rexpr, environment))


def apply_operator(name: str, left: Value, right: Value) -> Value:
    """``left name right``."""
    function = OPERATORS.get(name)
    if function is None or is_unknown(left, right):
        return NOT_KNOWN
    if left is None or right is None:
        return None
    try:
        return function(left, right)
    except TypeError:
        return NOT_KNOWN


def _in_list(name: str, left: Value, right: Node, environment: Environment) -> Value:
    values = _all(right.list.items, environment)
    found = any_of("=", left, values)
    return found if name == "=" else negate(found)


def _any(name: str, left: Value, right: Node, environment: Environment) -> Value:
    values = _as_list(evaluate(right, environment))
    return any_of(name, left, values) if isinstance(values, list) else values


def _all_of(name: str, left: Value, right: Node, environment: Environment) -> Value:
    values = _as_list(evaluate(right, environment))
    if not isinstance(values, list):
        return values
    return conjunction([apply_operator(name, left, value) for value in values])


def _as_list(value: Value) -> Value:
    """An array, also one that is spelled as text: ``'{a,b}'``."""
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        inside = value[1:-1]
        return [part.strip().strip('"') for part in inside.split(",")] if inside else []
    return value if isinstance(value, list) or value is None else NOT_KNOWN


def _between(name: str, left: Value, right: Node, environment: Environment) -> Value:
    low, high = _all(right.list.items, environment)
    both = [apply_operator(">=", left, low), apply_operator("<=", left, high)]
    inside = conjunction(both)
    return negate(inside) if name.startswith("NOT") else inside


def _distinct(_name: str, left: Value, right: Node, environment: Environment) -> Value:
    other = evaluate(right, environment)
    return NOT_KNOWN if is_unknown(left, other) else left != other


def _not_distinct(name: str, left: Value, right: Node, environment: Environment) -> Value:
    return negate(_distinct(name, left, right, environment))


def _nullif(_name: str, left: Value, right: Node, environment: Environment) -> Value:
    same = apply_operator("=", left, evaluate(right, environment))
    return same if same is NOT_KNOWN else (None if same else left)


_SPECIAL: dict[int, Callable[[str, Value, Node, Environment], Value]] = {
    enums.AEXPR_IN: _in_list,
    enums.AEXPR_OP_ANY: _any,
    enums.AEXPR_OP_ALL: _all_of,
    enums.AEXPR_BETWEEN: _between,
    enums.AEXPR_NOT_BETWEEN: _between,
    enums.AEXPR_DISTINCT: _distinct,
    enums.AEXPR_NOT_DISTINCT: _not_distinct,
    enums.AEXPR_NULLIF: _nullif,
}


def any_of(name: str, left: Value, values: Sequence[Value]) -> Value:
    """``left name ANY (values)``."""
    return disjunction([apply_operator(name, left, value) for value in values])


def disjunction(values: Sequence[Value]) -> Value:
    """OR: true wins over not known, not known over NULL."""
    if any(value is True for value in values):
        return True
    if is_unknown(*values):
        return NOT_KNOWN
    return None if None in values else False


def conjunction(values: Sequence[Value]) -> Value:
    """AND: false wins over not known, not known over NULL."""
    return negate(disjunction([negate(value) for value in values]))


def negate(value: Value) -> Value:
    """NOT."""
    return value if value is None or value is NOT_KNOWN else not value


def _logic(expression: Node, environment: Environment) -> Value:
    if expression.boolop == enums.NOT_EXPR:
        return negate(evaluate(expression.args[0], environment))
    decisive = expression.boolop == enums.OR_EXPR
    values = []
    for argument in expression.args:
        values.append(evaluate(argument, environment))
        if values[-1] is decisive:
            return decisive
    return disjunction(values) if decisive else conjunction(values)


def _null_test(test: Node, environment: Environment) -> Value:
    value = evaluate(test.arg, environment)
    if value is NOT_KNOWN:
        return NOT_KNOWN
    return (value is None) == (test.nulltesttype == enums.IS_NULL)


def _boolean_test(test: Node, environment: Environment) -> Value:
    value = evaluate(test.arg, environment)
    if value is NOT_KNOWN:
        return NOT_KNOWN
    name = enums.BoolTestType.Name(test.booltesttype)
    wanted = True if name.endswith("TRUE") else False if name.endswith("FALSE") else None
    return (value is wanted) != ("_NOT_" in name)


def _aggregate(name: str, call: Node, environment: Environment) -> Value:
    """An aggregate over the rows of the query's group."""
    group = environment.group or []
    if call.agg_star:
        return len(group)
    inner = environment.inside()
    values = []
    for frame in group:
        inner.frames.append(frame)
        values.append(evaluate(call.args[0], inner))
        inner.frames.pop()
    if is_unknown(*values) or call.HasField("agg_filter") or call.agg_order:
        return NOT_KNOWN
    if name == "array_agg":
        return values or None
    return _AGGREGATES[name]([value for value in values if value is not None], call, environment)


def _joined(values: list[Value], call: Node, environment: Environment) -> Value:
    delimiter = evaluate(call.args[1], environment)
    return call_builtin("array_to_string", [values, delimiter]) if values else None


_AGGREGATES: dict[str, Callable[[list[Value], Node, Environment], Value]] = {
    "bool_and": lambda values, _call, _environment: all(values) if values else None,
    "bool_or": lambda values, _call, _environment: any(values) if values else None,
    "count": lambda values, _call, _environment: len(values),
    "max": lambda values, _call, _environment: max(values, default=None),
    "min": lambda values, _call, _environment: min(values, default=None),
    "string_agg": _joined,
}


def _call(call: Node, environment: Environment) -> Value:
    name = call.funcname[-1].string.sval
    if environment.group is not None and (name in _AGGREGATES or name == "array_agg"):
        return _aggregate(name, call, environment)
    arguments = _all(call.args, environment)
    parts = string_list(call.funcname)
    if len(parts) > 1 and parts[-2] != "pg_catalog":
        return NOT_KNOWN
    if is_unknown(*arguments):
        return NOT_KNOWN
    if call.func_variadic and arguments and isinstance(arguments[-1], list):
        arguments[-1:] = arguments[-1]
    known, value = name_function(environment.session, parts[-1], arguments)
    return value if known else call_builtin(parts[-1], arguments)


def _cast(cast: Node, environment: Environment) -> Value:
    value = evaluate(cast.arg, environment)
    if value is None or value is NOT_KNOWN:
        return value
    name = cast.type_name.names[-1].string.sval
    if cast.type_name.array_bounds:
        return _as_list(value)
    if name in ("text", "varchar", "name", "bpchar"):
        return to_text(value)
    if name.startswith("reg"):
        return value if isinstance(value, ObjectId) else identify(environment.session, name, value)
    if name in ("int4", "int8", "int2", "oid"):
        return _integer(value)
    return _boolean(value) if name == "bool" else value


def _integer(value: Value) -> Value:
    try:
        return int(value)
    except (TypeError, ValueError):
        return NOT_KNOWN


def _boolean(value: Value) -> Value:
    if isinstance(value, str):
        return {"t": True, "f": False}.get(value[:1].lower(), NOT_KNOWN)
    return bool(value)


def _sub_query(link: Node, environment: Environment) -> Value:
    rows, is_certain = environment.select(link.subselect.select_stmt, environment)
    if link.sub_link_type == enums.EXISTS_SUBLINK:
        return True if rows else (False if is_certain else NOT_KNOWN)
    if not is_certain:
        return NOT_KNOWN
    values = [next(iter(row.values()), None) for row in rows]
    if link.sub_link_type == enums.ARRAY_SUBLINK:
        return values
    if link.sub_link_type == enums.ANY_SUBLINK:
        name = link.oper_name[-1].string.sval if link.oper_name else "="
        return any_of(name, evaluate(link.testexpr, environment), values)
    if link.sub_link_type == enums.EXPR_SUBLINK:
        return values[0] if values else None
    return NOT_KNOWN


def _case(case: Node, environment: Environment) -> Value:
    for when in case.args:
        condition = evaluate(when.case_when.expr, environment)
        if case.HasField("arg"):
            condition = apply_operator("=", evaluate(case.arg, environment), condition)
        if condition is NOT_KNOWN:
            return NOT_KNOWN
        if condition:
            return evaluate(when.case_when.result, environment)
    return evaluate(case.defresult, environment) if case.HasField("defresult") else None


def _coalesce(call: Node, environment: Environment) -> Value:
    for argument in call.args:
        value = evaluate(argument, environment)
        if value is not None:
            return value
    return None


def _array(array: Node, environment: Environment) -> Value:
    return _all(array.elements, environment)


def _indirection(indirection: Node, environment: Environment) -> Value:
    value = evaluate(indirection.arg, environment)
    for step in indirection.indirection:
        kind = step.WhichOneof("node")
        if kind == "string":
            value = value.get(step.string.sval, NOT_KNOWN) if isinstance(value, dict) else NOT_KNOWN
        elif kind == "a_indices" and not step.a_indices.is_slice and isinstance(value, list):
            index = evaluate(step.a_indices.uidx, environment)
            is_inside = isinstance(index, int) and 1 <= index <= len(value)
            value = value[index - 1] if is_inside else None
        else:
            return NOT_KNOWN
    return value


def _value_function(function: Node, environment: Environment) -> Value:
    if function.op == enums.SVFOP_CURRENT_SCHEMA:
        return next(iter(environment.session.catalog.search_path), None)
    return NOT_KNOWN


def _collate(collate: Node, environment: Environment) -> Value:
    return evaluate(collate.arg, environment)


_HANDLERS: dict[str, Callable[[Node, Environment], Value]] = {
    "a_const": _constant,
    "column_ref": _column,
    "param_ref": _parameter,
    "a_expr": _operator,
    "bool_expr": _logic,
    "null_test": _null_test,
    "boolean_test": _boolean_test,
    "func_call": _call,
    "type_cast": _cast,
    "sub_link": _sub_query,
    "case_expr": _case,
    "coalesce_expr": _coalesce,
    "a_array_expr": _array,
    "a_indirection": _indirection,
    "sqlvalue_function": _value_function,
    "collate_clause": _collate,
}
