"""What a branch does to the schema: net changes, and which of them break programs."""

from __future__ import annotations

import pytest

from sotsync.diff.effects import Effect, Sign, find_effects
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

BASE = """\
CREATE TYPE public.mood AS ENUM ('calm', 'loud');
CREATE DOMAIN public.isbn AS text;
CREATE SEQUENCE public.shelf_numbers;
CREATE TABLE public.books (
  id integer PRIMARY KEY,
  title varchar(50),
  pages integer NOT NULL DEFAULT 1,
  old integer
);
CREATE TABLE public.shelves (id integer PRIMARY KEY, room text);
CREATE INDEX books_pages_idx ON public.books (pages);
CREATE POLICY readers ON public.books FOR SELECT USING (true);
CREATE VIEW public.rooms AS SELECT id, room FROM public.shelves;
CREATE FUNCTION public.one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
GRANT SELECT ON public.books TO public;
"""

CASES = {
    "wider type": ("ALTER TABLE books ALTER title TYPE text", "✏ column title type", False),
    "narrower type": (
        "ALTER TABLE books ALTER title TYPE varchar(9)",
        "✏ column title type",
        True,
    ),
    "not null": ("ALTER TABLE books ALTER title SET NOT NULL", "✏ column title nullability", True),
    "nullable": (
        "ALTER TABLE books ALTER pages DROP NOT NULL",
        "✏ column pages nullability",
        False,
    ),
    "default": ("ALTER TABLE books ALTER pages SET DEFAULT 2", "✏ column pages default", False),
    "new column": ("ALTER TABLE books ADD isbn text", "+ column isbn", False),
    "dropped column": ("ALTER TABLE books DROP old", "- column old", True),
    "renamed column": ("ALTER TABLE books RENAME old TO older", "→ column older", True),
    "remade column": (
        "ALTER TABLE books DROP old; ALTER TABLE books ADD old integer",
        "♻ column old",
        True,
    ),
    "new table": ("CREATE TABLE loans (id integer)", "+ table loans", False),
    "dropped table": ("DROP TABLE books", "- table books", True),
    "renamed table": ("ALTER TABLE books RENAME TO volumes", "→ table volumes", True),
    "new check": (
        "ALTER TABLE books ADD CONSTRAINT c CHECK (pages > 0)",
        "+ constraint c",
        True,
    ),
    "check that old rows need not keep": (
        "ALTER TABLE books ADD CONSTRAINT c CHECK (pages > 0) NOT VALID",
        "+ constraint c",
        False,
    ),
    "exclusion": (
        "ALTER TABLE books ADD CONSTRAINT x EXCLUDE (pages WITH =)",
        "+ constraint x",
        False,
    ),
    "new index": ("CREATE INDEX i ON books (title)", "+ index i", False),
    "new unique index": ("CREATE UNIQUE INDEX i ON books (title)", "+ index i", True),
    "dropped index": ("DROP INDEX books_pages_idx", "- index books_pages_idx", False),
    "row security": (
        "ALTER TABLE books ENABLE ROW LEVEL SECURITY",
        "✏ row-level security row-level security",
        False,
    ),
    "dropped policy": ("DROP POLICY readers ON books", "- policy readers", True),
    "new policy": ("CREATE POLICY w ON books FOR DELETE USING (false)", "+ policy w", False),
    "changed policy": (
        "ALTER POLICY readers ON books USING (pages > 1)",
        "✏ policy readers USING",
        False,
    ),
    "trigger": (
        "CREATE TRIGGER t BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION touch()",
        "+ trigger t",
        False,
    ),
    "new label": ("ALTER TYPE mood ADD VALUE 'wild'", "✏ type mood labels", False),
    "renamed label": ("ALTER TYPE mood RENAME VALUE 'loud' TO 'noisy'", "✏ type mood labels", True),
    "domain": ("ALTER DOMAIN isbn SET NOT NULL", "✏ type isbn nullability", True),
    "dropped type": ("DROP TYPE mood", "- type mood", True),
    "function body": (
        "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
        "✏ function one() body",
        False,
    ),
    "function result": (
        "DROP FUNCTION one(); CREATE FUNCTION one() RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "✏ function one() returns",
        True,
    ),
    "dropped function": ("DROP FUNCTION one()", "- function one()", True),
    "view with another column": (
        "CREATE OR REPLACE VIEW rooms AS SELECT id, room, 1 AS n FROM shelves",
        "✏ view rooms definition",
        False,
    ),
    "view with a column less": (
        "DROP VIEW rooms; CREATE VIEW rooms AS SELECT id FROM shelves",
        "✏ view rooms definition",
        True,
    ),
    "view that is a table now": (
        "DROP VIEW rooms; CREATE TABLE rooms (id integer, room text)",
        "✏ table rooms kind",
        True,
    ),
    "comment": ("COMMENT ON TABLE books IS 'All'", "✏ table books comment", False),
    "extension": ("CREATE EXTENSION citext", "+ extension citext", False),
    "schema": ("CREATE SCHEMA billing", "+ schema billing", False),
    "sequence": ("ALTER SEQUENCE shelf_numbers CACHE 5", "✏ sequence shelf_numbers cache", False),
    "dropped sequence": ("DROP SEQUENCE shelf_numbers", "- sequence shelf_numbers", False),
    "sequence of a column": (
        "CREATE TABLE t (id serial)",
        "+ table t",
        False,
    ),
    "more rights": ("GRANT INSERT ON books TO public", "✏ privileges", False),
    "fewer rights": ("REVOKE SELECT ON books FROM public", "✏ privileges", True),
    "one after the other": (
        "ALTER TABLE books ADD n int; ALTER TABLE books DROP n; CREATE TABLE t (); DROP TABLE t",
        "",
        False,
    ),
    "back again": (
        "ALTER TABLE books RENAME TO b; ALTER TABLE b RENAME TO books",
        "",
        False,
    ),
    "nothing": ("SELECT 1", "", False),
}
SIGNS = {
    Sign.ADDED: "+",
    Sign.DROPPED: "-",
    Sign.RENAMED: "→",
    Sign.CHANGED: "✏",
    Sign.REMADE: "♻",
}


