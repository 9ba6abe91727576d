"""How a breach is told: by its rule, of one object, at the statement that made it so."""

from __future__ import annotations

import json

from sotsync.findings import Finding, Severity
from sotsync.schema.names import quote
from sotsync.schema.origin import Origin
from sotsync.text import Location

__all__ = ["as_setting", "made_at", "member", "place_of", "tell"]


def place_of(origin: Origin) -> Location | None:
    """The statement that made an object what it is."""
    return origin.changed or origin.created


def made_at(origin: Origin) -> Location | None:
    """The statement that made an object, for what it never had."""
    return origin.created or origin.changed


def as_setting(key: str) -> str:
    """The key as it stands in a TOML file, where a quoted name needs quotes of the other kind."""
    if '"' not in key:
        return f'"{key}"'
    return json.dumps(key, ensure_ascii=False) if "'" in key else f"'{key}'"


def member(key: str, name: str) -> str:
    """The name of a column, index or policy with its table's key."""
    return f"{key}.{quote(name)}"


def tell(  # noqa: PLR0913 - these are what a finding has
    rule: str,
    severity: Severity,
    about: str | None,
    message: str,
    *,
    at: Location | None = None,
    hint: str,
) -> Finding:
    """A breach of a rule.

    Args:
        rule: The rule's id.
        severity: How much it weighs here.
        about: The key of what it is about; None for the schema as a whole.
        message: One sentence without its end; it names what it is about.
        at: Where that comes from.
        hint: What to do, in whole sentences.
    """
    return Finding(
        code=rule,
        severity=severity,
        object=about,
        message=message,
        migration=at,
        hint=hint,
    )
