"""Queries, walked once: FROM clauses to scopes, select lists to output columns.

Source: PostgreSQL manual, "SELECT". ``SELECT *`` is written out as PostgreSQL does when it stores a
view: columns that are added to the table later are not the view's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sotsync.replay.binder import Binder
from sotsync.replay.catalog import Column, Function, Relation, Type, TypeName
from sotsync.replay.naming import figure_column_name
from sotsync.replay.overloads import choose_overload, result_of
from sotsync.replay.result_types import builtin, element_of, function_type, unify
from sotsync.replay.scopes import Output, Scope, Source, is_certain, relation_outputs
from sotsync.replay.using import fix_mentions, joined_columns
from sotsync.sql import Node
from sotsync.sql.parser import copy_node, enums, string_list

__all__ = ["QueryBinder", "implied_name"]

Star = list[tuple[str, Output]]
"""What ``*`` stands for: each column with the source that names it; "" for one merged by USING."""


class QueryBinder(Binder):
    """Binds queries and the expressions in them."""

    def query(self, select: Node, scope: Scope) -> list[Output] | None:
        """Bind a query inside ``scope``; its output columns, or None where not all are known."""
        inner = Scope(parent=scope)
        if select.HasField("with_clause"):
            self._common_tables(select.with_clause, inner)
        if select.op != enums.SETOP_NONE:
            outputs = self._set_operation(select, inner)
        elif select.values_lists:
            outputs = self._values(select, inner)
        else:
            outputs = self._select(select, inner)
        for limit in ("limit_offset", "limit_count"):
            if select.HasField(limit):
                self.expression(getattr(select, limit), inner)
        return outputs

    def _common_tables(self, clause: Node, scope: Scope) -> None:
        for item in clause.ctes:
            table = item.common_table_expr
            names = string_list(table.aliascolnames)
            if table.ctequery.WhichOneof("node") != "select_stmt":
                # What its bare names mean is not looked into, so they mean nothing around it.
                self.everything(table.ctequery, Scope([Source("", None)]))
                scope.queries[table.ctename] = None
                continue
            select = table.ctequery.select_stmt
            scope.queries.setdefault(table.ctename, None)
            if clause.recursive and select.op != enums.SETOP_NONE:
                # Only the first branch tells the columns that the second one reads.
                first = QueryBinder(self.names).query(copy_node(select.larg), scope)
                scope.queries[table.ctename] = _renamed(first, names)
            scope.queries[table.ctename] = _renamed(self.query(select, scope), names)

    def _set_operation(self, select: Node, scope: Scope) -> list[Output] | None:
        left, right = self.query(select.larg, scope), self.query(select.rarg, scope)
        if left is None or right is None:
            return left
        pairs = zip(left, right, strict=False)
        return [Output(one.name, unify((one.type, other.type))) for one, other in pairs]

    def _values(self, select: Node, scope: Scope) -> list[Output]:
        rows = [self.expressions(row.list.items, scope) for row in select.values_lists]
        columns = zip(*rows, strict=False)
        return [Output(f"column{i}", unify(types)) for i, types in enumerate(columns, 1)]

    def _select(self, select: Node, scope: Scope) -> list[Output] | None:
        stars = [self._from_item(item, scope) for item in select.from_clause]
        _expand(select, scope, stars)
        outputs = [self._target(target.res_target, scope) for target in select.target_list]
        if select.HasField("where_clause"):
            self.expression(select.where_clause, scope)
        aliases = {target.res_target.name for target in select.target_list}
        self._outputs_or_columns(select.group_clause, scope, aliases)
        if select.HasField("having_clause"):
            self.expression(select.having_clause, scope)
        self.expressions(select.window_clause, scope)
        self._outputs_or_columns(select.distinct_clause, scope, aliases)
        aliases |= {implied_name(target.res_target.val) for target in select.target_list}
        for item in select.sort_clause:
            # A bare name in ORDER BY means an output column before it means one of a table.
            if _bare_name(item.sort_by.node) not in aliases:
                self.expression(item.sort_by.node, scope)
        known = [output for output in outputs if output is not None]
        return known if len(known) == len(outputs) else None

    def _outputs_or_columns(
        self, nodes: Sequence[Node], scope: Scope, aliases: Collection[str]
    ) -> None:
        """Bind what means a column of a table before it means an output column."""
        for node in nodes:
            name = _bare_name(node)
            if name is None or name not in aliases or scope.column(name) is not None:
                self.expression(node, scope)

    def _target(self, target: Node, scope: Scope) -> Output | None:
        type_ = self.expression(target.val, scope)
        if _is_star(target.val):
            return None
        last = self.references[-1] if self.references else None
        is_plain = last is not None and last.node is target.val.column_ref
        column = last.target if last is not None and is_plain else None
        collation = column.collation if isinstance(column, Column) else None
        return Output(target.name or implied_name(target.val), type_, collation=collation)

    def _from_item(self, item: Node, scope: Scope) -> Star | None:
        """Bind one item of FROM and put its sources into ``scope``; what ``*`` means for it."""
        kind = item.WhichOneof("node")
        if kind == "range_var":
            source = self._table(item.range_var, scope)
        elif kind == "range_subselect":
            source = self._sub_select(item.range_subselect, scope)
        elif kind == "range_function":
            source = self._function(item.range_function, scope)
        elif kind == "join_expr":
            return self._join(item.join_expr, scope)
        elif kind == "range_table_sample":
            return self._from_item(item.range_table_sample.relation, scope)
        else:
            message = getattr(item, kind)
            self.everything(message, scope)
            source = Source(message.alias.aliasname, None)
        scope.sources.append(source)
        return _star_of(source)

    def _table(self, table: Node, scope: Scope) -> Source:
        alias = table.alias.aliasname
        if not table.schemaname:
            is_common, outputs = scope.common_table(table.relname)
            if is_common:
                return _aliased(alias or table.relname, outputs, table.alias)
        relation = self.names.find_relation(table.schemaname, table.relname)
        if relation is None:
            self.names.refuse_relation(table.schemaname, table.relname)
            return Source(alias or table.relname, None)
        self.refer(table, relation)
        outputs, row = relation_outputs(relation), TypeName(relation)
        if not alias:
            return Source(table.relname, outputs, relation, row, is_certain(relation), table)
        source = _aliased(alias, outputs, table.alias)
        source.row, source.is_certain = row, is_certain(relation)
        source.node = None if table.alias.colnames else table
        return source

    def _sub_select(self, item: Node, scope: Scope) -> Source:
        around = scope if item.lateral else Scope(parent=scope.parent, queries=scope.queries)
        outputs = self.query(item.subquery.select_stmt, around)
        return _aliased(item.alias.aliasname, outputs, item.alias)

    def _function(self, item: Node, scope: Scope) -> Source:
        calls = [entry.list.items[0] for entry in item.functions]
        definitions = [d.column_def for d in item.coldeflist]
        alias = item.alias.aliasname
        outputs: list[Output] | None
        if definitions:
            self.expressions(calls, scope)
            outputs = [Output(d.colname, self.type_name(d.type_name)) for d in definitions]
        elif len(calls) == 1:
            outputs = self._call_outputs(calls[0], alias, scope)
        else:
            results = self.expressions(calls, scope)
            outputs = [
                Output(implied_name(call), element_of(result) or result)
                for call, result in zip(calls, results, strict=True)
            ]
        if outputs is not None and item.ordinality:
            outputs.append(Output("ordinality", builtin("bigint")))
        source = _aliased(alias or implied_name(calls[0]), outputs, item.alias)
        if outputs is not None and len(outputs) == 1:
            source.row = outputs[0].type
        return source

    def _call_outputs(self, node: Node, alias: str, scope: Scope) -> list[Output] | None:
        if node.WhichOneof("node") != "func_call":
            return [Output(alias or implied_name(node), self.expression(node, scope))]
        parts = string_list(node.func_call.funcname)
        if parts[-1] == "unnest" and len(node.func_call.args) > 1:
            types = self.expressions(node.func_call.args, scope)
            return [Output("unnest", element_of(type_)) for type_ in types]
        result = self.expression(node, scope)
        schema = parts[-2] if len(parts) > 1 else ""
        functions = self.names.find_functions(schema, parts[-1])
        chosen = choose_overload(functions, [None] * len(node.func_call.args))
        if chosen is not None:
            return _result_outputs(chosen, result_of(chosen, [result]), alias or parts[-1])
        if result is None and schema not in ("", "pg_catalog"):
            return None
        pairs = _TABLE_FUNCTIONS.get(parts[-1])
        if pairs is None:
            return [Output(alias or parts[-1], result or function_type(parts[-1], ()))]
        return [Output(name, builtin(type_)) for name, type_ in pairs.items()]

    def _join(self, join: Node, scope: Scope) -> Star | None:
        left, right = self._from_item(join.larg, scope), self._from_item(join.rarg, scope)
        if join.HasField("quals"):
            self.expression(join.quals, scope)
        if left is None or right is None:
            return None
        names = string_list(join.using_clause)
        if join.is_natural:
            there = {output.name for _, output in right}
            names = [output.name for _, output in left if output.name in there]
            _write_using(join, names)
        joined = list(joined_columns(scope, names, [*left, *right]))
        fix_mentions(self.references, joined)
        self.references += joined
        star = _merged(join.jointype, names, left, right)
        scope.merged.update((output.name, output) for source, output in star if not source)
        return star


def _write_using(join: Node, names: Sequence[str]) -> None:
    """Write out what NATURAL means now: the server keeps it so, whatever columns come later."""
    join.is_natural = not names
    for name in names:
        join.using_clause.add().string.sval = name


def _merged(kind: int, names: Sequence[str], left: Star, right: Star) -> Star:
    """The columns of a join: those of USING once and first, then the rest of both sides."""
    first = right if kind == enums.JOIN_RIGHT else left
    types = {o.name: o.type for _, o in (left if first is right else right)}
    merged: Star = []
    for source, output in first:
        if output.name in names:
            type_ = unify((output.type, types.get(output.name)))
            is_plain = kind != enums.JOIN_FULL and type_ is output.type
            merged.append((source if is_plain else "", Output(output.name, type_)))
    merged.sort(key=lambda entry: names.index(entry[1].name))
    return merged + [entry for entry in (*left, *right) if entry[1].name not in names]


def _star_of(source: Source) -> Star | None:
    if source.outputs is None:
        return None
    return [(source.name, output) for output in source.outputs]


def _renamed(outputs: list[Output] | None, names: Sequence[str]) -> list[Output] | None:
    """The outputs under the names of a column alias list, which may be shorter."""
    if outputs is None or not names:
        return outputs
    renamed = [Output(name, o.type) for name, o in zip(names, outputs, strict=False)]
    return renamed + outputs[len(renamed) :]


def _aliased(name: str, outputs: list[Output] | None, alias: Node) -> Source:
    return Source(name, _renamed(outputs, string_list(alias.colnames)))


def _result_outputs(function: Function, result: TypeName | None, name: str) -> list[Output] | None:
    """The columns of a user-defined function in FROM that returns ``result``."""
    outputs = [p for p in function.parameters if p.mode in ("OUT", "INOUT", "TABLE")]
    if outputs:
        return [Output(p.name or f"column{i}", p.type) for i, p in enumerate(outputs, 1)]
    base = result.base if result is not None else None
    if isinstance(base, Relation):
        return relation_outputs(base)
    if isinstance(base, Type) and base.kind == "composite":
        return [Output(attribute, type_) for attribute, type_ in base.attributes.items()]
    return None if base == "record" else [Output(name, result)]


_TABLE_FUNCTIONS = {
    "json_array_elements": {"value": "json"},
    "json_array_elements_text": {"value": "text"},
    "json_each": {"key": "text", "value": "json"},
    "json_each_text": {"key": "text", "value": "text"},
    "json_object_keys": {"json_object_keys": "text"},
    "jsonb_array_elements": {"value": "jsonb"},
    "jsonb_array_elements_text": {"value": "text"},
    "jsonb_each": {"key": "text", "value": "jsonb"},
    "jsonb_each_text": {"key": "text", "value": "text"},
}


def _is_star(node: Node) -> bool:
    if node.WhichOneof("node") != "column_ref":
        return False
    return bool(node.column_ref.fields[-1].WhichOneof("node") == "a_star")


def _bare_name(node: Node) -> str | None:
    if node.WhichOneof("node") != "column_ref" or len(node.column_ref.fields) > 1:
        return None
    return node.column_ref.fields[0].string.sval or None


def _expand(select: Node, scope: Scope, stars: list[Star | None]) -> None:
    """Write ``*`` and ``t.*`` out in the select list, where all columns are known."""
    if not any(_is_star(target.res_target.val) for target in select.target_list):
        return
    targets: list[Node] = []
    for target in select.target_list:
        star = _meaning(target.res_target.val, scope, stars)
        targets += [copy_node(target)] if star is None else [_written_out(*e) for e in star]
    del select.target_list[:]
    select.target_list.extend(targets)


def _meaning(value: Node, scope: Scope, stars: list[Star | None]) -> Star | None:
    if not _is_star(value):
        return None
    fields = value.column_ref.fields
    if len(fields) == 1:
        known = [star for star in stars if star is not None]
        return [entry for star in known for entry in star] if len(known) == len(stars) else None
    source = scope.source(fields[-2].string.sval)
    return _star_of(source) if source is not None else None


def _written_out(source: str, output: Output) -> Node:
    target = enums.Node()
    fields = target.res_target.val.column_ref.fields
    for name in (source, output.name) if source else (output.name,):
        fields.add().string.sval = name
    return target


def implied_name(node: Node) -> str:
    """The name of an output column without AS."""
    return figure_column_name(node) or "?column?"
