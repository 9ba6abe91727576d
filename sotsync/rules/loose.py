"""Policies that let people further than their tenant, asked of what is seen and of what is left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from sotsync.rules.access import permissive, unlimited
from sotsync.rules.models import Inspection
from sotsync.rules.strengths import Strength
from sotsync.rules.tenancy import Scope
from sotsync.schema.models import Policy, PolicyCommand, Table

__all__ = ["Loose", "loose_policies"]

Predicate = Callable[[Policy], str | None]


class Loose(NamedTuple):
    """A policy for people, what it allows beyond what others limit, and how much that is."""

    key: str
    table: Table
    policy: Policy
    commands: Collection[PolicyCommand]
    strength: Strength
    part: str


def loose_policies(
    inspection: Inspection, commands: Collection[PolicyCommand], predicate: Predicate
) -> Iterator[Loose]:
    """The permissive policies of tenants' tables, each with its predicate's verdict.

    Args:
        inspection: What is inspected.
        commands: The commands that are asked about.
        predicate: What of a policy limits them; None where it lets no row.
    """
    for key, table, standing in inspection.tenancy.scoped(inspection.schema):
        if not table.rls_enabled:
            continue  # Policies do nothing then, and SC211 tells of it.
        limits = _limits(inspection, key, table, predicate)
        for policy in permissive(table, inspection.tenant):
            text = predicate(policy)
            allowed = unlimited(policy, commands, limits, inspection.tenant)
            if text is None or not allowed:
                continue
            verdict = inspection.predicates.judge(key, text)
            if verdict.strength is Strength.USER and standing.scope is Scope.INDIRECT:
                continue
            yield Loose(key, table, policy, allowed, verdict.strength, verdict.part or text)


def _limits(inspection: Inspection, key: str, table: Table, predicate: Predicate) -> list[Policy]:
    """The restrictive policies that keep rows to one tenant."""
    return [
        one
        for one in table.policies.values()
        if not one.is_permissive
        and (text := predicate(one)) is not None
        and inspection.predicates.judge(key, text).strength >= Strength.TENANT
    ]
