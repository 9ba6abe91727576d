"""Views, materialized views, and tables made from a query.

Source: PostgreSQL manual, "CREATE VIEW", "CREATE MATERIALIZED VIEW", "CREATE TABLE AS". The columns
of a view are those of its query at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from sotsync.replay.binding import bind_query
from sotsync.replay.catalog import Column, Expression, Relation, TypeName
from sotsync.replay.codes import Code
from sotsync.replay.function_options import scalar_text
from sotsync.replay.history import Action
from sotsync.replay.lookup import creation_namespace, key_of
from sotsync.replay.naming import is_relation_name_taken
from sotsync.replay.registry import handles
from sotsync.replay.resolve import TEMPORARY
from sotsync.replay.result_types import TEXT, UNKNOWN
from sotsync.replay.scopes import Output
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__ = ["create_from_query"]

_CHECK_OPTIONS = {
    enums.LOCAL_CHECK_OPTION: "LOCAL",
    enums.CASCADED_CHECK_OPTION: "CASCADED",
}
_NOT_KNOWN = TypeName("unknown")


@handles("view_stmt")
def create_view(session: Session, node: Node) -> None:
    """``CREATE [OR REPLACE] VIEW``."""
    namespace = creation_namespace(session, node.view)
    name = truncate(node.view.relname)
    existing = namespace.relations.get(name)
    if is_relation_name_taken(namespace, name) and not (
        existing is not None and existing.kind == "view" and node.replace
    ):
        session.reject("duplicate_table", f'relation "{name}" already exists')
    view = Relation(name=name, namespace=namespace, kind="view")
    view.is_temporary = namespace.name == TEMPORARY
    _fill(session, view, node.query.select_stmt, string_list(node.aliases))
    view.options = _options(node.options)
    view.check_option = _CHECK_OPTIONS.get(node.with_check_option)
    written = view.options.pop("check_option", None)
    view.check_option = written.upper() if written else view.check_option
    if existing is None or not existing.is_known or existing.kind != "view":
        _add(session, view, Action.CREATE_VIEW)
    else:
        _replace(session, existing, view)


def _options(nodes: Node) -> dict[str, str]:
    """The options as ``reloptions`` keeps them: one without a value is ``true``."""
    elements = [node.def_elem for node in nodes]
    return {e.defname: scalar_text(e.arg).lower() or "true" for e in elements}


def _add(session: Session, relation: Relation, action: Action) -> None:
    session.put(relation.namespace.relations, session.created(relation))
    if not relation.is_temporary:
        session.record(action, relation)


def _replace(session: Session, existing: Relation, made: Relation) -> None:
    if existing.is_known and made.is_known:
        _check_columns(session, existing, made)
    session.change(existing)
    for field in ("query", "options", "check_option", "is_known"):
        setattr(existing, field, getattr(made, field))
    columns = {}
    for name, column in made.columns.items():
        kept = existing.columns.get(name, column)
        kept.relation, kept.type = existing, column.type
        columns[name] = kept
    existing.columns = columns
    if not existing.is_temporary:
        session.record(Action.REPLACE_VIEW, existing)


def _check_columns(session: Session, existing: Relation, made: Relation) -> None:
    old, new = list(existing.columns), list(made.columns)
    if len(new) < len(old):
        session.reject("invalid_table_definition", "cannot drop columns from view")
    for one, other in zip(old, new, strict=False):
        if one != other:
            reason = f'cannot change name of view column "{one}" to "{other}"'
            session.reject("invalid_table_definition", reason)
        before, after = existing.columns[one].type, made.columns[one].type
        if _NOT_KNOWN not in (before, after) and spell_type(before) != spell_type(after):
            reason = f'cannot change data type of view column "{one}"'
            session.reject("invalid_table_definition", reason)


@handles("create_table_as_stmt")
def create_table_as(session: Session, node: Node) -> None:
    """``CREATE TABLE … AS`` and ``CREATE MATERIALIZED VIEW``."""
    is_view = node.objtype == enums.OBJECT_MATVIEW
    kind = "materialized view" if is_view else "table"
    if node.query.WhichOneof("node") == "select_stmt":
        select = node.query.select_stmt
        create_from_query(session, node.into, select, kind, if_not_exists=node.if_not_exists)
    else:
        session.not_knowable("the columns of a table made by EXECUTE are those of its query")


def create_from_query(
    session: Session, into: Node, select: Node, kind: str, *, if_not_exists: bool = False
) -> None:
    """Add a table or materialized view with the columns of a query.

    Raises:
        Rejected: A relation of that name exists.
    """
    namespace = creation_namespace(session, into.rel)
    name = truncate(into.rel.relname)
    if is_relation_name_taken(namespace, name):
        if not if_not_exists:
            session.reject("duplicate_table", f'relation "{name}" already exists')
        session.no_effect()
        return
    made = Relation(name=name, namespace=namespace, kind=kind)
    made.is_temporary = namespace.name == TEMPORARY
    made.is_unlogged = into.rel.relpersistence == "u"
    _fill(session, made, select, string_list(into.col_names))
    made.options = _options(into.options)
    if kind == "table":
        made.query = None
    action = Action.CREATE_TABLE if kind == "table" else Action.CREATE_VIEW
    _add(session, made, action)


def _fill(session: Session, relation: Relation, select: Node, names: Sequence[str]) -> None:
    """Bind the query and give the relation its columns."""
    expression, outputs = _bound(session, select, names)
    relation.query = expression
    if outputs is None:
        relation.is_known = False
        outputs = _written_outputs(expression)
        if not session.assume:
            about = key_of(relation)
            message = f"the columns of {about} are not all known: its query reads unknown ones"
            session.report(Code.NOT_KNOWABLE, message, about=about)
    for output in outputs:
        name = truncate(output.name)
        if name in relation.columns and relation.is_known:
            session.reject("duplicate_column", f'column "{name}" specified more than once')
        column = session.created(Column(name=name, relation=relation, type=_stored(output.type)))
        column.collation = output.collation
        relation.columns[name] = column


def _stored(type_: TypeName | None) -> TypeName:
    if type_ is UNKNOWN:
        return TEXT
    return type_ if type_ is not None else _NOT_KNOWN


def _written_outputs(expression: Expression) -> list[Output]:
    """The columns that the select list names itself, beside a ``*`` that cannot be told."""
    outputs = []
    for target in _first_select(expression.node).target_list:
        name = target.res_target.name
        fields = target.res_target.val.column_ref.fields
        if not name and fields and fields[-1].WhichOneof("node") == "string":
            name = fields[-1].string.sval
        if name:
            outputs.append(Output(name))
    return outputs


def _first_select(select: Node) -> Node:
    while select.op != enums.SETOP_NONE:
        select = select.larg
    return select


def _bound(
    session: Session, select: Node, names: Sequence[str]
) -> tuple[Expression, list[Output] | None]:
    """The query bound, with the names of a column list on its first columns."""
    expression, outputs = bind_query(session, select)
    if not names:
        return expression, outputs
    targets = [target.res_target for target in _first_select(expression.node).target_list]
    if outputs is None or len(targets) < len(names):
        return bind_query(session, _wrapped(select, names))
    for target, output, name in zip(targets, outputs, names, strict=False):
        target.name = output.name = name
    return expression, outputs


def _wrapped(select: Node, names: Sequence[str]) -> Node:
    """``SELECT * FROM (query) AS query(names)``, for columns that have no place for a name."""
    outer = enums.SelectStmt()
    outer.limit_option = enums.LIMIT_OPTION_DEFAULT
    outer.op = enums.SETOP_NONE
    outer.target_list.add().res_target.val.column_ref.fields.add().a_star.SetInParent()
    item = outer.from_clause.add().range_subselect
    item.subquery.select_stmt.CopyFrom(select)
    item.alias.aliasname = "query"
    for name in names:
        item.alias.colnames.add().string.sval = name
    return outer
