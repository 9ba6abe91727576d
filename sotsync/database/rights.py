"""Rights as the catalog has them: owners, privileges and default privileges.

Only what differs from PostgreSQL's own is a fact, as in the static replay. Who owns the database is
taken to run its migrations, so what that role owns has no owner of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sotsync.database.connection import Row
from sotsync.replay.catalog import Acl
from sotsync.schema.models import DefaultPrivileges, Privilege

__all__ = ["Rights", "read_default_privileges", "read_rights"]

_KINDS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}


class Rights:
    """The privileges on every object, and who runs the migrations."""

    def __init__(
        self, privileges: Mapping[tuple[str, int], tuple[Privilege, ...]], runner: str
    ) -> None:
        self._privileges = privileges
        self._runner = runner

    def of(self, row: Row, kind: str) -> dict[str, Any]:
        """The fields ``owner`` and ``privileges`` of the object of that row."""
        return {"owner": self.owner(row), "privileges": self.on(row, kind)}

    def on(self, row: Row, kind: str) -> tuple[Privilege, ...]:
        """The privileges on the object of that row."""
        return self._privileges.get((kind, row["oid"]), ())

    def owner(self, row: Row) -> str | None:
        """The owner of the object of that row; None for whoever runs the migrations."""
        owner: str | None = row["owner"]
        return None if owner == self._runner else owner


def read_rights(rows: Iterable[Row], runner: str) -> Rights:
    """The rows of ``PRIVILEGES``; the same one on several columns is one privilege."""
    columns: dict[tuple[str, int, bool, Privilege], list[str]] = {}
    for row in rows:
        is_limited = row["column"] is not None
        key = (row["kind"], row["object"], is_limited, _privilege(row))
        columns.setdefault(key, []).append(row["column"])
    found = defaultdict(list)
    for (kind, oid, is_limited, privilege), names in columns.items():
        limits = {"columns": tuple(names)} if is_limited else {}
        found[kind, oid].append(privilege.model_copy(update=limits))
    return Rights({key: _sorted(privileges) for key, privileges in found.items()}, runner)


def _privilege(row: Row) -> Privilege:
    return Privilege(
        grantee=row["grantee"],
        privilege=row["privilege"],
        grantable=row["is_grantable"],
        is_revoked=row["is_revoked"],
    )


def _sorted(privileges: Iterable[Privilege]) -> tuple[Privilege, ...]:
    return tuple(sorted(privileges, key=_order))


def _order(privilege: Privilege) -> tuple[str, str, bool, tuple[str, ...]]:
    return privilege.grantee, privilege.privilege, privilege.grantable, privilege.columns


def read_default_privileges(
    rows: Iterable[Row], platform: Mapping[tuple[str, str, str], Acl]
) -> dict[str, DefaultPrivileges]:
    """The rows of ``DEFAULT_PRIVILEGES``, beside what the platform had granted by itself."""
    found: defaultdict[tuple[str, str, str], list[Privilege]] = defaultdict(list)
    for row in rows:
        if row["letter"] in _KINDS:
            found[row["role"], row["schema"] or "", _KINDS[row["letter"]]].append(_privilege(row))
    defaults = {}
    for key in sorted(found.keys() | platform.keys()):
        role, schema, kind = key
        place = f" in {schema}" if schema else ""
        defaults[f"{role}{place} on {kind.lower()}"] = DefaultPrivileges(
            role=role,
            schema_name=schema or None,
            kind=kind,
            privileges=_sorted(found.get(key, ())),
            platform_privileges=_sorted(_from_platform(platform.get(key, {}))),
        )
    return defaults


def _from_platform(acl: Acl) -> Iterable[Privilege]:
    for (grantee, privilege), option in acl.items():
        yield Privilege(
            grantee=grantee,
            privilege=privilege,
            grantable=bool(option),
            is_revoked=option is None,
        )
