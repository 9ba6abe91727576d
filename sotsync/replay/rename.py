"""ALTER … RENAME, of every kind of object; whatever refers to the object follows it.

Source: PostgreSQL manual, the ALTER commands. The table of an index, key or sequence does not
rename it along, but an index and the constraint it stands behind share one name.
"""

from __future__ import annotations

from collections.abc import Callable

from sotsync.replay.catalog import Constraint, Index, Relation
from sotsync.replay.functions import need_function
from sotsync.replay.history import Action
from sotsync.replay.inheritance import descendants
from sotsync.replay.lookup import any_columns, find_by_range, need_column, need_relation
from sotsync.replay.naming import is_relation_name_taken
from sotsync.replay.not_null import find_not_null, keep_not_null_names
from sotsync.replay.others import rename_other
from sotsync.replay.parents import is_of_parent
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.replay.types import need_type
from sotsync.schema.names import qualified, quote, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__: list[str] = []


@handles("rename_stmt")
def _rename(session: Session, node: Node) -> None:
    renamer = _RENAMERS.get(node.rename_type)
    if renamer is None:
        if not rename_other(session, node):
            session.no_effect()
        return
    renamer(session, node)


def _rename_relation(session: Session, node: Node) -> None:
    relation = find_by_range(session, node.relation)
    if relation is None:
        if _is_other_relation(session, node):
            return
        if node.missing_ok:
            session.no_effect()
            return
        relation = need_relation(session, node.relation)
    namespace, old, new = relation.namespace, relation.name, truncate(node.newname)
    _check_free(session, relation, new)
    keep_not_null_names(session, relation)
    if new in namespace.relations:
        session.take(namespace.relations, namespace.relations[new])
    session.rename(namespace.relations, relation, new)
    session.note_gone(namespace.name, old)
    session.note_present(namespace.name, new)
    session.record(Action.RENAME_TABLE, relation, detail=f"from {quote(old)}", is_breaking=True)


def _is_other_relation(session: Session, node: Node) -> bool:
    """``ALTER TABLE`` renames indexes and sequences too."""
    schema, name = node.relation.schemaname, node.relation.relname
    if session.find_index(schema, name) is not None:
        _rename_index(session, node)
        return True
    if session.find_sequence(schema, name) is not None:
        _rename_sequence(session, node)
        return True
    return False


def _check_free(session: Session, relation: Relation, new: str) -> None:
    if is_relation_name_taken(relation.namespace, new):
        session.reject("duplicate_table", f'relation "{new}" already exists')


def _rename_column(session: Session, node: Node) -> None:
    if node.relation_type == enums.OBJECT_TYPE:
        _rename_attribute(session, node)
        return
    relation = find_by_range(session, node.relation)
    if relation is None and node.missing_ok:
        session.no_effect()
        return
    relation = relation or need_relation(session, node.relation)
    column = need_column(session, relation, node.subname)
    old, new = column.name, truncate(node.newname)
    if column.is_inherited or is_of_parent(column):
        session.reject("invalid_table_definition", f'cannot rename inherited column "{old}"')
    if relation.children and not node.relation.inh:
        reason = f'inherited column "{old}" must be renamed in child tables too'
        session.reject("invalid_table_definition", reason)
    for each in (relation, *descendants(relation)):
        if new in each.columns and each.columns[new].type.base != "":
            reason = f'column "{new}" of relation "{each.name}" already exists'
            session.reject("duplicate_column", reason)
        if old in each.columns:
            session.change(each)
            keep_not_null_names(session, each)
            each.columns.pop(new, None)
            session.rename(each.columns, each.columns[old], new)
    session.record(Action.RENAME_COLUMN, relation, new, f"from {quote(old)}", is_breaking=True)


