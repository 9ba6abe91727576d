"""What a rule is, and what it looks at: the schema after the last migration, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sotsync.config import Conventions, LintSettings, TenantSettings
from sotsync.findings import Finding, Severity
from sotsync.rules.names import NamePatterns
from sotsync.rules.predicates import Predicates
from sotsync.rules.tenancy import Tenancy, find_tenancy
from sotsync.schema.models import PolicyCommand, Schema, Table
from sotsync.schema.names import qualified

__all__ = ["COMMANDS", "Inspection", "Rule"]

COMMANDS = (
    PolicyCommand.SELECT,
    PolicyCommand.INSERT,
    PolicyCommand.UPDATE,
    PolicyCommand.DELETE,
)
"""What policies are for, one by one."""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What rules look at.

    Attributes:
        schema: What the database is after the last migration.
        tenant: How tenants are kept apart.
        lint: What a project says of single tables.
        commands: What comments in migrations say that tables are for, by their keys.
        exposed: The PostgreSQL schemas that others reach from outside.
    """

    schema: Schema
    tenant: TenantSettings = field(default_factory=TenantSettings)
    lint: LintSettings = field(default_factory=LintSettings)
    commands: Mapping[str, Collection[PolicyCommand]] = field(default_factory=dict)
    exposed: Collection[str] = ()

    @cached_property
    def tenancy(self) -> Tenancy:
        """Whose the rows of each table are."""
        return find_tenancy(self.schema, self.tenant)

    @cached_property
    def predicates(self) -> Predicates:
        """How the predicates of policies are read."""
        return Predicates(self.schema, self.tenancy, self.tenant.helpers)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The tables that migrations make, by their keys; of others not enough is known."""
        return {key: one for key, one in self.schema.tables.items() if not one.is_external}

    def is_exposed(self, schema_name: str) -> bool:
        """Whether what lives in that PostgreSQL schema is reached from outside."""
        return schema_name in self.exposed

    def commands_of(self, table: Table) -> Collection[PolicyCommand] | None:
        """What the table is for, where a person says so; None where nobody does."""
        stated = NamePatterns(self.lint.commands).first(table.schema_name, table.name)
        if stated is not None:
            return [PolicyCommand(one.upper()) for one in stated]
        return self.commands.get(qualified(table.schema_name, table.name))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that the conventions ask for.

    Attributes:
        id: Its stable identifier, such as ``SC221``.
        title: What it asks for.
        severity: How much a breach weighs where nothing speaks for less.
        requirement: Where version 1.1 of the conventions asks for it; None for what they leave out.
        check: Tells every breach; each is of this rule.
    """

    id: str
    title: str
    severity: Severity
    requirement: str | None
    check: Callable[[Inspection], Iterable[Finding]] = field(repr=False)

    def requirement_in(self, conventions: Conventions) -> str | None:
        """Where that version of the conventions asks for it.

        Version 1.2 has a new section C, on comments, so that all later letters moved by one.
        """
        if self.requirement is None or conventions is Conventions.V1_1:
            return self.requirement
        letter, rest = self.requirement[0], self.requirement[1:]
        return f"{chr(ord(letter) + 1)}{rest}" if letter >= "C" else self.requirement

    def found(self, inspection: Inspection) -> Iterator[Finding]:
        """Every breach, with the rule's own id."""
        for finding in self.check(inspection):
            assert finding.code == self.id, "a rule tells its own breaches"
            yield finding
