"""Which policies count for whom: permissive ones are added up, restrictive ones limit the sum."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sotsync.config import TenantSettings
from sotsync.schema.models import Policy, PolicyCommand, Table

__all__ = [
    "EVERY_ROLE",
    "counted_roles",
    "covers",
    "new_rows",
    "permissive",
    "seen_rows",
    "unlimited",
]

EVERY_ROLE = "*"
"""Whichever role there is, where no API says which ones are people's."""


def counted_roles(policy: Policy, settings: TenantSettings) -> frozenset[str]:
    """The roles of people that the policy is for; the service passes policies by anyway."""
    roles = settings.roles or ()
    named = frozenset(policy.roles)
    return named if EVERY_ROLE in roles else named.intersection(roles)


def covers(policy: Policy, command: PolicyCommand) -> bool:
    """Whether the policy is for that command."""
    return policy.command in {PolicyCommand.ALL, command}


def permissive(table: Table, settings: TenantSettings) -> Iterator[Policy]:
    """The policies that let people through, in creation order."""
    for policy in table.policies.values():
        if policy.is_permissive and counted_roles(policy, settings):
            yield policy


def seen_rows(policy: Policy) -> str | None:
    """The predicate of the rows that people see, change or delete; None where it lets none."""
    return None if policy.command is PolicyCommand.INSERT else policy.using


def new_rows(policy: Policy) -> str | None:
    """The predicate of the rows that people may leave behind; None where it lets none.

    Source: CREATE POLICY, ``WITH CHECK``: without one, ``USING`` is used for both.
    """
    if policy.with_check is not None or policy.command is PolicyCommand.INSERT:
        return policy.with_check
    return policy.using


def unlimited(
    policy: Policy,
    commands: Iterable[PolicyCommand],
    limits: Collection[Policy],
    settings: TenantSettings,
) -> list[PolicyCommand]:
    """The commands that a permissive policy allows beyond what restrictive ones limit.

    A restrictive policy counts where it holds for all whom the permissive one is for.
    """
    roles = counted_roles(policy, settings)
    everywhere = [one for one in limits if "public" in one.roles or roles <= frozenset(one.roles)]
    return [
        command
        for command in commands
        if covers(policy, command) and not any(covers(one, command) for one in everywhere)
    ]
