"""Every rule over a schema, with what a person has allowed taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sotsync.config import PlatformName, Settings
from sotsync.findings import Finding, Severity
from sotsync.replay.result import Replay
from sotsync.rules.access import EVERY_ROLE
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.registry import RULES, select_rules
from sotsync.rules.waivers import Allowed, Stated, allow
from sotsync.schema.models import Schema
from sotsync.schema.names import qualified, split_qualified
from sotsync.text import Location

__all__ = ["Checked", "check", "inspect"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_SUPABASE_ROLES = ("public", "anon", "authenticated")
_SUPABASE_EXPOSED = ("public",)
"""What Supabase's API shows by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the rules found.

    Attributes:
        findings: What nobody has allowed, sorted by weight and object.
        allowed: What somebody has, with the reason.
        rules: How many rules were asked.
    """

    findings: tuple[Finding, ...]
    allowed: tuple[Allowed, ...]
    rules: int


def check(  # noqa: PLR0913 - each has its default
    replay: Replay,
    *,
    settings: Settings | None = None,
    platform: PlatformName = PlatformName.POSTGRES,
    stated: Stated | None = None,
    only: Collection[str] = (),
    ignored: Collection[str] = (),
) -> Checked:
    """Hold a schema against the conventions.

    Args:
        replay: What the migrations make.
        settings: What a project has decided; by default, nothing.
        platform: What is there before the first migration: Supabase shows ``public`` to the world.
        stated: What comments in migrations and the document allow.
        only: The only rules to ask, by id or requirement; all of them where it is empty.
        ignored: Rules not to ask.

    Raises:
        UsageError: One of the rules that are named is none.
    """
    chosen = Settings() if settings is None else settings
    said = Stated() if stated is None else stated
    rules = select_rules(only, ignored, chosen.conventions)
    inspection = inspect(replay.schema, chosen, platform, said)
    found = [finding for rule in rules for finding in _found(rule, inspection)]
    left, allowed = allow(found, said, chosen, replay.operations)
    if len(rules) == len(RULES):
        left = [*left, *said.unused(allowed)]
    told = [one for one in (*left, *said.findings) if _is_selected(one, chosen.schemas)]
    return Checked(
        findings=tuple(sorted(told, key=_sorted_by)),
        allowed=tuple(one for one in allowed if _is_selected(one.finding, chosen.schemas)),
        rules=len(rules),
    )


def inspect(
    schema: Schema, settings: Settings, platform: PlatformName, stated: Stated
) -> Inspection:
    """What the rules of a project look at."""
    exposed = settings.lint.exposed
    if exposed is None:
        exposed = _SUPABASE_EXPOSED if platform is PlatformName.SUPABASE else ()
    decided = settings.tenant.scope
    written = {key: scope for key, scope in stated.scopes.items() if key not in decided}
    return Inspection(
        schema=schema,
        tenant=settings.tenant.model_copy(
            update={
                "roles": _roles(settings, platform),
                "scope": {**decided, **written},
            }
        ),
        lint=settings.lint,
        commands=stated.commands,
        exposed=exposed,
    )


def _is_selected(finding: Finding, schemas: Collection[str]) -> bool:
    """Whether it is of one of the PostgreSQL schemas that are looked at, all where none is named.

    Rules see all of them: a policy in one may call a function in another.
    """
    home = split_qualified(finding.object or "")[:1]
    return not schemas or not home or home[0] in schemas


def _roles(settings: Settings, platform: PlatformName) -> tuple[str, ...]:
    """The roles of people: on Supabase those of its API, elsewhere whichever there are."""
    if settings.tenant.roles is not None:
        return settings.tenant.roles
    return _SUPABASE_ROLES if platform is PlatformName.SUPABASE else (EVERY_ROLE,)


def _sorted_by(finding: Finding) -> tuple[object, ...]:
    place = finding.location or Location("")
    return (_ORDER[finding.severity], finding.object or "", finding.code, place, finding.message)


def _found(rule: Rule, inspection: Inspection) -> Iterator[Finding]:
    """What a rule tells; only a note where nobody knows what a statement did to the table."""
    for finding in rule.found(inspection):
        place = _uncertain(finding, inspection.schema)
        if place is None or finding.severity is Severity.INFO:
            yield finding
            continue
        message = f"{finding.message} (uncertain: see {place.path_and_line})"
        yield finding.model_copy(update={"severity": Severity.INFO, "message": message})


def _uncertain(finding: Finding, schema: Schema) -> Location | None:
    parts = split_qualified(finding.object or "")
    relation = schema.relation(qualified(*parts[:2])) if len(parts) > 1 else None
    return None if relation is None else relation.origin.uncertain
