"""Every layout, most telling first: among layouts that read a folder alike, the first is named."""

from __future__ import annotations

from collections.abc import Mapping

from sotsync.migrations.layouts import (
    atlas,
    dbmate,
    declarative,
    diesel,
    drizzle,
    dump,
    flyway,
    golang_migrate,
    goose,
    node_pg,
    plain,
    pop,
    prisma,
    refinery,
    sqitch,
    sql_migrate,
    sqlx,
    supabase,
)
from sotsync.migrations.layouts.layout import Layout

__all__ = ["LAYOUTS"]

LAYOUTS: Mapping[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (
        supabase,
        declarative,
        prisma,
        drizzle,
        goose,
        sql_migrate,
        dbmate,
        golang_migrate,
        pop,
        refinery,
        flyway,
        diesel,
        sqitch,
        atlas,
        sqlx,
        node_pg,
        dump,
        plain,
    )
}