def _rename_attribute(session: Session, node: Node) -> None:
    found = session.find_type(node.relation.schemaname, node.relation.relname)
    old, new = truncate(node.subname), truncate(node.newname)
    if found is None or old not in found.attributes:
        session.reject("undefined_column", f'column "{old}" does not exist')
    session.change(found)
    found.attributes = {
        new if name == old else name: used for name, used in found.attributes.items()
    }


def _rename_constraint(session: Session, node: Node) -> None:
    relation = find_by_range(session, node.relation)
    if relation is None and node.missing_ok:
        session.no_effect()
        return
    relation = relation or need_relation(session, node.relation)
    old, new = truncate(node.subname), truncate(node.newname)
    constraint = relation.constraints.get(old)
    if constraint is not None:
        _rename_found(session, constraint, new)
    elif not _rename_not_null(session, relation, old, new):
        if any_columns(relation):
            return
        reason = f'constraint "{old}" for table "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    session.record(Action.RENAME_CONSTRAINT, relation, new, f"from {quote(old)}")


def _rename_not_null(session: Session, relation: Relation, old: str, new: str) -> bool:
    column = find_not_null(relation, old)
    if column is not None:
        session.change(column)
        column.not_null_name = new
    return column is not None


def _rename_found(session: Session, constraint: Constraint, new: str) -> None:
    relation, old = constraint.relation, constraint.name
    if constraint.is_inherited or is_of_parent(constraint):
        session.reject("invalid_table_definition", f'cannot rename inherited constraint "{old}"')
    if new in relation.constraints:
        reason = f'constraint "{new}" for relation "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    for index in list(relation.indexes.values()):
        if index.constraint is constraint:
            _check_free(session, relation, new)
            _set_index_name(session, index, new)
    _set_constraint_name(session, constraint, new)
    if constraint.kind == "check" and not constraint.no_inherit:
        for child in descendants(relation):
            if old in child.constraints:
                _set_constraint_name(session, child.constraints[old], new)


def _set_constraint_name(session: Session, constraint: Constraint, new: str) -> None:
    session.change(constraint.relation)
    session.rename(constraint.relation.constraints, constraint, new)


def _set_index_name(session: Session, index: Index, new: str) -> None:
    old = index.name
    session.change(index.relation)
    session.rename(index.relation.indexes, index, new)
    indexes = index.namespace.indexes
    session.journal.keep_entry(indexes, old)
    session.journal.keep_entry(indexes, new)
    indexes.pop(old, None)
    indexes[new] = index


def _rename_index(session: Session, node: Node) -> None:
    index = session.find_index(node.relation.schemaname, node.relation.relname)
    if index is None:
        if not node.missing_ok:
            reason = f'relation "{node.relation.relname}" does not exist'
            session.reject("undefined_table", reason)
        session.no_effect()
        return
    old, new = index.name, truncate(node.newname)
    _check_free(session, index.relation, new)
    _set_index_name(session, index, new)
    if index.constraint is not None:
        _set_constraint_name(session, index.constraint, new)
    session.record(Action.RENAME_INDEX, index.relation, new, f"from {quote(old)}")


def _rename_sequence(session: Session, node: Node) -> None:
    sequence = session.find_sequence(node.relation.schemaname, node.relation.relname)
    if sequence is None:
        if not node.missing_ok:
            reason = f'relation "{node.relation.relname}" does not exist'
            session.reject("undefined_table", reason)
        session.no_effect()
        return
    new = truncate(node.newname)
    if is_relation_name_taken(sequence.namespace, new):
        session.reject("duplicate_table", f'relation "{new}" already exists')
    session.rename(sequence.namespace.sequences, sequence, new)


_MEMBERS = {
    enums.OBJECT_POLICY: ("policies", "policy", Action.RENAME_POLICY),
    enums.OBJECT_TRIGGER: ("triggers", "trigger", Action.RENAME_TRIGGER),
}


