"""Expressions, walked once: what each name in them means, and which type comes out.

PostgreSQL resolves names when a statement runs and stores object ids. The walk does the same: every
mention of a column, table, function, type or sequence that the catalog knows becomes a
:class:`sotsync.replay.catalog.Reference`, so that renames follow and drops find their dependents.
What is not known stays as written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sotsync.replay.catalog import Function, Object, Reference, Relation, Type, TypeName
from sotsync.replay.catalog import Sequence as SequenceObject
from sotsync.replay.overloads import Result, choose_overload, inputs, is_ambiguous, result_of
from sotsync.replay.result_types import (
    BOOLEAN,
    TEXT,
    UNKNOWN,
    array_of,
    builtin,
    element_of,
    function_type,
    operator_type,
    unify,
)
from sotsync.replay.scopes import Names, Output, Scope, Source
from sotsync.replay.using import FixedReference
from sotsync.schema.names import split_qualified
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["Binder", "Result"]

_SEQUENCE_FUNCTIONS = frozenset({"nextval", "currval", "setval"})
_MAXIMUM_INTEGER = 2**31 - 1


class Binder:
    """Binds one expression or query; ``references`` grows in the order of the walk."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.references: list[Reference] = []
        self.refused: list[tuple[str, str]] = []
        """Condition and reason of whatever certainly has no meaning."""

    def refer(self, node: Node, target: Object, *, is_fixed: bool = False) -> None:
        """Note that ``node`` mentions ``target``, and keeps its text if ``is_fixed``."""
        self.references.append((FixedReference if is_fixed else Reference)(node, target))

    def query(self, select: Node, scope: Scope) -> list[Output] | None:
        """Bind a query; its output columns, or None where they cannot be told."""
        raise NotImplementedError

    def expression(self, node: Node, scope: Scope) -> Result:
        """Bind what the ``Node`` wraps; its type, or None where it cannot be told."""
        kind = node.WhichOneof("node")
        if kind is None:
            return None
        handler = _HANDLERS.get(kind)
        message = getattr(node, kind)
        if handler is None:
            self.everything(message, scope)
            return _PLAIN_RESULTS.get(kind)
        return handler(self, message, scope)

    def expressions(self, nodes: Iterable[Node], scope: Scope) -> list[Result]:
        """Bind each, and give their types."""
        return [self.expression(node, scope) for node in nodes]

    def everything(self, message: Node, scope: Scope) -> None:
        """Bind whatever expressions, types and queries are inside a message of any kind."""
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            for part in value if field.is_repeated else (value,):
                self._part(part, field.message_type.name, scope)

    def _part(self, part: Node, kind: str, scope: Scope) -> None:
        if kind == "Node":
            self.expression(part, scope)
        elif kind == "TypeName":
            self.type_name(part)
        elif kind == "SelectStmt":
            self.query(part, scope)
        elif kind == "RangeVar":
            _table(self, part, scope)
        else:
            self.everything(part, scope)

    def type_name(self, node: Node) -> TypeName:
        """Bind a type's name."""
        resolved = self.names.type_name(node)
        if isinstance(resolved.base, Type):
            self.refer(node, resolved.base)
        return resolved

    def label(self, node: Node, type_: Result) -> None:
        """Note that string constants compared or assigned to an enum are labels of it."""
        if type_ is None or not isinstance(type_.base, Type) or type_.base.kind != "enum":
            return
        kind = node.WhichOneof("node")
        if kind == "a_const" and node.a_const.WhichOneof("val") == "sval":
            self.refer(node.a_const, type_.base)
        elif kind == "a_array_expr":
            for element in node.a_array_expr.elements:
                self.label(element, type_)
        elif kind == "list":
            for item in node.list.items:
                self.label(item, type_)
        elif kind in _BRANCHES:
            for branch in _BRANCHES[kind](getattr(node, kind)):
                self.label(branch, type_)


def _case_results(case: Node) -> list[Node]:
    return [*(when.case_when.result for when in case.args), case.defresult]


_BRANCHES: dict[str, Callable[[Node], Sequence[Node]]] = {
    "case_expr": _case_results,
    "coalesce_expr": lambda message: message.args,
}


def _constant(_binder: Binder, constant: Node, _scope: Scope) -> Result:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return builtin("integer")
    if kind == "fval":
        digits = constant.fval.fval
        is_whole = digits.isdigit() and int(digits) <= _MAXIMUM_INTEGER << 32
        return builtin("bigint" if is_whole else "numeric")
    if kind == "boolval":
        return BOOLEAN
    return builtin("bit") if kind == "bsval" else UNKNOWN


