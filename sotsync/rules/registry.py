"""Every rule there is; a test holds this to the modules, the pages and the folders of tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from sotsync.config import Conventions
from sotsync.errors import UsageError
from sotsync.rules import (
    sc201_tenant_column,
    sc202_tenant_column_type,
    sc203_tenant_column_not_null,
    sc204_tenant_foreign_key,
    sc205_unique_within_tenant,
    sc206_unique_natural_key,
    sc211_row_level_security,
    sc212_policies_for_every_command,
    sc213_policies_limit_to_tenant,
    sc214_new_rows_within_tenant,
    sc215_tenant_is_user,
    sc216_user_metadata,
    sc217_wrapped_calls,
    sc218_views_and_definers,
    sc221_tenant_index,
    sc222_created_at_index,
    sc223_status_index,
    sc231_tenants_table,
    sc232_tenants_metadata,
)
from sotsync.rules.models import Rule

__all__ = ["RULES", "rules_of", "select_rules"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        module.RULE.id: module.RULE
        for module in (
            sc201_tenant_column,
            sc202_tenant_column_type,
            sc203_tenant_column_not_null,
            sc204_tenant_foreign_key,
            sc205_unique_within_tenant,
            sc206_unique_natural_key,
            sc211_row_level_security,
            sc212_policies_for_every_command,
            sc213_policies_limit_to_tenant,
            sc214_new_rows_within_tenant,
            sc215_tenant_is_user,
            sc216_user_metadata,
            sc217_wrapped_calls,
            sc218_views_and_definers,
            sc221_tenant_index,
            sc222_created_at_index,
            sc223_status_index,
            sc231_tenants_table,
            sc232_tenants_metadata,
        )
    }
)
"""Every rule by its id, in order."""


def rules_of(requirement: str, conventions: Conventions) -> tuple[str, ...]:
    """The ids of the rules that a requirement of that version asks for: ``D.4``, or all of ``D``.

    Two versions name one requirement by different letters, and select the same rules by it.
    """
    return tuple(
        rule.id
        for rule in RULES.values()
        if (stated := rule.requirement_in(conventions)) is not None
        and (stated == requirement or stated.startswith(f"{requirement}."))
    )


def select_rules(
    only: Collection[str], ignored: Collection[str], conventions: Conventions
) -> tuple[Rule, ...]:
    """The rules that are named, without those that are ignored; all of them where none is named.

    Args:
        only: Ids such as ``SC221``, beginnings of them such as ``SC22``, or requirements.
        ignored: The same.
        conventions: What the letters of requirements mean.

    Raises:
        UsageError: A name means no rule.
    """
    wanted = [one for name in only for one in _named(name, conventions)] or list(RULES)
    left_out = {one for name in ignored for one in _named(name, conventions)}
    return tuple(RULES[one] for one in RULES if one in wanted and one not in left_out)


def _named(name: str, conventions: Conventions) -> tuple[str, ...]:
    ids = tuple(one for one in RULES if name.startswith("SC") and one.startswith(name))
    found = ids or rules_of(name, conventions)
    if not found:
        raise UsageError(
            f"no rule is called {name!r}",
            hint="name one by its id, such as SC221, or a requirement, such as D.4",
        )
    return found
