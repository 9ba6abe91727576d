"""The lines below an entry's heading."""

from __future__ import annotations

from sotsync.document.exact import exact_name
from sotsync.document.render.categories import Category
from sotsync.document.render.changes import show_date
from sotsync.document.render.facts import Facts
from sotsync.document.render.history import MigrationFile
from sotsync.document.render.words import code
from sotsync.schema.models import Table, View

__all__ = ["metadata", "migration_stamp"]


def migration_stamp(file: MigrationFile) -> str:
    """``2026-01-05 (Migration: `20260105120000_create_users.sql`)``, for Created and the like."""
    migration = f"(Migration: {code(file.name)})"
    return migration if file.date is None else f"{show_date(file)} {migration}"


def metadata(
    relation: Table | View, facts: Facts, *, identifier: str, category: Category, owner: str
) -> tuple[str, ...]:
    """Every metadata line of a new entry."""
    created, last_updated = facts.created(relation), facts.last_updated(relation)
    lines = [
        f"**ID**: {identifier}",
        f"**Category**: {category.value}",
        "**Status**: Active",
        f"**Owner**: {owner}",
    ]
    if created is not None:
        lines.append(f"**Created**: {migration_stamp(created)}")
    if last_updated is not None:
        lines.append(f"**Last Updated**: {migration_stamp(last_updated)}")
    return (*lines, f"**Schema**: {code(exact_name(relation.schema_name))}")