def _rename_member(session: Session, node: Node) -> None:
    field, word, action = _MEMBERS[node.rename_type]
    relation = need_relation(session, node.relation)
    members = getattr(relation, field)
    old, new = truncate(node.subname), truncate(node.newname)
    if old not in members:
        if node.missing_ok or any_columns(relation):
            session.no_effect()
            return
        reason = f'{word} "{old}" for table "{relation.name}" does not exist'
        session.reject("undefined_object", reason)
    if new in members:
        reason = f'{word} "{new}" for table "{relation.name}" already exists'
        session.reject("duplicate_object", reason)
    session.change(relation)
    session.rename(members, members[old], new)
    session.record(action, relation, new, f"from {quote(old)}")


def _rename_schema(session: Session, node: Node) -> None:
    namespaces = session.catalog.namespaces
    old, new = truncate(node.subname), truncate(node.newname)
    if old not in namespaces:
        session.reject("invalid_schema_name", f'schema "{old}" does not exist')
    if new in namespaces:
        session.reject("duplicate_schema", f'schema "{new}" already exists')
    namespace = namespaces[old]
    session.rename(namespaces, namespace, new)
    session.note_gone(old, "")
    for found in (*namespace.relations.values(), *namespace.types.values()):
        session.change(found)
        found.renamed_from += (qualified(old, found.name),)
    for relation in namespace.relations.values():
        session.record(Action.MOVE_TABLE, relation, detail=f"from {quote(old)}", is_breaking=True)


def _rename_type(session: Session, node: Node) -> None:
    found = need_type(session, node.object.list.items)
    new = truncate(node.newname)
    if new in found.namespace.types:
        session.reject("duplicate_object", f'type "{new}" already exists')
    session.note_kind_gone("type", found.namespace.name, found.name)
    session.rename(found.namespace.types, found, new)


def _rename_domain_constraint(session: Session, node: Node) -> None:
    domain = need_type(session, node.object.list.items)
    old, new = truncate(node.subname), truncate(node.newname)
    if old not in domain.checks:
        reason = f'constraint "{old}" for domain "{domain.name}" does not exist'
        session.reject("undefined_object", reason)
    session.change(domain)
    session.rename(domain.checks, domain.checks[old], new)


def _rename_function(session: Session, node: Node) -> None:
    function = need_function(session, node.object.object_with_args, node.rename_type)
    new = truncate(node.newname)
    functions = function.namespace.functions
    session.change(function)
    session.journal.keep_container(functions)
    rest = [other for other in functions[function.name] if other is not function]
    functions[function.name] = rest
    if not rest:
        session.note_kind_gone("function", function.namespace.name, function.name)
        del functions[function.name]
    functions[new] = [*functions.get(new, ()), function]
    function.renamed_from += (function.name,)
    function.name = new


_RENAMERS: dict[int, Callable[[Session, Node], None]] = {
    enums.OBJECT_TABLE: _rename_relation,
    enums.OBJECT_VIEW: _rename_relation,
    enums.OBJECT_MATVIEW: _rename_relation,
    enums.OBJECT_FOREIGN_TABLE: _rename_relation,
    enums.OBJECT_COLUMN: _rename_column,
    enums.OBJECT_ATTRIBUTE: _rename_column,
    enums.OBJECT_TABCONSTRAINT: _rename_constraint,
    enums.OBJECT_INDEX: _rename_index,
    enums.OBJECT_SEQUENCE: _rename_sequence,
    enums.OBJECT_POLICY: _rename_member,
    enums.OBJECT_TRIGGER: _rename_member,
    enums.OBJECT_SCHEMA: _rename_schema,
    enums.OBJECT_TYPE: _rename_type,
    enums.OBJECT_DOMAIN: _rename_type,
    enums.OBJECT_DOMCONSTRAINT: _rename_domain_constraint,
    enums.OBJECT_FUNCTION: _rename_function,
    enums.OBJECT_PROCEDURE: _rename_function,
    enums.OBJECT_ROUTINE: _rename_function,
    enums.OBJECT_AGGREGATE: _rename_function,
}
