"""Rules, whose actions follow the tables they write to.

Source: PostgreSQL manual, CREATE RULE: an action sees the row as ``new`` and ``old``.
"""

from __future__ import annotations

from sotsync.replay.catalog import Expression, Relation
from sotsync.replay.definitions import add_other
from sotsync.replay.history import Action
from sotsync.replay.lookup import need_relation
from sotsync.replay.objects import Rule, others_of
from sotsync.replay.queries import QueryBinder
from sotsync.replay.registry import handles
from sotsync.replay.scopes import Scope, Source, relation_outputs
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import copy_node, enums

__all__ = ["find_rule"]

_EVENTS = {
    enums.CMD_SELECT: "SELECT",
    enums.CMD_INSERT: "INSERT",
    enums.CMD_UPDATE: "UPDATE",
    enums.CMD_DELETE: "DELETE",
}


def find_rule(session: Session, relation: Relation, name: str) -> Rule | None:
    """The relation's rule of that name."""
    for rule in others_of(session.catalog, Rule):
        if rule.relation is relation and rule.name == name:
            return rule
    return None


@handles("rule_stmt")
def create_rule(session: Session, node: Node) -> None:
    """``CREATE [OR REPLACE] RULE``."""
    relation = need_relation(session, node.relation)
    name = truncate(node.rulename)
    existing = find_rule(session, relation, name)
    if existing is not None and not node.replace:
        reason = f'rule "{name}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    rule = existing or Rule(name=name, relation=relation, event="")
    if existing is None:
        add_other(session, rule)
    session.change(rule)
    row = Scope([Source(word, relation_outputs(relation)) for word in ("new", "old")])
    rule.event, rule.is_instead = _EVENTS[node.event], node.instead
    rule.condition = None
    if node.HasField("where_clause"):
        rule.condition = _bind_condition(session, node.where_clause, row)
    rule.actions = [_bind_action(session, action, row) for action in node.actions]
    session.record(Action.CREATE_RULE, relation, name, _summary(rule))


def _summary(rule: Rule) -> str:
    return f"on {rule.event.lower()}{' instead' if rule.is_instead else ''}"


def _bind_condition(session: Session, node: Node, row: Scope) -> Expression:
    binder = QueryBinder(session)
    copied = copy_node(node)
    binder.expression(copied, row)
    return Expression(copied, binder.references)


def _bind_action(session: Session, node: Node, row: Scope) -> Expression:
    binder = _ActionBinder(session)
    copied = copy_node(node)
    kind = copied.WhichOneof("node")
    message = getattr(copied, kind)
    if kind == "select_stmt":
        binder.query(message, row)
    elif kind in _WRITING:
        binder.write(message, row)
    return Expression(copied, binder.references)


_WRITING = frozenset({"insert_stmt", "update_stmt", "delete_stmt"})


class _ActionBinder(QueryBinder):
    """Binds a statement that writes; its bare names are those of the tables it names itself."""

    def write(self, message: Node, row: Scope) -> None:
        """Bind INSERT, UPDATE or DELETE inside the scope of the rows ``new`` and ``old``."""
        table = message.relation
        target = self.names.find_relation(table.schemaname, table.relname)
        outputs = relation_outputs(target) if target is not None else None
        alias = table.alias.aliasname
        source = Source(alias or table.relname, outputs, None if alias else target)
        scope = Scope([source], parent=row)
        for field in ("from_clause", "using_clause"):
            for item in getattr(message, field, ()):
                self._from_item(item, scope)
        for node in (*getattr(message, "cols", ()), *getattr(message, "target_list", ())):
            column = target.columns.get(node.res_target.name) if target is not None else None
            if column is not None:
                self.refer(node.res_target, column)
        self.everything(message, scope)
