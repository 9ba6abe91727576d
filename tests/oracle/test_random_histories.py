"""Random statements, one after another, on a server and in a replay: both decide and end alike.

The statements name a few objects over and over, so that many of them are right and some are not:
taken twice, already gone, still needed. ``HYPOTHESIS_PROFILE=thorough`` asks for many more.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.schema.render import render_schema
from sotsync.text import Source
from tests.oracle.introspection import differences
from tests.oracle.server import Server

_IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"

# A name that was dropped is known not to exist, where one never heard of may be there all the same.
_NAMES = ("a", "b", "c")
_BEGINNING = (
    *(f"CREATE TABLE {name} ()" for name in _NAMES),
    "CREATE SCHEMA s",
    *(f"CREATE TABLE s.{name} ()" for name in _NAMES),
    *(f"CREATE TYPE {name} AS ENUM ('on')" for name in ("k", "m")),
    *(f"DROP TABLE {name}" for name in _NAMES),
    *(f"DROP TABLE s.{name}" for name in _NAMES),
    "DROP TYPE m",
    *(f"CREATE VIEW {name} AS SELECT 1 AS one" for name in ("v", "w")),
    "DROP VIEW v, w",
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE a (id int PRIMARY KEY, x text, y int DEFAULT 7)",
    "CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, x text UNIQUE)",
)

_tables = st.sampled_from(_NAMES)
_columns = st.sampled_from(["id", "x", "y", "z", "a_id"])
_constraints = st.sampled_from(["one", "two", "a_pkey", "b_x_key", "b_a_id_fkey", "a_x_check"])
_indexes = st.sampled_from(["i", "j", "a_pkey", "b_x_key", "a_x_idx"])
_views = st.sampled_from(["v", "w"])
_members = st.sampled_from(["p", "q"])
_enums = st.sampled_from(["k", "m"])
_typed = st.sampled_from(
    [
        ("int", "1"),
        ("bigint", "2"),
        ("text", "'t'"),
        ("varchar(20)", "'v'"),
        ("uuid", "gen_random_uuid()"),
        ("boolean", "true"),
        ("timestamptz", "now()"),
        ("numeric(10,2)", "1.5"),
        ("jsonb", "'{}'"),
        ("date", "CURRENT_DATE"),
        ("k", "NULL"),
        ("m", "NULL"),
        ("text[]", "'{}'"),
        ("serial", ""),
    ]
)
_types = _typed.map(lambda pair: pair[0]).filter(lambda name: name != "serial")
_cascade = st.sampled_from(["", "", " CASCADE"])
_if_exists = st.sampled_from(["", "", "IF EXISTS "])
_if_not_exists = st.sampled_from(["", "", "IF NOT EXISTS "])


def _joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """The parts one after another; plain texts as they are."""
    strategies = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*strategies).map("".join)


def _listed(item: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[str]:
    return st.lists(item, min_size=1, max_size=most).map(", ".join)


_conditions = st.one_of(
    _joined(_columns, " IS NOT NULL"),
    _joined("length(", _columns, "::text) > 1"),
    _joined(_columns, "::text <> ", _columns, "::text"),
)
_actions = st.sampled_from(
    ["", "", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE", " NOT VALID"]
)


def _column(typed: tuple[str, str]) -> st.SearchStrategy[str]:
    name, default = typed
    defaults = ["", f" DEFAULT {default}"] if default else [""]
    constraints = ["", "", " NOT NULL", " UNIQUE", " PRIMARY KEY"]
    return _joined(_columns, f" {name}", st.sampled_from(defaults), st.sampled_from(constraints))


_column_definitions = _typed.flatmap(_column)
_keys = _joined(
    st.sampled_from(["UNIQUE (", "PRIMARY KEY (", "UNIQUE NULLS NOT DISTINCT ("]),
    _listed(_columns),
    ")",
)
_foreign_keys = _joined(
    "FOREIGN KEY (",
    _columns,
    ") REFERENCES ",
    _tables,
    st.sampled_from(["", " (id)", " (x)"]),
    _actions,
)
_checks = _joined("CHECK (", _conditions, ")", st.sampled_from(["", " NOT VALID"]))
_named = _joined(
    st.one_of(st.just(""), _joined("CONSTRAINT ", _constraints, " ")),
    st.one_of(_keys, _foreign_keys, _checks),
)
_table_actions = st.one_of(
    _joined("ADD COLUMN ", _if_not_exists, _column_definitions),
    _joined("DROP COLUMN ", _if_exists, _columns, _cascade),
    _joined("ALTER COLUMN ", _columns, " SET NOT NULL"),
    _joined("ALTER COLUMN ", _columns, " DROP NOT NULL"),
    _joined("ALTER COLUMN ", _columns, " SET DEFAULT NULL"),
    _joined("ALTER COLUMN ", _columns, " DROP DEFAULT"),
    _joined("ALTER COLUMN ", _columns, " TYPE ", _types),
    _joined("ADD ", _named),
    _joined("DROP CONSTRAINT ", _if_exists, _constraints, _cascade),
    st.just("ENABLE ROW LEVEL SECURITY"),
    _joined("VALIDATE CONSTRAINT ", _constraints),
)
_retyped = st.tuples(_tables, _columns, _types).map(
    lambda t: f"ALTER TABLE {t[0]} ALTER {t[1]} TYPE {t[2]} USING ({t[1]}::text)::{t[2]}"
)
_statements = st.one_of(
    _joined("CREATE TABLE ", _if_not_exists, _tables, " (", _listed(_column_definitions, 3), ")"),
    _joined("CREATE TABLE ", _tables, " (", _column_definitions, ", ", _named, ")"),
    _joined("DROP TABLE ", _if_exists, _tables, _cascade),
    _joined("ALTER TABLE ", _if_exists, _tables, " ", _listed(_table_actions)),
    _joined("ALTER TABLE ", _tables, " ", _table_actions),
    _joined("ALTER TABLE ", _tables, " RENAME TO ", _tables),
    _joined("ALTER TABLE ", _tables, " RENAME COLUMN ", _columns, " TO ", _columns),
    _joined("ALTER TABLE ", _tables, " RENAME CONSTRAINT ", _constraints, " TO ", _constraints),
    _joined("ALTER TABLE ", _tables, " SET SCHEMA s"),
    _joined("ALTER TABLE s.", _tables, " SET SCHEMA public"),
    _retyped,
    _joined(
        st.sampled_from(["CREATE INDEX ", "CREATE UNIQUE INDEX "]),
        st.one_of(st.just(""), _joined(_if_not_exists, _indexes)),
        " ON ",
        _tables,
        " (",
        _listed(st.one_of(_columns, _joined("lower(", _columns, "::varchar)"))),
        ")",
        st.one_of(st.just(""), _joined(" WHERE ", _conditions)),
    ),
    _joined("DROP INDEX ", _if_exists, _indexes, _cascade),
    _joined("ALTER INDEX ", _if_exists, _indexes, " RENAME TO ", _indexes),
    _joined("ALTER TABLE ", _tables, " ADD CONSTRAINT one UNIQUE USING INDEX ", _indexes),
    _joined("CREATE VIEW ", _views, " AS SELECT ", _listed(_columns), " FROM ", _tables),
    _joined(
        "CREATE OR REPLACE VIEW ",
        _views,
        " AS SELECT ",
        _columns,
        " FROM ",
        _tables,
        " WHERE ",
        _conditions,
    ),
    st.sampled_from(["CREATE VIEW w AS SELECT * FROM v", "CREATE VIEW v AS SELECT * FROM w"]),
    _joined("DROP VIEW ", _if_exists, _views, _cascade),
    _joined("ALTER VIEW ", _views, " RENAME TO ", _views),
    _joined("CREATE POLICY ", _members, " ON ", _tables, " USING (", _conditions, ")"),
    _joined(
        "CREATE POLICY ",
        _members,
        " ON ",
        _tables,
        " FOR SELECT USING (EXISTS (SELECT FROM ",
        _tables,
        " t WHERE t.",
        _columns,
        " IS NULL))",
    ),
    _joined("ALTER POLICY ", _members, " ON ", _tables, " USING (", _conditions, ")"),
    _joined("ALTER POLICY ", _members, " ON ", _tables, " RENAME TO ", _members),
    _joined("DROP POLICY ", _if_exists, _members, " ON ", _tables),
    _joined(
        "CREATE TRIGGER ",
        _members,
        " BEFORE UPDATE",
        st.one_of(st.just(""), _joined(" OF ", _columns)),
        " ON ",
        _tables,
        " FOR EACH ROW EXECUTE FUNCTION f()",
    ),
    _joined("DROP TRIGGER ", _if_exists, _members, " ON ", _tables),
    _joined("COMMENT ON COLUMN ", _tables, ".", _columns, " IS 'A column.'"),
    _joined("COMMENT ON TABLE ", _tables, " IS 'A table.'"),
    _joined("CREATE TYPE ", _enums, " AS ENUM ('on', 'off')"),
    _joined("ALTER TYPE ", _enums, " ADD VALUE ", _if_not_exists, "'new'"),
    _joined("ALTER TYPE ", _enums, " RENAME TO ", _enums),
    _joined("DROP TYPE ", _if_exists, _enums, _cascade),
)


@settings(
    max_examples=1500 if _IS_THOROUGH else 25,
    deadline=None,
    derandomize=not _IS_THOROUGH,
    suppress_health_check=list(HealthCheck),
    phases=tuple(Phase) if _IS_THOROUGH else (Phase.explicit, Phase.generate, Phase.shrink),
    database=None,
)
@given(st.lists(_statements, min_size=5, max_size=30))
def test_both_decide_and_end_alike(server: Server, history: list[str]) -> None:
    """Law: a statement is refused by both or by neither, and both end with one catalog."""
    statements = [*_BEGINNING, *history]
    answer = server.answer(";\n".join(statements))
    scripts = [
        Script(source=Source(f"{number:03}.sql", text)) for number, text in enumerate(statements)
    ]
    replayed = replay(scripts, platform=SUPABASE)
    refused = {f.migration.path: f.message for f in replayed.findings if f.migration is not None}
    decisions = [
        (text, words, refused.get(f"{number:03}.sql"))
        for number, (text, words) in enumerate(zip(statements, answer.refusals, strict=True))
    ]
    assert _disagreements(decisions) == []
    rendered = render_schema(replayed.schema)
    assert differences(answer.catalog, server.catalog_after(rendered)) == [], rendered


def _disagreements(
    decisions: Sequence[tuple[str, str | None, str | None]],
) -> list[tuple[str, str | None, str | None]]:
    refusal = "PostgreSQL would refuse"
    return [
        (text, words, told)
        for text, words, told in decisions
        if (words is not None) is not (told is not None and told.startswith(refusal))
    ]
