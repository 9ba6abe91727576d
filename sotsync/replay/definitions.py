"""Objects that are kept as the statement that makes them: casts, operators, languages and others.

Nothing in a schema's description looks into them, but what they mention is followed, and a schema
that is loaded again has them. Source: PostgreSQL manual, the CREATE commands of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sotsync.replay.catalog import Expression, Namespace, Object, Reference, Type, TypeName
from sotsync.replay.functions import find_functions_like, home_of
from sotsync.replay.located import KIND_WORDS, find_definition, find_object
from sotsync.replay.objects import Definition
from sotsync.replay.registry import handles
from sotsync.replay.rendering import render
from sotsync.replay.session import Session
from sotsync.replay.typenames import read_type_name
from sotsync.schema.names import truncate
from sotsync.sql import Node
from sotsync.sql.parser import copy_node, enums, kind_of, string_list, unwrap, wrap

__all__ = ["add_other", "bound_statement", "define_object", "definition_texts"]


def add_other(session: Session, made: Object) -> None:
    """Add a new object of a kind that the catalog keeps in one mapping."""
    session.created(made)
    session.journal.keep_entry(session.catalog.others, made.number)
    session.catalog.others[made.number] = made


def bound_statement(session: Session, node: Node) -> Expression:
    """A copy of the statement, with the types, functions and tables that it mentions."""
    wrapper = wrap(copy_node(node))
    return Expression(wrapper, list(_references(session, unwrap(wrapper))))


def _references(session: Session, message: Node) -> Iterator[Reference]:
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            target = _mentioned(session, field.message_type.name, part)
            if target is not None:
                yield Reference(part, target)
            yield from _references(session, part)


def _mentioned(session: Session, kind: str, part: Node) -> Object | None:
    if kind == "ObjectWithArgs":
        found = find_functions_like(session, part)
        return found[0] if len(found) == 1 else None
    if kind == "TypeName" and part.names:
        base = read_type_name(session.catalog, part)[0].base
        if isinstance(base, Type):
            return base
        # The definition of an operator or aggregate gives functions in the form of types.
        parts = string_list(part.names)
        functions = session.find_functions("".join(parts[-2:-1]), parts[-1])
        return functions[0] if len(functions) == 1 else None
    return None


def _define(session: Session, node: Node, made: Definition) -> None:
    if find_definition(session, made) is not None:
        if getattr(node, "replace", False):
            session.no_effect()
            return
        reason = f"{made.kind} {made.name} already exists".replace("  ", " ")
        session.reject("duplicate_object", reason)
    made.statement = bound_statement(session, node)
    add_other(session, made)


def _named(
    kind: int,
    name: str,
    *,
    namespace: Namespace | None = None,
    types: Sequence[TypeName | None] = (),
    method: str = "",
) -> Definition:
    return Definition(
        name=truncate(name),
        kind=KIND_WORDS[kind],
        namespace=namespace,
        types=list(types),
        method=method,
    )


def define_object(session: Session, node: Node) -> None:
    """``CREATE OPERATOR`` and ``CREATE TEXT SEARCH …``, which are ``DefineStmt`` of that kind."""
    parts = string_list(node.defnames)
    types: list[TypeName | None] = []
    if node.kind == enums.OBJECT_OPERATOR:
        arguments = {item.def_elem.defname: item.def_elem.arg for item in node.definition}
        types = [_operand(session, arguments.get(side)) for side in ("leftarg", "rightarg")]
    home = home_of(session, parts)
    _define(session, node, _named(node.kind, parts[-1], namespace=home, types=types))


def _operand(session: Session, argument: Node | None) -> TypeName | None:
    if argument is None or not argument.HasField("type_name"):
        return None
    return session.type_name(argument.type_name)


@handles("create_cast_stmt")
def create_cast(session: Session, node: Node) -> None:
    """``CREATE CAST``."""
    types = [session.type_name(node.sourcetype), session.type_name(node.targettype)]
    _define(session, node, _named(enums.OBJECT_CAST, "", types=types))


@handles("create_transform_stmt")
def create_transform(session: Session, node: Node) -> None:
    """``CREATE TRANSFORM``, told from others by its type and language."""
    types = [session.type_name(node.type_name)]
    _define(session, node, _named(enums.OBJECT_TRANSFORM, node.lang, types=types))


@handles("create_plang_stmt")
def create_language(session: Session, node: Node) -> None:
    """``CREATE LANGUAGE``."""
    _define(session, node, _named(enums.OBJECT_LANGUAGE, node.plname))


@handles("create_am_stmt")
def create_access_method(session: Session, node: Node) -> None:
    """``CREATE ACCESS METHOD``."""
    _define(session, node, _named(enums.OBJECT_ACCESS_METHOD, node.amname))


@handles("create_conversion_stmt")
def create_conversion(session: Session, node: Node) -> None:
    """``CREATE CONVERSION``."""
    parts = string_list(node.conversion_name)
    home = home_of(session, parts)
    _define(session, node, _named(enums.OBJECT_CONVERSION, parts[-1], namespace=home))


@handles("create_op_class_stmt")
def create_operator_class(session: Session, node: Node) -> None:
    """``CREATE OPERATOR CLASS``."""
    parts = string_list(node.opclassname)
    home = home_of(session, parts)
    made = _named(enums.OBJECT_OPCLASS, parts[-1], namespace=home, method=node.amname)
    _define(session, node, made)


@handles("create_op_family_stmt")
def create_operator_family(session: Session, node: Node) -> None:
    """``CREATE OPERATOR FAMILY``."""
    parts = string_list(node.opfamilyname)
    home = home_of(session, parts)
    made = _named(enums.OBJECT_OPFAMILY, parts[-1], namespace=home, method=node.amname)
    _define(session, node, made)


_ALTERED = {
    "AlterTSConfigurationStmt": enums.OBJECT_TSCONFIGURATION,
    "AlterTSDictionaryStmt": enums.OBJECT_TSDICTIONARY,
    "AlterOpFamilyStmt": enums.OBJECT_OPFAMILY,
    "AlterOperatorStmt": enums.OBJECT_OPERATOR,
}


@handles(
    "alter_tsconfiguration_stmt",
    "alter_tsdictionary_stmt",
    "alter_op_family_stmt",
    "alter_operator_stmt",
)
def alter_definition(session: Session, node: Node) -> None:
    """What adds to such an object is kept behind it; a built-in one is no part of a schema."""
    kind = _ALTERED[type(node).__name__]
    found = find_object(session, kind, _name_of(kind, node))
    if not isinstance(found, Definition):
        session.no_effect()
        return
    session.change(found)
    found.changes.append(bound_statement(session, node))


def _name_of(kind: int, node: Node) -> Node:
    name = enums.Node()
    if kind == enums.OBJECT_OPERATOR:
        name.object_with_args.CopyFrom(node.opername)
        return name
    if kind == enums.OBJECT_OPFAMILY:
        name.list.items.add().string.sval = node.amname
        name.list.items.extend(node.opfamilyname)
        return name
    words = node.cfgname if kind == enums.OBJECT_TSCONFIGURATION else node.dictname
    name.list.items.extend(words)
    return name


# -- back to text --------------------------------------------------------------------------------

_NAME_LISTS = {
    "define_stmt": "defnames",
    "create_conversion_stmt": "conversion_name",
    "create_op_class_stmt": "opclassname",
    "create_op_family_stmt": "opfamilyname",
    "alter_tsconfiguration_stmt": "cfgname",
    "alter_tsdictionary_stmt": "dictname",
    "alter_op_family_stmt": "opfamilyname",
    "alter_type_stmt": "type_name",
}
_NAME_WORDS = {"create_plang_stmt": "plname", "create_am_stmt": "amname"}


def definition_texts(definition: Definition | Type) -> tuple[str, tuple[str, ...]]:
    """The statement that makes the object under its present name, and those that add to it."""
    if isinstance(definition, Type):
        texts = [_named_text(definition, each) for each in definition.statements]
        return texts[0], tuple(texts[1:])
    assert definition.statement is not None  # every object in the catalog has it
    first = _named_text(definition, definition.statement)
    return first, tuple(_named_text(definition, each) for each in definition.changes)


def _named_text(definition: Definition | Type, statement: Expression) -> str:
    kind = kind_of(statement.node)
    message = unwrap(statement.node)
    if kind in _NAME_WORDS:
        setattr(message, _NAME_WORDS[kind], definition.name)
    names = getattr(message, _NAME_LISTS[kind]) if kind in _NAME_LISTS else None
    if kind == "alter_operator_stmt":
        names = message.opername.objname
    if names is not None and definition.namespace is not None:
        del names[:]
        names.add().string.sval = definition.namespace.name
        names.add().string.sval = definition.name
    statement.text = None
    return render(statement)
