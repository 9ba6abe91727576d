"""ALTER TABLE: one action after another, on the table and on those below it.

Source: PostgreSQL manual, ALTER TABLE. Columns and constraints have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from sotsync.replay.alter_columns import COLUMN_ACTIONS, add_column, add_written
from sotsync.replay.alter_constraints import CONSTRAINT_ACTIONS
from sotsync.replay.alter_only import refuse_only
from sotsync.replay.alter_partitions import PARTITION_ACTIONS
from sotsync.replay.catalog import Index, Relation
from sotsync.replay.history import Action
from sotsync.replay.index_keys import option_texts
from sotsync.replay.lookup import find_by_range, need_relation
from sotsync.replay.registry import HANDLERS, handles
from sotsync.replay.roles import set_owner
from sotsync.replay.rules import find_rule
from sotsync.replay.session import Session
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__: list[str] = []

TableAction = Callable[[Session, Relation, Node], None]

_NOT_TABLES = frozenset({enums.OBJECT_SEQUENCE})


@handles("alter_table_stmt")
def _alter_table(session: Session, node: Node) -> None:
    if node.objtype == enums.OBJECT_TYPE:
        HANDLERS["alter_composite_type"](session, node)
        return
    if node.objtype == enums.OBJECT_INDEX:
        _alter_index(session, node)
        return
    if node.objtype in _NOT_TABLES or _is_sequence(session, node):
        _alter_sequence(session, node)
        return
    if node.missing_ok and find_by_range(session, node.relation) is None:
        session.no_effect()
        return
    relation = need_relation(session, node.relation)
    count, owner = len(session.happenings), relation.owning_role
    commands = [item.alter_table_cmd for item in node.cmds]
    if not node.relation.inh and relation.children:
        refuse_only(session, relation, commands)
        with _alone(relation):
            _apply_all(session, relation, commands)
    else:
        _apply_all(session, relation, commands)
    is_unchanged = len(session.happenings) == count and relation.owning_role == owner
    if is_unchanged and not relation.is_temporary:
        session.no_effect()


@contextmanager
def _alone(relation: Relation) -> Iterator[None]:
    relation.is_alone = True
    try:
        yield
    finally:
        relation.is_alone = False


def _apply_all(session: Session, relation: Relation, commands: Sequence[Node]) -> None:
    """Apply the actions pass by pass; constraints written at a new column go with their pass."""
    work: list[tuple[int, Callable[[], None]]] = []
    for command in commands:
        if command.subtype != enums.AT_AddColumn:
            work.append((_pass(command), partial(_apply, session, relation, command)))
            continue
        work.append((_ADD, partial(_add_column, session, relation, command, work)))
    while work:
        index = min(range(len(work)), key=lambda place: work[place][0])
        work.pop(index)[1]()


def _add_column(
    session: Session, relation: Relation, command: Node, work: list[tuple[int, Callable[[], None]]]
) -> None:
    for written in add_column(session, relation, command):
        place = _CONSTRAINT_PASSES.get(written.node.contype, _CHECK)
        work.append((place, partial(add_written, session, relation, written)))


_DROP, _TYPE, _ADD, _EXPRESSION, _CHECK, _ATTRIBUTE, _INDEX, _OTHER, _REST = range(9)
"""The passes of ``ATRewriteCatalogs`` (tablecmds.c): whatever is dropped goes first."""

_PASSES = {
    enums.AT_DropColumn: _DROP,
    enums.AT_DropConstraint: _DROP,
    enums.AT_DropIdentity: _DROP,
    enums.AT_DropNotNull: _DROP,
    enums.AT_DropExpression: _DROP,
    enums.AT_DropInherit: _DROP,
    enums.AT_AlterColumnType: _TYPE,
    enums.AT_AddColumn: _ADD,
    enums.AT_SetExpression: _EXPRESSION,
    enums.AT_AddInherit: _CHECK,
    enums.AT_SetNotNull: _ATTRIBUTE,
    enums.AT_SetIdentity: _ATTRIBUTE,
    enums.AT_AddIdentity: _OTHER,
}
_CONSTRAINT_PASSES = {
    enums.CONSTR_PRIMARY: _INDEX,
    enums.CONSTR_UNIQUE: _INDEX,
    enums.CONSTR_EXCLUSION: _INDEX,
    enums.CONSTR_FOREIGN: _OTHER,
}


def _pass(command: Node) -> int:
    if command.subtype == enums.AT_ColumnDefault:
        return _OTHER if command.HasField("def") else _DROP
    if command.subtype == enums.AT_AddConstraint:
        kind = getattr(command, "def").constraint.contype
        return _CONSTRAINT_PASSES.get(kind, _CHECK)
    return _PASSES.get(command.subtype, _REST)


def _is_sequence(session: Session, node: Node) -> bool:
    """Whether ``ALTER TABLE`` names a sequence or an index, as ``pg_dump`` does for the owner."""
    schema, name = node.relation.schemaname, node.relation.relname
    if session.find_relation(schema, name) is not None:
        return False
    return (
        session.find_sequence(schema, name) is not None
        or session.find_index(schema, name) is not None
    )


def _alter_sequence(session: Session, node: Node) -> None:
    """The owner is all that ALTER TABLE changes of what is no table."""
    found = session.find_sequence(node.relation.schemaname, node.relation.relname)
    owners = [c.alter_table_cmd for c in node.cmds]
    owners = [command for command in owners if command.subtype == enums.AT_ChangeOwner]
    if found is None or not owners:
        session.no_effect()
        return
    set_owner(session, found, owners[-1].newowner)


def _apply(session: Session, relation: Relation, command: Node) -> None:
    action = _ACTIONS.get(command.subtype)
    if action is not None:
        action(session, relation, command)


def _alter_index(session: Session, node: Node) -> None:
    """Storage parameters; attaching an index of a partition is what replay assumes anyway."""
    index = session.find_index(node.relation.schemaname, node.relation.relname)
    if index is None:
        if not node.missing_ok:
            reason = f'relation "{node.relation.relname}" does not exist'
            session.reject("undefined_table", reason)
        session.no_effect()
        return
    for item in node.cmds:
        command = item.alter_table_cmd
        if command.subtype in (enums.AT_SetRelOptions, enums.AT_ResetRelOptions):
            session.change(index)
            index.options = _changed_options(index.options, command)
            session.record(Action.ALTER_INDEX, index.relation, index.name)
        elif command.subtype == enums.AT_AttachPartition:
            _attach_index(session, index, command)


def _attach_index(session: Session, index: Index, command: Node) -> None:
    name = getattr(command, "def").partition_cmd.name
    child = session.find_index(name.schemaname, name.relname)
    if child is not None:
        session.change(child)
        child.is_inherited = True
        if child.constraint is not None:
            session.change(child.constraint)
            child.constraint.is_inherited = True
        session.change(index)
        index.is_valid = all(_has_part(each, index) for each in index.relation.children)


def _has_part(partition: Relation, index: Index) -> bool:
    columns = [key.column and key.column.name for key in index.keys]
    return any(
        own.is_inherited and [key.column and key.column.name for key in own.keys] == columns
        for own in partition.indexes.values()
    )


def _changed_options(options: list[str], command: Node) -> list[str]:
    current = dict(text.partition("=")[::2] for text in options)
    for text in option_texts(getattr(command, "def").list.items):
        name, _, value = text.partition("=")
        current.pop(name, None)
        if command.subtype != enums.AT_ResetRelOptions:
            current[name] = value
    return [f"{name}={value}" for name, value in current.items()]


def _set_options(session: Session, relation: Relation, command: Node) -> None:
    session.change(relation)
    texts = [f"{name}={value}" for name, value in relation.options.items()]
    if command.subtype == enums.AT_ReplaceRelOptions:
        texts = []
    if relation.check_option:
        texts.append(f"check_option={relation.check_option.lower()}")
    changed = _changed_options(texts, command)
    relation.options = dict(text.partition("=")[::2] for text in changed)
    check_option = relation.options.pop("check_option", "") if relation.kind == "view" else ""
    relation.check_option = check_option.upper() or None
    if command.subtype == enums.AT_ResetRelOptions:
        texts = option_texts(getattr(command, "def").list.items)
        names = ", ".join(text.partition("=")[0] for text in texts)
        changed = [f"{names} to default"]
    session.record(Action.SET_OPTIONS, relation, detail=", ".join(changed))


def _set_generic_options(session: Session, relation: Relation, command: Node) -> None:
    session.change(relation)
    for item in getattr(command, "def").list.items:
        element = item.def_elem
        relation.options.pop(element.defname, None)
        if element.defaction != enums.DEFELEM_DROP:
            relation.options[element.defname] = element.arg.string.sval
    session.record(Action.SET_OPTIONS, relation)


_ROW_SECURITY = {
    enums.AT_EnableRowSecurity: ("rls_enabled", True, Action.ENABLE_RLS),
    enums.AT_DisableRowSecurity: ("rls_enabled", False, Action.DISABLE_RLS),
    enums.AT_ForceRowSecurity: ("rls_forced", True, Action.FORCE_RLS),
    enums.AT_NoForceRowSecurity: ("rls_forced", False, Action.NO_FORCE_RLS),
}


def _set_row_security(session: Session, relation: Relation, command: Node) -> None:
    field, value, action = _ROW_SECURITY[command.subtype]
    if getattr(relation, field) is value and relation.is_known:
        return
    session.change(relation)
    setattr(relation, field, value)
    session.record(action, relation)


_TRIGGER_STATES = {
    enums.AT_EnableTrig: "ORIGIN",
    enums.AT_EnableAlwaysTrig: "ALWAYS",
    enums.AT_EnableReplicaTrig: "REPLICA",
    enums.AT_DisableTrig: "DISABLED",
    enums.AT_EnableTrigAll: "ORIGIN",
    enums.AT_DisableTrigAll: "DISABLED",
    enums.AT_EnableTrigUser: "ORIGIN",
    enums.AT_DisableTrigUser: "DISABLED",
}


def _set_trigger_state(session: Session, relation: Relation, command: Node) -> None:
    state = _TRIGGER_STATES[command.subtype]
    triggers = list(relation.triggers.values())
    if command.name:
        name = truncate(command.name)
        triggers = [trigger for trigger in triggers if trigger.name == name]
        is_cloned = any(name in parent.triggers for parent in relation.parents)
        if not triggers and not is_cloned and relation.is_known and not relation.is_platform:
            reason = f'trigger "{name}" for table "{relation.name}" does not exist'
            session.reject("undefined_object", reason)
    for trigger in triggers:
        if trigger.enabled != state:
            session.change(trigger)
            trigger.enabled = state
            session.record(Action.ALTER_TRIGGER, relation, trigger.name, state.lower())


def _set_logged(session: Session, relation: Relation, command: Node) -> None:
    session.change(relation)
    relation.is_unlogged = command.subtype == enums.AT_SetUnLogged
    detail = "unlogged" if relation.is_unlogged else "logged"
    session.record(Action.SET_OPTIONS, relation, detail=detail)


_TOUCHES = {
    enums.AT_ReplicaIdentity: "replica identity",
    enums.AT_SetStorage: "storage",
    enums.AT_SetStatistics: "statistics",
    enums.AT_SetCompression: "compression",
    enums.AT_ClusterOn: "clustering",
}


def _touch_only(session: Session, relation: Relation, command: Node) -> None:
    """What the schema does not describe: storage, statistics, clustering, replica identity."""
    session.touch(relation)
    subject = "" if command.subtype == enums.AT_ClusterOn else command.name
    session.record(Action.SET_OPTIONS, relation, subject, _TOUCHES[command.subtype])


def _set_owner(session: Session, relation: Relation, command: Node) -> None:
    set_owner(session, relation, command.newowner)


_RULE_STATES = {
    enums.AT_EnableRule: "ORIGIN",
    enums.AT_EnableAlwaysRule: "ALWAYS",
    enums.AT_EnableReplicaRule: "REPLICA",
    enums.AT_DisableRule: "DISABLED",
}


def _set_rule_state(session: Session, relation: Relation, command: Node) -> None:
    rule = find_rule(session, relation, truncate(command.name))
    if rule is None:
        reason = f'rule "{command.name}" for relation "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    session.change(rule)
    rule.enabled = _RULE_STATES[command.subtype]
    session.record(Action.ALTER_RULE, relation, rule.name, rule.enabled.lower())


_ACTIONS: dict[int, TableAction] = {
    **dict.fromkeys(_RULE_STATES, _set_rule_state),
    enums.AT_ChangeOwner: _set_owner,
    **COLUMN_ACTIONS,
    **CONSTRAINT_ACTIONS,
    **PARTITION_ACTIONS,
    **dict.fromkeys(_ROW_SECURITY, _set_row_security),
    **dict.fromkeys(_TRIGGER_STATES, _set_trigger_state),
    enums.AT_SetRelOptions: _set_options,
    enums.AT_ResetRelOptions: _set_options,
    enums.AT_ReplaceRelOptions: _set_options,
    enums.AT_GenericOptions: _set_generic_options,
    enums.AT_SetLogged: _set_logged,
    enums.AT_SetUnLogged: _set_logged,
    **dict.fromkeys(_TOUCHES, _touch_only),
}
