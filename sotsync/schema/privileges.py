"""The kinds of privilege and the roles that PostgreSQL and its platforms know by themselves.

Source: PostgreSQL manual, "Privileges".
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["OF_EVERYONE", "PRIVILEGES", "PUBLIC", "RUNNER"]

PUBLIC = "public"
"""How every role together is called; no role can have that name."""

RUNNER = "postgres"
"""The role that runs migrations and owns what they create, on a server as on the platforms."""

PRIVILEGES: Mapping[str, tuple[str, ...]] = {
    "TABLES": (
        *("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
        "MAINTAIN",
    ),
    "COLUMNS": ("SELECT", "INSERT", "UPDATE", "REFERENCES"),
    "SEQUENCES": ("USAGE", "SELECT", "UPDATE"),
    "FUNCTIONS": ("EXECUTE",),
    "TYPES": ("USAGE",),
    "SCHEMAS": ("USAGE", "CREATE"),
    "FOREIGN DATA WRAPPERS": ("USAGE",),
    "FOREIGN SERVERS": ("USAGE",),
}
"""What can be granted on each kind of object, the kinds named as ALTER DEFAULT PRIVILEGES does."""

OF_EVERYONE = frozenset({("FUNCTIONS", "EXECUTE"), ("TYPES", "USAGE")})
"""What ``public`` may do with everything of a kind until it is revoked."""