def replayed(*texts: str) -> Replay:
    sources = (Source(f"db/{number}.sql", text) for number, text in enumerate(texts, 1))
    return replay([Script(source=source) for source in sources])


def words(effect: Effect) -> str:
    is_whole = not effect.name and effect.subject not in {"privileges", "row-level security"}
    name = effect.group.removeprefix("public.") if is_whole else effect.name
    told = (SIGNS[effect.sign], effect.subject, name, effect.aspect)
    return " ".join(filter(None, told))


@pytest.mark.parametrize("title", CASES)
def test_every_kind_of_change_is_told_and_weighed(title: str) -> None:
    sql, expected, is_breaking = CASES[title]
    after = replayed(BASE, f"{sql};")
    assert after.findings == (), "the case is one that PostgreSQL takes"
    effects = find_effects(replayed(BASE), after)
    assert "|".join(map(words, effects)) == expected
    assert any(effect.is_breaking for effect in effects) is is_breaking


BY_THE_HISTORY = [
    title
    for title in CASES
    if title.startswith(("wider", "narrower", "not null", "nullable", "new", "dropped", "renamed"))
    and not title.endswith(("label", "type", "function", "sequence"))
]


@pytest.mark.parametrize("title", BY_THE_HISTORY)
def test_what_breaks_is_what_the_migration_history_calls_breaking(title: str) -> None:
    sql, _, is_breaking = CASES[title]
    operations = replayed(BASE, f"{sql};").operations
    assert any(one.is_breaking for one in operations if one.path == "db/2.sql") is is_breaking


def test_every_effect_that_a_statement_made_says_where() -> None:
    after = replayed(BASE, "ALTER TABLE books\n  DROP old;\nDROP TABLE shelves CASCADE;")
    found = {effect.group: effect for effect in find_effects(replayed(BASE), after)}
    places = {group: str(one.at) for group, one in found.items()}
    assert places["public.books"].startswith("db/2.sql:1")
    assert places["public.shelves"].startswith("db/2.sql:3")
    assert found["public.shelves"].before == "id, room"


def test_a_table_that_is_dropped_and_made_again_loses_what_it_held() -> None:
    anew = "DROP TABLE books; " + BASE[BASE.index("CREATE TABLE public.books") :].partition(";")[0]
    effects = find_effects(replayed(BASE), replayed(BASE, f"{anew};"))
    remade = [effect for effect in effects if effect.sign is Sign.REMADE]
    assert [(one.group, one.after, one.is_breaking) for one in remade] == [
        ("public.books", "what it held is lost", True)
    ]


def test_a_base_that_made_things_anew_is_not_told_again() -> None:
    """Nor where lines were put before it in a migration that the base has."""
    anew = "ALTER TABLE books DROP old; ALTER TABLE books ADD old integer;"
    assert find_effects(replayed(BASE, anew), replayed(BASE, f"-- once\n{anew}")) == ()


def test_of_a_new_table_its_columns_and_its_security_are_told() -> None:
    sql = "CREATE TABLE t (a int, b int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
    sql += "CREATE POLICY p ON t USING (true); CREATE VIEW v AS SELECT a FROM t;"
    told = {
        effect.group: effect.after for effect in find_effects(replayed(BASE), replayed(BASE, sql))
    }
    assert told == {"public.t": "a, b; row-level security on, 1 policy", "public.v": "a"}


def test_without_a_base_everything_is_new() -> None:
    effects = find_effects(None, replayed(BASE))
    assert {effect.sign for effect in effects} == {Sign.ADDED}
    assert not any(effect.is_breaking for effect in effects)


def test_only_the_schemas_that_count_are_compared() -> None:
    sql = "CREATE SCHEMA billing; CREATE TABLE billing.bills (id integer); DROP TABLE books;"
    effects = find_effects(replayed(BASE), replayed(BASE, sql), schemas=("billing",))
    assert {effect.group for effect in effects} == {"billing", "billing.bills"}