def _column(binder: Binder, reference: Node, scope: Scope) -> Result:
    fields = reference.fields
    if fields[-1].WhichOneof("node") == "a_star":
        _qualifier(binder, reference, [f.string.sval for f in fields[:-1]], scope)
        return None
    names = [field.string.sval for field in fields]
    if len(names) > 1:
        return _qualified_column(binder, reference, names, scope)
    found = scope.column(names[0])
    if found is None:
        if scope.source(names[0]) is None and scope.is_closed():
            _refuse_column(binder, names[0])
        return _whole_row(binder, reference, names[0], scope)
    output = found[1]
    if output.column is not None:
        binder.refer(reference, output.column, is_fixed=output.is_fixed)
    return output.type


_SYSTEM_COLUMNS = frozenset({"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"})


def _refuse_column(binder: Binder, name: str) -> None:
    if name not in _SYSTEM_COLUMNS:
        binder.refused.append(("undefined_column", f'column "{name}" does not exist'))


def _whole_row(binder: Binder, reference: Node, name: str, scope: Scope) -> Result:
    source = scope.source(name)
    if source is None:
        return None
    if source.relation is not None:
        binder.refer(reference, source.relation)
    return source.row or builtin("record")


def _qualified_column(binder: Binder, reference: Node, names: list[str], scope: Scope) -> Result:
    source = _qualifier(binder, reference, names[:-1], scope)
    output = source and source.find(names[-1])
    if not output:
        # What follows the dot may be a function of the row: ``people.full_name``.
        is_function = bool(binder.names.find_functions("", names[-1]))
        if source is not None and source.is_certain and not is_function:
            _refuse_column(binder, names[-1])
        return None
    if output.column is not None:
        binder.refer(reference, output.column, is_fixed=output.is_fixed)
    return output.type


def _qualifier(binder: Binder, reference: Node, names: list[str], scope: Scope) -> Source | None:
    source = scope.source(names[-1]) if names else None
    if source is None:
        return None
    if source.relation is not None:
        is_other = len(names) > 1 and source.relation.namespace.name != names[-2]
        if is_other:
            return None
        binder.refer(reference, source.relation)
    return source


def _operator(binder: Binder, operator: Node, scope: Scope) -> Result:
    left = binder.expression(operator.lexpr, scope) if operator.HasField("lexpr") else None
    right = binder.expression(operator.rexpr, scope)
    binder.label(operator.rexpr, element_of(left) or left)
    binder.label(operator.lexpr, element_of(right) or right)
    if operator.kind == enums.AEXPR_NULLIF:
        return left
    if operator.kind != enums.AEXPR_OP:
        return BOOLEAN
    return operator_type(operator.name[-1].string.sval, left, right)


def _call(binder: Binder, call: Node, scope: Scope) -> Result:
    types = binder.expressions(call.args, scope)
    if call.agg_order:
        binder.expressions(call.agg_order, scope)
    if call.HasField("agg_filter"):
        binder.expression(call.agg_filter, scope)
    if call.HasField("over"):
        binder.everything(call.over, scope)
    parts = [part.string.sval for part in call.funcname]
    name, schema = parts[-1], parts[-2] if len(parts) > 1 else ""
    if schema in ("", "pg_catalog") and name in _SEQUENCE_FUNCTIONS:
        _sequence(binder, call.args[0] if call.args else None)
    if schema != "pg_catalog":
        functions = binder.names.find_functions(schema, name)
        _check_call(binder, functions, schema, call)
        chosen = choose_overload(functions, types) if functions else None
        if chosen is not None:
            binder.refer(call, chosen)
            _label_arguments(binder, chosen, call)
            return result_of(chosen, types)
    if call.agg_within_group and call.agg_order and name in ("mode", "percentile_disc"):
        return binder.expression(call.agg_order[0].sort_by.node, Scope(parent=scope))
    return function_type(name, types) if schema in ("", "pg_catalog") else None


def _check_call(binder: Binder, functions: Sequence[Function], schema: str, call: Node) -> None:
    name = call.funcname[-1].string.sval
    has_names = any(argument.WhichOneof("node") == "named_arg_expr" for argument in call.args)
    if functions and not has_names and is_ambiguous(functions, len(call.args)):
        binder.refused.append(("ambiguous_function", f"function {name} is not unique"))
    if schema and not functions:
        binder.names.note_unknown(schema)
    if schema and not functions and binder.names.is_function_gone(schema, name):
        binder.refused.append(("undefined_function", f"function {schema}.{name} does not exist"))


def _label_arguments(binder: Binder, function: Function, call: Node) -> None:
    for type_, argument in zip(inputs(function), call.args, strict=False):
        binder.label(argument, type_)


def _sequence(binder: Binder, argument: Node | None) -> None:
    """Bind the name in ``nextval('public.orders_id_seq'::regclass)``."""
    while argument is not None and argument.WhichOneof("node") == "type_cast":
        argument = argument.type_cast.arg
    if argument is None or argument.WhichOneof("node") != "a_const":
        return
    parts = split_qualified(argument.a_const.sval.sval)
    if not parts:
        return
    found: SequenceObject | None = binder.names.find_sequence(
        parts[-2] if len(parts) > 1 else "", parts[-1]
    )
    if found is not None:
        binder.refer(argument.a_const, found)


