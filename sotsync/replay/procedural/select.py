"""Queries over the schema: which rows a SELECT of the system catalogs gives, and whether for sure.

Tables of the migrations are taken to be empty, as they are when migrations build a new database;
that they were asked is noted, because on another database the answer may be another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cmp_to_key

from sotsync.replay.naming import figure_column_name
from sotsync.replay.procedural.evaluate import Environment, Frame, evaluate
from sotsync.replay.procedural.information_schema import INFORMATION_SCHEMA
from sotsync.replay.procedural.system_tables import SYSTEM_TABLES
from sotsync.replay.procedural.values import NOT_KNOWN, Row, Value, is_unknown
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["select_rows"]

Rows = tuple[list[Row], bool]
"""The rows that are there for sure, and whether there are no others."""

Frames = tuple[list[Frame], bool]

_NOTHING_KNOWN: Rows = ([], False)


def select_rows(select: Node, environment: Environment) -> Rows:
    """The rows of a query, each by its output names."""
    if select.HasField("with_clause"):
        return _with_common_tables(select, environment)
    if select.op != enums.SETOP_NONE:
        return _combined(select, environment)
    if select.values_lists:
        return _values(select, environment), True
    if select.group_clause or select.HasField("having_clause"):
        return _NOTHING_KNOWN
    frames, is_certain = _source_frames(select, environment)
    rows = _projected(select, frames, is_certain=is_certain, environment=environment)
    return _finished(select, rows, environment)


def _with_common_tables(select: Node, environment: Environment) -> Rows:
    inner = environment.inside()
    for item in select.with_clause.ctes:
        table = item.common_table_expr
        if table.ctequery.WhichOneof("node") != "select_stmt" or select.with_clause.recursive:
            return _NOTHING_KNOWN
        rows, is_certain = select_rows(table.ctequery.select_stmt, inner)
        renamed = _renamed(rows, string_list(table.aliascolnames))
        inner.tables[table.ctename] = renamed, is_certain
    plain = enums.SelectStmt()
    plain.CopyFrom(select)
    plain.ClearField("with_clause")
    return select_rows(plain, inner)


def _combined(select: Node, environment: Environment) -> Rows:
    left, is_left_certain = select_rows(select.larg, environment)
    right, is_right_certain = select_rows(select.rarg, environment)
    if select.op != enums.SETOP_UNION:
        return _NOTHING_KNOWN
    names = list(left[0]) if left else []
    renamed = [dict(zip(names or row, row.values(), strict=False)) for row in right]
    rows = [*left, *renamed]
    return (rows if select.all else _distinct(rows)), is_left_certain and is_right_certain


def _values(select: Node, environment: Environment) -> list[Row]:
    return [
        {f"column{i}": evaluate(item, environment) for i, item in enumerate(row.list.items, 1)}
        for row in select.values_lists
    ]


def _distinct(rows: list[Row]) -> list[Row]:
    seen: list[Row] = []
    for row in rows:
        if row not in seen:
            seen.append(row)
    return seen


# -- FROM and WHERE --------------------------------------------------------------------------------


def _source_frames(select: Node, environment: Environment) -> Frames:
    conditions = _conjuncts(select.where_clause) if select.HasField("where_clause") else []
    frames: list[Frame] = [{}]
    is_certain = True
    for item in select.from_clause:
        found, is_known = _item(item, environment, conditions)
        is_certain &= is_known
        frames = [{**one, **other} for one in frames for other in found]
        frames = [frame for frame in frames if _may_hold(conditions, frame, environment)]
    kept = []
    for frame in frames:
        values = [_in_frame(condition, frame, environment) for condition in conditions]
        if all(value is True for value in values):
            kept.append(frame)
        elif not any(value is False or value is None for value in values):
            is_certain = False
            kept += [frame] if environment.is_wide else []
    return kept, is_certain


def _conjuncts(condition: Node) -> list[Node]:
    if condition.WhichOneof("node") == "bool_expr" and (
        condition.bool_expr.boolop == enums.AND_EXPR
    ):
        return [part for arg in condition.bool_expr.args for part in _conjuncts(arg)]
    return [condition]


def _in_frame(condition: Node, frame: Frame, environment: Environment) -> Value:
    environment.frames.append(frame)
    try:
        return evaluate(condition, environment)
    finally:
        environment.frames.pop()


def _may_hold(conditions: Sequence[Node], frame: Frame, environment: Environment) -> bool:
    """Whether no condition rules the frame out; one that needs other tables does not."""
    return not any(_in_frame(condition, frame, environment) is False for condition in conditions)


def _item(item: Node, environment: Environment, conditions: Sequence[Node]) -> Frames:
    kind = item.WhichOneof("node")
    if kind == "join_expr":
        return _join(item.join_expr, environment, conditions)
    if kind == "range_var":
        table = item.range_var
        rows, is_certain = _table(table, environment)
        name = table.alias.aliasname or table.relname
    elif kind == "range_subselect":
        rows, is_certain = select_rows(item.range_subselect.subquery.select_stmt, environment)
        rows = _renamed(rows, string_list(item.range_subselect.alias.colnames))
        name = item.range_subselect.alias.aliasname
    elif kind == "range_function":
        return _function(item.range_function, environment)
    else:
        return [], False
    frames: list[Frame] = [{name: row} for row in rows]
    return [frame for frame in frames if _may_hold(conditions, frame, environment)], is_certain


def _renamed(rows: list[Row], names: list[str]) -> list[Row]:
    """The rows under the names of a column alias list, which may be shorter."""
    if not names:
        return rows
    return [
        dict(zip([*names, *list(row)[len(names) :]], row.values(), strict=True)) for row in rows
    ]


def _table(table: Node, environment: Environment) -> Rows:
    schema, name = table.schemaname, table.relname
    if not schema and name in environment.tables:
        return environment.tables[name]
    maker = INFORMATION_SCHEMA.get(name) if schema == "information_schema" else None
    if maker is None and schema in ("", "pg_catalog"):
        maker = SYSTEM_TABLES.get(name)
    if maker is not None:
        return list(maker(environment.session)), True
    relation = environment.session.find_relation(schema, name)
    if relation is None:
        return _NOTHING_KNOWN
    environment.data_read.append(name)
    return [], True


_DEFAULT_COLUMN = "column1"


def _function(item: Node, environment: Environment) -> Frames:
    calls = [entry.list.items[0] for entry in item.functions]
    if len(calls) != 1 or calls[0].WhichOneof("node") != "func_call":
        return [], False
    values = _set_of(calls[0].func_call, environment)
    if values is None:
        return [], False
    name = item.alias.aliasname or calls[0].func_call.funcname[-1].string.sval
    columns = string_list(item.alias.colnames) or [name]
    frames: list[Frame] = []
    for number, value in enumerate(values, 1):
        row: Row = {columns[0]: value}
        if item.ordinality:
            row[columns[1] if len(columns) > 1 else "ordinality"] = number
        frames.append({name: row})
    return frames, True


def _set_of(call: Node, environment: Environment) -> list[Value] | None:
    """What a set-returning function gives, or None where that is not known."""
    name = call.funcname[-1].string.sval
    arguments = [evaluate(argument, environment) for argument in call.args]
    if is_unknown(*arguments):
        return None
    if name == "unnest" and isinstance(arguments[0], list):
        return list(arguments[0])
    if name == "generate_series" and all(isinstance(value, int) for value in arguments):
        start, stop, *step = arguments
        width = step[0] if step else 1
        return list(range(start, stop + (1 if width > 0 else -1), width)) if width else None
    if name in ("regexp_split_to_table", "string_to_table") and isinstance(arguments[0], str):
        return list(arguments[0].split(arguments[1]))
    return None


def _join(join: Node, environment: Environment, conditions: Sequence[Node]) -> Frames:
    is_inner = join.jointype == enums.JOIN_INNER
    if join.jointype not in (enums.JOIN_INNER, enums.JOIN_LEFT) or join.is_natural:
        return [], False
    left, is_left_certain = _item(join.larg, environment, conditions)
    right, is_right_certain = _item(join.rarg, environment, conditions if is_inner else ())
    is_certain = is_left_certain and is_right_certain
    names = string_list(join.using_clause)
    on = _conjuncts(join.quals) if join.HasField("quals") else []
    frames = []
    for one in left:
        matched = False
        for other in right:
            joined = {**one, **other}
            values = [_in_frame(condition, joined, environment) for condition in on]
            values += [_shared(one, name) == _shared(other, name) for name in names]
            if all(value is True for value in values):
                matched = True
                frames.append(joined)
            elif not any(value is False or value is None for value in values):
                is_certain = False
        if not matched and not is_inner:
            frames.append({**one, **_nulls(join.rarg, right)})
    return frames, is_certain


def _shared(frame: Frame, name: str) -> Value:
    return next((row[name] for row in frame.values() if name in row), NOT_KNOWN)


def _nulls(item: Node, frames: list[Frame]) -> Frame:
    """The right side of a LEFT JOIN that found no partner."""
    if frames:
        return {name: dict.fromkeys(row) for name, row in frames[0].items()}
    table = item.range_var
    return {table.alias.aliasname or table.relname: {}}


# -- the select list -------------------------------------------------------------------------------

_AGGREGATES = frozenset({"count", "array_agg", "string_agg", "bool_or", "bool_and", "max", "min"})


def _projected(
    select: Node, frames: list[Frame], *, is_certain: bool, environment: Environment
) -> Rows:
    targets = [target.res_target for target in select.target_list]
    if any(_has_aggregate(target.val) for target in targets):
        if not is_certain:
            return _NOTHING_KNOWN
        inner = environment.inside()
        inner.group = frames
        return [_row(targets, {}, inner)], True
    if len(targets) == 1 and targets[0].val.WhichOneof("node") == "func_call":
        expanded = _expanded(targets[0], frames, environment)
        if expanded is not None:
            return expanded, is_certain
    rows = [_row(targets, frame, environment) for frame in _ordered(select, frames, environment)]
    return rows, is_certain


def _expanded(target: Node, frames: list[Frame], environment: Environment) -> list[Row] | None:
    """The rows of ``SELECT unnest(…)``."""
    name = target.name or figure_column_name(target.val) or _DEFAULT_COLUMN
    rows: list[Row] = []
    for frame in frames:
        environment.frames.append(frame)
        values = _set_of(target.val.func_call, environment)
        environment.frames.pop()
        if values is None:
            return None
        rows += [{name: value} for value in values]
    return rows if frames else None


def _has_aggregate(node: Node) -> bool:
    kind = node.WhichOneof("node")
    if kind == "func_call":
        name = node.func_call.funcname[-1].string.sval
        return name in _AGGREGATES or any(_has_aggregate(a) for a in node.func_call.args)
    if kind == "a_expr":
        return _has_aggregate(node.a_expr.lexpr) or _has_aggregate(node.a_expr.rexpr)
    if kind == "coalesce_expr":
        return any(_has_aggregate(argument) for argument in node.coalesce_expr.args)
    return kind == "type_cast" and _has_aggregate(node.type_cast.arg)


def _row(targets: Sequence[Node], frame: Frame, environment: Environment) -> Row:
    environment.frames.append(frame)
    row: Row = {}
    for number, target in enumerate(targets, 1):
        if _is_star(target.val):
            row.update(_star(target.val.column_ref, frame))
            continue
        name = target.name or figure_column_name(target.val) or f"column{number}"
        while name in row:
            name += "'"  # Two columns may have one name; both count where a row is assigned.
        row[name] = evaluate(target.val, environment)
    environment.frames.pop()
    return row


def _is_star(node: Node) -> bool:
    if node.WhichOneof("node") != "column_ref":
        return False
    return bool(node.column_ref.fields[-1].WhichOneof("node") == "a_star")


def _star(reference: Node, frame: Frame) -> Row:
    if len(reference.fields) > 1:
        return frame.get(reference.fields[0].string.sval, {})
    return {name: value for row in frame.values() for name, value in row.items()}


def _finished(select: Node, rows: Rows, environment: Environment) -> Rows:
    """DISTINCT and LIMIT."""
    found, is_certain = rows
    if select.distinct_clause:
        found = _distinct(found)
    if select.HasField("limit_count"):
        limit = evaluate(select.limit_count, environment)
        if not isinstance(limit, int) or select.HasField("limit_offset"):
            return _NOTHING_KNOWN
        found = found[:limit]
    return found, is_certain


def _ordered(select: Node, frames: list[Frame], environment: Environment) -> list[Frame]:
    """The frames in the order asked for, as far as the keys are known; else as they came."""
    if not select.sort_clause:
        return frames
    keys = [item.sort_by for item in select.sort_clause]
    decorated = [([_in_frame(k.node, f, environment) for k in keys], f) for f in frames]
    if any(is_unknown(*values) for values, _ in decorated):
        return frames
    signs = [-1 if key.sortby_dir == enums.SORTBY_DESC else 1 for key in keys]

    def compare(one: tuple[list[Value], Frame], other: tuple[list[Value], Frame]) -> int:
        return next(_differences(one[0], other[0], signs), 0)

    return [frame for _, frame in sorted(decorated, key=cmp_to_key(compare))]


def _differences(one: list[Value], other: list[Value], signs: list[int]) -> Iterator[int]:
    for left, right, sign in zip(one, other, signs, strict=True):
        if left != right:
            yield sign if str(left) > str(right) else -sign
