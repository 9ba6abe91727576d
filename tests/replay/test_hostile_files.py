"""Files that no server would take as they are: what is sound in them counts, the rest is told."""

from __future__ import annotations

import time

import pytest

from sotsync.replay.result import Outcome
from tests.replay.describing import replay_files, replay_sql

_SOUND = "\nCREATE TABLE sound (a int);"

# Title → (text, codes of the findings, whether what follows the trouble is still read).
HOSTILE = {
    "policies that PostgreSQL never had": (
        (
            "CREATE POLICY IF NOT EXISTS p ON t USING (true);"
            "CREATE OR REPLACE POLICY p ON t USING (true);"
            "ALTER TABLE t ADD CONSTRAINT IF NOT EXISTS c CHECK (true);"
            "CREATE TRIGGER IF NOT EXISTS x BEFORE INSERT ON t EXECUTE FUNCTION f();"
            "CREATE TYPE IF NOT EXISTS k AS ENUM ('a');"
        ),
        ["R100"] * 5,
        True,
    ),
    "commands of psql": ("\\restrict abc\n\\echo :x\n\\unrestrict abc", ["R109"] * 3, True),
    "rows of COPY": (
        "COPY t (a) FROM stdin;\n1\n2;drop table t;\nCREATE TABLE no (a int);\n\\.\n",
        ["R110"],
        True,
    ),
    "a quote without an end": ("VALUES 'abc;", ["R100"], False),
    "a name without an end": ('CREATE TABLE "u (a int);', ["R100"], False),
    "a dollar quote without an end": ("DO $$ BEGIN;", ["R100"], False),
    "a comment without an end": ("/* abc;", ["R100"], False),
    "NUL": ("CREATE TABLE u\x00 (a int);", ["R111"], True),
    "a lone surrogate": ("CREATE TABLE t (a text DEFAULT '\udc80');", ["R111"], True),
    "line ends of another system": ("CREATE TABLE t (\r\n a int\r\n);\r\n-- x\r\n", [], True),
    "nothing but ends": (";;;;;\n", [], True),
    "many parentheses": (f"VALUES {'(' * 4000}1{')' * 4000};", [], True),
    "many operators": (f"CREATE VIEW v AS SELECT {' + '.join(['1'] * 20_000)};", ["R108"], True),
    "many queries in each other": (
        f"CREATE VIEW v AS SELECT * FROM {'(SELECT * FROM ' * 800}t{') x' * 800};",  # noqa: S608 - our own text
        ["R108"],
        True,
    ),
    "many conditions in each other": (
        f"DO $$ BEGIN {'IF true THEN ' * 300}NULL;{' END IF;' * 300} END $$;",
        [],
        True,
    ),
}


@pytest.mark.parametrize("title", HOSTILE)
def test_the_rest_of_a_file_goes_on(title: str) -> None:
    text, codes, goes_on = HOSTILE[title]
    replayed = replay_sql(f"CREATE TABLE before (a int);\n{text}{_SOUND}")
    found = [finding.code for finding in replayed.findings if finding.code != "R102"]
    assert found == codes
    assert ("public.sound" in replayed.schema.tables) is goes_on
    assert "public.before" in replayed.schema.tables
    assert "public.no" not in replayed.schema.tables


def test_a_byte_order_mark_at_the_beginning_is_no_text() -> None:
    replayed = replay_sql(f"\ufeff{_SOUND}")
    assert replayed.findings == ()
    assert list(replayed.schema.tables) == ["public.sound"]


def test_tables_from_nowhere_are_reported_once_and_hold_what_is_proven() -> None:
    replayed = replay_files(
        {
            f"{number:03}.sql": f"ALTER TABLE base{number % 40} ADD COLUMN c{number} int;"  # noqa: S608 - our own text
            f"CREATE POLICY p{number} ON base{number % 40} USING (owner = 1);"
            f"CREATE INDEX ON base{number % 40} (x); UPDATE base{number % 40} SET x = 1;"
            for number in range(237)
        }
    )
    assert [finding.code for finding in replayed.findings] == ["R102"] * 40
    assert replayed.outcomes[Outcome.REJECTED] == 0
    first = replayed.schema.tables["public.base0"]
    assert first.is_external
    assert list(first.columns) == [f"c{number}" for number in range(0, 237, 40)]


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT INTO t VALUES {', '.join(f'({number})' for number in range(60_000))};",  # noqa: S608 - our own text
        f"COMMENT ON TABLE before IS '{'y' * 500_000}';",
        "".join(f"INSERT INTO t VALUES ({number});\n" for number in range(8_000)),  # noqa: S608 - our own text
        "".join(f"CREATE TABEL t{number} (a int);\n" for number in range(2_000)),
        f"VALUES '{'abc; ' * 100_000}",
        "$a" + " $b$ x " * 20_000,
    ],
    ids=["one line", "one literal", "statements", "errors", "one open quote", "open dollars"],
)
def test_large_files_take_their_time_and_no_more(text: str) -> None:
    started = time.perf_counter()
    replayed = replay_sql(f"CREATE TABLE before (a int);\n{text}")
    assert "public.before" in replayed.schema.tables
    assert time.perf_counter() - started < 10
