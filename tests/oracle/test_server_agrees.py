"""Small facts that sotsync holds of PostgreSQL, asked of PostgreSQL."""

from __future__ import annotations

from sotsync.schema.canonical import same_expression
from sotsync.schema.names import QUOTED_KEYWORDS, quote
from sotsync.schema.types import canonical_type, is_built_in
from tests.oracle.server import Server
from tests.schema.expressions import REALISTIC
from tests.schema.test_types import CASES

_COLUMNS = """
  user_id uuid, status text, deleted_at timestamptz, org_id int, price numeric, name text,
  email text, starts_at timestamptz, ends_at timestamptz, bucket_id text, is_deleted boolean,
  visibility text, quantity int, reserved int, created_at timestamptz, title text, body text,
  kind text, amount numeric, settings jsonb, tags text[], post_id int, comment_id int, phone text,
  discount numeric, items text[], metadata jsonb, role text, start_date date, end_date date,
  tenant_id uuid, owner_id uuid
"""
# Left out: what needs other tables, and what PostgreSQL stores with casts of columns, which only
# the types of the columns explain.
_LEFT_OUT = ("FROM", "NEW.", "OLD.", "is_admin", "has_role", "nextval", "price * quantity", "3600")
STORED = [text for text in REALISTIC if not any(word in text for word in _LEFT_OUT)]


def test_quoted_keywords_are_the_servers(server: Server) -> None:
    rows = server.ask("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'")
    assert {word for (word,) in rows} == QUOTED_KEYWORDS


def test_names_are_quoted_as_the_server_quotes_them(server: Server) -> None:
    names = ["orders", "order", "Order", "a b", 'a"b', "name", "größe", "_1", "between", "row"]
    rows = server.ask("SELECT name, quote_ident(name) FROM unnest(%s::text[]) name", names)
    assert dict(rows) == {name: quote(name) for name in names}


def test_types_are_spelled_as_the_server_spells_them(server: Server) -> None:
    spellings = [spelling for spelling, canonical, _ in CASES if _is_column_type(canonical)]
    columns = ", ".join(f"c{number} {spelling}" for number, spelling in enumerate(spellings))
    rows = server.ask(
        f"CREATE TABLE spelled ({columns});"  # noqa: S608 - our own text
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'spelled'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert [name for (name,) in rows] == list(map(canonical_type, spellings))


def _is_column_type(canonical: str) -> bool:
    return is_built_in(canonical) and not canonical.startswith(("SETOF", "trigger"))


def test_expressions_have_the_form_of_what_the_server_stores(server: Server) -> None:
    """What pg_dump would print of an expression is the same to sotsync as what was written."""
    views = [
        f"CREATE VIEW v{number} AS SELECT ({text}) AS it FROM judged;"  # noqa: S608 - our own text
        for number, text in enumerate(STORED)
    ]
    rows = server.ask(
        f"CREATE TABLE judged ({_COLUMNS}); {''.join(views)}"  # noqa: S608 - our own text
        "SELECT substr(relname, 2)::int, pg_get_viewdef(oid) FROM pg_class "
        "WHERE relkind = 'v' AND relname ~ '^v[0-9]+$'"
    )
    assert len(rows) == len(STORED) > 25
    missed = [
        (STORED[number], stored)
        for number, definition in rows
        if not same_expression(stored := _output(definition), STORED[number])
    ]
    assert missed == []


def _output(definition: str) -> str:
    return definition.strip().removeprefix("SELECT").strip().rpartition(" AS it")[0]
