"""Domains and their checks.

Source: PostgreSQL manual, "CREATE DOMAIN" and "ALTER DOMAIN"; unnamed checks are named as
``ChooseConstraintName`` names them: ``<domain>_check``, then ``<domain>_check1``.
"""

from __future__ import annotations

from itertools import count

from sotsync.replay.binding import bind_expression
from sotsync.replay.catalog import Constraint, Relation, Type
from sotsync.replay.functions import home_of
from sotsync.replay.naming import make_object_name
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.replay.types import add_type, need_type
from sotsync.schema.names import quote, truncate
from sotsync.sql import Node
from sotsync.sql.parser import enums, string_list

__all__: list[str] = []


@handles("create_domain_stmt")
def create_domain(session: Session, node: Node) -> None:
    """``CREATE DOMAIN``."""
    parts = string_list(node.domainname)
    namespace = home_of(session, parts)
    domain = Type(name=truncate(parts[-1]), namespace=namespace, kind="domain")
    domain.base = session.type_name(node.type_name)
    if node.HasField("coll_clause"):
        domain.collation = ".".join(map(quote, string_list(node.coll_clause.collname)))
    for item in node.constraints:
        _apply(session, domain, item.constraint)
    add_type(session, namespace, domain)


def _apply(session: Session, domain: Type, constraint: Node) -> None:
    if constraint.contype == enums.CONSTR_NOTNULL:
        domain.not_null = True
        domain.not_null_name = truncate(constraint.conname) or _not_null_name(domain)
    elif constraint.contype == enums.CONSTR_DEFAULT:
        domain.default = bind_expression(session, constraint.raw_expr, assigned=domain.base)
    elif constraint.contype == enums.CONSTR_CHECK:
        check = _check(session, domain, constraint)
        domain.checks[check.name] = check


def _check(session: Session, domain: Type, node: Node) -> Constraint:
    name = truncate(node.conname) or _free_name(domain)
    if name in domain.checks:
        reason = f'constraint "{name}" for domain "{domain.name}" already exists'
        session.reject("duplicate_object", reason)
    # A check of a domain has no relation; this one stands in for the field that says so.
    nowhere = Relation(name=domain.name, namespace=domain.namespace, is_platform=True)
    check = Constraint(name=name, relation=nowhere, kind="check")
    check.expression = bind_expression(session, node.raw_expr)
    check.validated = not node.skip_validation
    return check


def _not_null_name(domain: Type) -> str:
    return make_object_name(domain.name, "", "not_null")


def _free_name(domain: Type) -> str:
    names = (make_object_name(domain.name, "", f"check{number or ''}") for number in count())
    return next(name for name in names if name not in domain.checks)


@handles("alter_domain_stmt")
def alter_domain(session: Session, node: Node) -> None:
    """``ALTER DOMAIN``."""
    domain = need_type(session, node.type_name)
    if domain.kind != "domain":
        session.reject("wrong_object_type", f'"{domain.name}" is not a domain')
    session.change(domain)
    definition = getattr(node, "def")
    if node.subtype == "T":
        has_default = definition.WhichOneof("node") is not None
        domain.default = (
            bind_expression(session, definition, assigned=domain.base) if has_default else None
        )
    elif node.subtype in ("N", "O"):
        domain.not_null = node.subtype == "O"
        domain.not_null_name = _not_null_name(domain)
    elif node.subtype == "C":
        _apply(session, domain, definition.constraint)
    else:
        _alter_check(session, domain, node)


def _alter_check(session: Session, domain: Type, node: Node) -> None:
    if domain.not_null and domain.not_null_name == truncate(node.name):
        domain.not_null = node.subtype != "X"
        return
    check = domain.checks.get(truncate(node.name))
    if check is None:
        if node.missing_ok:
            session.no_effect()
            return
        reason = f'constraint "{node.name}" of domain "{domain.name}" does not exist'
        session.reject("undefined_object", reason)
    if node.subtype == "X":
        session.take(domain.checks, check)
    else:
        session.change(check)
        check.validated = True
