"""Rules about policies against the real thing: what they call loose shows another tenant's rows.

The migrations of the cases are run, with a shop in each of two tenants; then a member of the first
one, and somebody without a name, look, delete, change and add what policies let them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from sotsync.rules.strengths import Strength
from tests.oracle.server import Server, running_server
from tests.rules.cases import FOLDER, Case, found, read_cases
from tests.rules.test_predicates import PARTS
from tests.rules.test_predicates import SQL as PARTS_SQL

OURS, THEIRS = (f"00000000-0000-0000-0000-00000000000{name}" for name in "ab")
ME, THEM = (f"00000000-0000-0000-0000-00000000001{name}" for name in "ab")
OUR_SHOP, THEIR_SHOP = (f"00000000-0000-0000-0000-00000000002{name}" for name in "ab")
CLAIMS = f'{{"sub": "{ME}", "app_metadata": {{"tenant_id": "{OURS}"}}}}'
ROWS = f"""
insert into tenants values ('{OURS}'), ('{THEIRS}');
insert into shops (id, tenant_id, owner_id, is_public) values
  ('{OUR_SHOP}', '{OURS}', '{ME}', true), ('{THEIR_SHOP}', '{THEIRS}', '{THEM}', true);
"""  # noqa: S608 - our own text
MORE = {
    "members": f"('{OURS}', '{ME}', 'x'), ('{THEIRS}', '{THEM}', 'x')",
    "shelves": f"(1, '{OUR_SHOP}'), (2, '{THEIR_SHOP}')",
    "bills": f"(1, '{OURS}', '{OUR_SHOP}'), (2, '{THEIRS}', '{THEIR_SHOP}')",
}
THEIR_ROWS = {
    "shops": f"tenant_id = '{THEIRS}'",
    "shelves": f"shop_id = '{THEIR_SHOP}'",
    "bills": f"tenant_id = '{THEIRS}'",
}
HELPER = (
    "create or replace function get_tenant_id() returns uuid language sql stable"
    f" as $$ select '{OURS}'::uuid $$"
)
SAID = "a helper that a person has named"
"""What a person says of a helper is believed; those of the case allow everything."""
ROLES = ("authenticated", "anon")
PARTS_ROWS = f"""
create policy own_memberships on members using (user_id = (select auth.uid()));
create or replace function private.helper() returns uuid language sql stable
  as $$ select case when current_user = 'authenticated' then '{OURS}'::uuid end $$;
grant usage on schema auth, private to anon, authenticated;
insert into tenants values ('{OURS}'), ('{THEIRS}');
insert into members values ('{OURS}', '{ME}'), ('{THEIRS}', '{THEM}');
insert into shops values
  ('{OUR_SHOP}', '{OURS}', '{ME}', true), ('{THEIR_SHOP}', '{THEIRS}', '{THEM}', true);
"""  # noqa: S608 - our own text

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


def cases(stem: str) -> list[Case]:
    return [one for one in read_cases(FOLDER / stem / "cases.sql") if one.title != SAID]


def prepared(connection: Connection, case: Case) -> None:
    """Run the migrations of a case, and fill the tables."""
    for statement in ("set search_path = public, extensions", case.first, case.sql, ROWS):
        connection.execute(statement.encode())
    connection.execute(b"grant usage on schema auth to anon, authenticated")
    for table, rows in MORE.items():
        if f"table {table} (" in case.first + case.sql:
            connection.execute(f"insert into {table} values {rows}".encode())  # noqa: S608 - our own text
    if "place int" in case.first:
        connection.execute(b"update shelves set place = 1")


def become(connection: Connection, role: str) -> None:
    """Ask as a member of the first tenant, or as somebody without a name."""
    is_me = role == "authenticated"
    connection.execute(f"set request.jwt.claim.sub = '{ME if is_me else ''}'".encode())
    connection.execute(f"set request.jwt.claims = '{CLAIMS if is_me else '{}'}'".encode())
    connection.execute(f"set request.jwt.claim.role = '{role}'".encode())
    connection.execute(f"set role {role}".encode())


def number(connection: Connection, table: str, condition: str) -> int:
    """How many rows there are, as far as whoever asks may see them."""
    query = f"select count(*) from {table} where {condition}"  # noqa: S608 - our own text
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def is_reached(connection: Connection, table: str, role: str) -> bool:
    """Whether the other tenant's rows can be seen or deleted."""
    condition = THEIR_ROWS[table]
    assert number(connection, table, condition) == 1
    become(connection, role)
    seen = number(connection, table, condition)
    connection.execute(b"reset role")
    if table == "shops":
        connection.execute(b"delete from shelves")  # They would hold the shops.
    become(connection, role)
    connection.execute(f"delete from {table}".encode())  # noqa: S608 - our own text
    connection.execute(b"reset role")
    return seen > 0 or number(connection, table, condition) == 0


