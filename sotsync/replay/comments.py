"""``COMMENT ON``, for every kind of object that a schema describes."""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Constraint, Object, Relation
from sotsync.replay.codes import Code
from sotsync.replay.functions import need_function
from sotsync.replay.history import Action
from sotsync.replay.located import KIND_WORDS
from sotsync.replay.lookup import need_column, need_namespace, need_relation
from sotsync.replay.not_null import find_not_null
from sotsync.replay.others import find_other_object
from sotsync.replay.registry import handles
from sotsync.replay.rules import find_rule
from sotsync.replay.session import Session
from sotsync.replay.types import need_type
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__: list[str] = []


@handles("comment_stmt")
def comment(session: Session, node: Node) -> None:
    """``COMMENT ON … IS``; an empty comment is none."""
    finder = _FINDERS.get(node.objtype)
    if node.objtype in KIND_WORDS:
        other = find_other_object(session, node.objtype, node.object)
        finder = (lambda _session, _node: other) if other is not None else None
    if finder is None:
        what = enums.ObjectType.Name(node.objtype).removeprefix("OBJECT_").lower()
        what = what.replace("_", " ")
        session.report(Code.NOT_MODELLED, f"comments on a {what} are not described", once=what)
        session.no_effect()
        return
    target = finder(session, node.object)
    session.touch(target)
    target.comment = node.comment or None
    _record(session, target, node.comment)


def _rule(session: Session, node: Node) -> Object:
    parts = string_list(node.list.items)
    relation = _relation_of(session, parts[:-1])
    found = find_rule(session, relation, truncate(parts[-1]))
    if found is None:
        reason = f'rule "{parts[-1]}" for relation "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    return found


def _record(session: Session, target: Object, text: str) -> None:
    relation = target if isinstance(target, Relation) else getattr(target, "relation", None)
    if not isinstance(relation, Relation):
        return
    session.touch(relation)
    subject = "" if relation is target else target.name
    session.record(Action.COMMENT, relation, subject, text)


def _relation_of(session: Session, parts: list[str]) -> Relation:
    return need_relation(
        session, enums.RangeVar(schemaname="".join(parts[-2:-1]), relname=parts[-1])
    )


def _relation(session: Session, node: Node) -> Object:
    return _relation_of(session, string_list(node.list.items))


def _column(session: Session, node: Node) -> Object:
    parts = string_list(node.list.items)
    return need_column(session, _relation_of(session, parts[:-1]), parts[-1])


def _member(kind: str, word: str) -> Callable[[Session, Node], Object]:
    """Finds what belongs to a table: ``kind`` is the field, ``word`` the server's word for it."""

    def find(session: Session, node: Node) -> Object:
        parts = string_list(node.list.items)
        relation = _relation_of(session, parts[:-1])
        found: Object | None = getattr(relation, kind).get(truncate(parts[-1]))
        if found is None and word == "constraint":
            found = _not_null(relation, truncate(parts[-1]))
        if found is None:
            reason = f'{word} "{parts[-1]}" for table "{relation.name}" does not exist'
            session.reject("undefined_object", reason)
        return found

    return find


def _not_null(relation: Relation, name: str) -> Object | None:
    """A stand-in: a NOT NULL is a fact of its column, and has no comment of its own."""
    column = find_not_null(relation, name)
    return Constraint(name=name, relation=relation, kind="not null") if column else None


def _named(session: Session, node: Node, finder: str, what: str) -> Object:
    parts = string_list(node.list.items)
    found: Object | None = getattr(session, finder)("".join(parts[-2:-1]), parts[-1])
    if found is None:
        session.reject("undefined_table", f'{what} "{parts[-1]}" does not exist')
    return found


def _index(session: Session, node: Node) -> Object:
    return _named(session, node, "find_index", "index")


def _sequence(session: Session, node: Node) -> Object:
    return _named(session, node, "find_sequence", "sequence")


def _function(session: Session, node: Node) -> Object:
    return need_function(session, node.object_with_args, enums.OBJECT_ROUTINE)


def _type(session: Session, node: Node) -> Object:
    return need_type(session, node.type_name.names)


def _domain_check(session: Session, node: Node) -> Object:
    domain = need_type(session, node.list.items[0].type_name.names)
    name = node.list.items[1].string.sval
    if name not in domain.checks:
        reason = f'constraint "{name}" for domain "{domain.name}" does not exist'
        session.reject("undefined_object", reason)
    return domain.checks[name]


def _schema(session: Session, node: Node) -> Object:
    return need_namespace(session, node.string.sval)


def _extension(session: Session, node: Node) -> Object:
    found = session.catalog.extensions.get(node.string.sval)
    if found is None:
        session.reject("undefined_object", f'extension "{node.string.sval}" does not exist')
    return found


_FINDERS: dict[int, Callable[[Session, Node], Object]] = {
    **dict.fromkeys(
        (
            enums.OBJECT_TABLE,
            enums.OBJECT_VIEW,
            enums.OBJECT_MATVIEW,
            enums.OBJECT_FOREIGN_TABLE,
        ),
        _relation,
    ),
    **dict.fromkeys(
        (
            enums.OBJECT_FUNCTION,
            enums.OBJECT_PROCEDURE,
            enums.OBJECT_ROUTINE,
            enums.OBJECT_AGGREGATE,
        ),
        _function,
    ),
    enums.OBJECT_COLUMN: _column,
    enums.OBJECT_POLICY: _member("policies", "policy"),
    enums.OBJECT_TRIGGER: _member("triggers", "trigger"),
    enums.OBJECT_TABCONSTRAINT: _member("constraints", "constraint"),
    enums.OBJECT_RULE: _rule,
    enums.OBJECT_INDEX: _index,
    enums.OBJECT_SEQUENCE: _sequence,
    enums.OBJECT_TYPE: _type,
    enums.OBJECT_DOMAIN: _type,
    enums.OBJECT_DOMCONSTRAINT: _domain_check,
    enums.OBJECT_SCHEMA: _schema,
    enums.OBJECT_EXTENSION: _extension,
}