def _cast(binder: Binder, cast: Node, scope: Scope) -> Result:
    type_ = binder.type_name(cast.type_name)
    binder.expression(cast.arg, scope)
    binder.label(cast.arg, type_)
    return type_


def _sub_query(binder: Binder, link: Node, scope: Scope) -> Result:
    outputs = binder.query(link.subselect.select_stmt, scope)
    if link.HasField("testexpr"):
        binder.expression(link.testexpr, scope)
    first = outputs[0].type if outputs else None
    if link.sub_link_type == enums.EXPR_SUBLINK:
        return first
    return array_of(first) if link.sub_link_type == enums.ARRAY_SUBLINK else BOOLEAN


def _case(binder: Binder, case: Node, scope: Scope) -> Result:
    tested = binder.expression(case.arg, scope) if case.HasField("arg") else None
    results = []
    for when in case.args:
        binder.expression(when.case_when.expr, scope)
        binder.label(when.case_when.expr, tested)
        results.append(binder.expression(when.case_when.result, scope))
    results.append(
        binder.expression(case.defresult, scope) if case.HasField("defresult") else UNKNOWN
    )
    return _branches(binder, _case_results(case), results)


def _branches(binder: Binder, nodes: Sequence[Node], types: Sequence[Result]) -> Result:
    """The common type of branches; bare constants among labels of an enum are labels."""
    common = unify(types)
    for node in nodes:
        binder.label(node, common)
    return common


def _coalesce(binder: Binder, call: Node, scope: Scope) -> Result:
    return _branches(binder, call.args, binder.expressions(call.args, scope))


def _array(binder: Binder, array: Node, scope: Scope) -> Result:
    return array_of(unify(binder.expressions(array.elements, scope)))


def _indirection(binder: Binder, indirection: Node, scope: Scope) -> Result:
    result = binder.expression(indirection.arg, scope)
    for step in indirection.indirection:
        kind = step.WhichOneof("node")
        if kind == "a_indices":
            binder.everything(step.a_indices, scope)
            result = result if step.a_indices.is_slice else element_of(result)
        elif kind == "string":
            result = _attribute(result, step.string.sval)
    return result


def _attribute(type_: Result, name: str) -> Result:
    if type_ is not None and isinstance(type_.base, Type):
        return type_.base.attributes.get(name)
    if type_ is not None and isinstance(type_.base, Relation):
        column = type_.base.columns.get(name)
        return column.type if column is not None else None
    return None


def _collate(binder: Binder, collate: Node, scope: Scope) -> Result:
    return binder.expression(collate.arg, scope)


def _select(binder: Binder, select: Node, scope: Scope) -> Result:
    binder.query(select, scope)
    return None


def _table(binder: Binder, table: Node, _scope: Scope) -> Result:
    found = binder.names.find_relation(table.schemaname, table.relname)
    if found is not None:
        binder.refer(table, found)
    return None


_VALUE_FUNCTIONS = {
    "CURRENT_DATE": "date",
    "CURRENT_TIMESTAMP": "timestamp with time zone",
    "CURRENT_TIME": "time with time zone",
    "LOCALTIMESTAMP": "timestamp without time zone",
    "LOCALTIME": "time without time zone",
}


def _value_function(_binder: Binder, function: Node, _scope: Scope) -> Result:
    name = enums.SQLValueFunctionOp.Name(function.op).removeprefix("SVFOP_").removesuffix("_N")
    return builtin(_VALUE_FUNCTIONS.get(name, "name"))


_HANDLERS: dict[str, Callable[[Binder, Node, Scope], Result]] = {
    "a_const": _constant,
    "column_ref": _column,
    "a_expr": _operator,
    "func_call": _call,
    "type_cast": _cast,
    "sub_link": _sub_query,
    "case_expr": _case,
    "coalesce_expr": _coalesce,
    "min_max_expr": _coalesce,
    "a_array_expr": _array,
    "a_indirection": _indirection,
    "collate_clause": _collate,
    "select_stmt": _select,
    "range_var": _table,
    "sqlvalue_function": _value_function,
}

_PLAIN_RESULTS = {
    "bool_expr": BOOLEAN,
    "null_test": BOOLEAN,
    "boolean_test": BOOLEAN,
    "row_expr": builtin("record"),
    "grouping_func": builtin("integer"),
    "xml_expr": builtin("xml"),
    "xml_serialize": TEXT,
    "json_is_predicate": BOOLEAN,
    "json_object_constructor": builtin("json"),
    "json_array_constructor": builtin("json"),
    "json_func_expr": TEXT,
    "json_object_agg": builtin("json"),
    "json_array_agg": builtin("json"),
}