def reached(connection: Connection, case: Case) -> Iterator[str]:
    """The tables with policies of which another tenant's rows are reached."""
    for table in THEIR_ROWS:
        if f"alter table {table} enable row level security" not in case.first + case.sql:
            continue
        for role in ROLES:
            connection.execute(b"begin")
            if is_reached(connection, table, role):
                yield table
            connection.execute(b"rollback")


@pytest.mark.parametrize(
    "case", cases("sc213_policies_limit_to_tenant"), ids=lambda case: case.title
)
def test_what_is_called_loose_reaches_another_tenant_and_nothing_else(
    server: Server, case: Case
) -> None:
    told = [one for one in found(case, "SC213") if not one.startswith("info")]
    loose = {table for table in THEIR_ROWS if any(f" public.{table}." in one for one in told)}
    with server.database() as connection:
        prepared(connection, case)
        assert set(reached(connection, case)) == loose


ADDED = {
    "shops": f"insert into shops values (gen_random_uuid(), '{THEIRS}', '{ME}', true)",  # noqa: S608 - our own text
    "moved": f"update shops set tenant_id = '{THEIRS}'",  # noqa: S608 - the same
}


@pytest.mark.parametrize("case", cases("sc214_new_rows_within_tenant"), ids=lambda case: case.title)
def test_what_is_called_open_lets_rows_into_another_tenant_and_nothing_else(
    server: Server, case: Case
) -> None:
    told = [one for one in found(case, "SC214") if " public.shops." in one]
    with server.database() as connection:
        prepared(connection, case)
        connection.execute(HELPER.encode())
        entered = False
        for statement in ADDED.values():
            connection.execute(b"begin")
            before = number(connection, "shops", THEIR_ROWS["shops"])
            become(connection, "authenticated")
            try:
                connection.execute(statement.encode())
                connection.execute(b"reset role")
                after = number(connection, "shops", THEIR_ROWS["shops"])
                entered = entered or after > before
            except psycopg.errors.InsufficientPrivilege:
                pass
            connection.execute(b"rollback")
    assert entered is bool(told)


NOT_RUN = (psycopg.errors.InvalidObjectDefinition, psycopg.errors.UndefinedFunction)
"""A policy that asks its own table, or a function that is not there, is refused by the server."""


def test_no_part_that_is_called_a_limit_shows_another_tenant(server: Server) -> None:
    """And most of those that are called none do; what they show depends on the rows."""
    refused, shown = 0, 0
    with server.database() as connection:
        for statement in (b"set search_path = public, extensions", PARTS_SQL.encode()):
            connection.execute(statement)
        connection.execute(PARTS_ROWS.encode())
        for part, strength in PARTS.items():
            for role in ROLES:
                connection.execute(b"begin")
                try:
                    connection.execute(
                        f"create policy p on shops for select using ({part})".encode()
                    )
                    become(connection, role)
                    seen = number(connection, "shops", THEIR_ROWS["shops"])
                except NOT_RUN:
                    refused += 1
                    seen = 0
                connection.execute(b"rollback")
                assert seen == 0 or strength <= Strength.UNSURE, part
                shown += seen
    assert refused < len(PARTS) / 4
    assert shown > len(PARTS) / 8
