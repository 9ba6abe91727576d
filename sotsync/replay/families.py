"""The list of statement families; importing them registers their handlers."""

from __future__ import annotations

import importlib
from functools import cache

__all__ = ["IGNORED", "load"]

_FAMILIES = (
    "alter_table",
    "base_types",
    "collations",
    "comments",
    "definitions",
    "do_blocks",
    "domains",
    "drop",
    "event_triggers",
    "extensions",
    "foreign",
    "functions",
    "grants",
    "indexes",
    "move",
    "policies",
    "publications",
    "rename",
    "roles",
    "rules",
    "schemas",
    "selects",
    "sequences",
    "settings",
    "statistics",
    "tables",
    "triggers",
    "types",
    "views",
)

IGNORED = frozenset(
    """
    alter_database_refresh_coll_stmt alter_database_set_stmt alter_database_stmt
    alter_default_privileges_stmt alter_owner_stmt alter_role_set_stmt alter_role_stmt
    alter_subscription_stmt alter_system_stmt alter_table_space_options_stmt analyze_stmt call_stmt
    checkpoint_stmt close_portal_stmt cluster_stmt constraints_set_stmt copy_stmt
    create_subscription_stmt create_table_space_stmt createdb_stmt deallocate_stmt
    declare_cursor_stmt delete_stmt discard_stmt drop_owned_stmt drop_subscription_stmt
    drop_table_space_stmt dropdb_stmt execute_stmt explain_stmt fetch_stmt grant_role_stmt
    grant_stmt insert_stmt listen_stmt load_stmt lock_stmt merge_stmt notify_stmt prepare_stmt
    reassign_owned_stmt refresh_mat_view_stmt reindex_stmt sec_label_stmt select_stmt
    transaction_stmt truncate_stmt unlisten_stmt update_stmt vacuum_stmt variable_set_stmt
    variable_show_stmt
    """.split()  # noqa: SIM905 - words read better than a wall of quotes
)
"""Kinds that leave the described schema as it is; a family's handler goes first."""


@cache
def load() -> None:
    """Register every family's handlers, once."""
    for family in _FAMILIES:
        importlib.import_module(f"sotsync.replay.{family}")
