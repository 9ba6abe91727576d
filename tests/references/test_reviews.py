"""Fingerprints of tables, and the file that says which references were reviewed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.diff.fingerprints import Fingerprint, fingerprint
from sotsync.diff.reviews import (
    Review,
    Reviewable,
    check_reviews,
    parse_review,
    render_review,
    reviewable,
)
from sotsync.document.backlinks import read_references_between
from sotsync.document.parse import parse_document
from sotsync.errors import InputError
from sotsync.findings import Severity
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Source

BASE = """\
CREATE TYPE public.state AS ENUM ('new', 'done');
CREATE TABLE public.books (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL CHECK (title <> ''),
  state public.state,
  pages integer DEFAULT 1
);
CREATE INDEX books_title_idx ON public.books (title);
CREATE VIEW public.titles AS SELECT title FROM public.books;
"""

SAME = {
    "a comment": "COMMENT ON COLUMN books.title IS 'What it is called';",
    "another table": "CREATE TABLE other (id int REFERENCES books_of (id));",
    "an owner": "ALTER TABLE books OWNER TO postgres;",
    "nothing for long": "ALTER TABLE books ADD COLUMN x int; ALTER TABLE books DROP COLUMN x;",
    "a new name of a constraint": "ALTER TABLE books RENAME CONSTRAINT books_pkey TO pk;",
}
DETAILS = {
    "a default": "ALTER TABLE books ALTER COLUMN pages SET DEFAULT 2;",
    "an index": "DROP INDEX books_title_idx;",
    "storage": "ALTER TABLE books SET UNLOGGED;",
}
CONTRACT = {
    "a column": "ALTER TABLE books ADD COLUMN isbn text;",
    "a name": "ALTER TABLE books RENAME COLUMN pages TO leaves;",
    "a type": "ALTER TABLE books ALTER COLUMN pages TYPE bigint;",
    "nullability": "ALTER TABLE books ALTER COLUMN pages SET NOT NULL;",
    "a check": "ALTER TABLE books ADD CHECK (pages > 0);",
    "a value": "ALTER TYPE state ADD VALUE 'lost';",
    "security": "ALTER TABLE books ENABLE ROW LEVEL SECURITY;",
    "a policy": "CREATE POLICY p ON books FOR SELECT USING (true);",
}


def schema(*texts: str) -> Schema:
    """What the database is after the texts."""
    scripts = [
        Script(source=Source(f"{number}.sql", text)) for number, text in enumerate(texts, start=1)
    ]
    return replay(scripts, platform=SUPABASE).schema


def of_books(*texts: str) -> Fingerprint:
    """The fingerprint of the table after the texts."""
    found = schema(BASE, *texts)
    return fingerprint(found.tables["public.books"], found)


@pytest.mark.parametrize("change", SAME)
def test_what_nobody_relies_on_changes_nothing(change: str) -> None:
    assert of_books(SAME[change]) == of_books()


@pytest.mark.parametrize("change", DETAILS)
def test_how_it_is_made_changes_the_details_alone(change: str) -> None:
    before, after = of_books(), of_books(DETAILS[change])
    assert after.contract == before.contract
    assert after.details != before.details


@pytest.mark.parametrize("change", CONTRACT)
def test_what_others_rely_on_changes_the_contract(change: str) -> None:
    assert of_books(CONTRACT[change]).contract != of_books().contract


def test_the_same_meaning_has_the_same_fingerprint() -> None:
    other = BASE.replace("CHECK (title <> '')", "CHECK ((title != ''::text))").replace(
        "  title text NOT NULL", "  title text   NOT NULL"
    )
    moved = other.replace("  pages integer DEFAULT 1\n", "").replace(
        "  id uuid", "  pages int4 DEFAULT (1),\n  id uuid"
    )
    moved = moved.replace("  state public.state,\n", "  state public.state\n")
    found = schema("-- lines above\n\n", moved)
    assert fingerprint(found.tables["public.books"], found) == of_books()


def test_a_view_is_its_query() -> None:
    before, same, after = (
        schema(BASE, text)
        for text in (
            "",
            "CREATE OR REPLACE VIEW titles AS SELECT b.title FROM books b;",
            "CREATE OR REPLACE VIEW titles AS SELECT title FROM books WHERE pages > 1;",
        )
    )
    prints = [fingerprint(one.views["public.titles"], one) for one in (before, same, after)]
    assert prints[0].details == prints[2].details
    assert prints[0].contract != prints[2].contract


def test_a_fingerprint_is_read_as_it_is_written() -> None:
    stated = Fingerprint(contract="0123456789ab", details="ba9876543210")
    assert Fingerprint.parse(str(stated)) == stated


# The file


PAIRS = st.tuples(
    st.from_regex(r"DBT-\d{3}", fullmatch=True),
    st.from_regex(r"(API|BR-FEA)-\d{3}", fullmatch=True),
)
PRINTS = st.builds(
    Fingerprint,
    contract=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
    details=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
)


@given(st.dictionaries(PAIRS, PRINTS), st.sampled_from(("\n", "\r\n")))
def test_a_file_is_read_as_it_was_written(
    reviewed: dict[tuple[str, str], Fingerprint], newline: str
) -> None:
    text = render_review(Review(reviewed=reviewed), newline)
    assert parse_review(Source("r.json", text)).reviewed == reviewed
    assert text.count(newline) == text.count("\n") == len(reviewed) + (4 if not reviewed else 5)


def test_what_two_branches_reviewed_otherwise_is_not_reviewed() -> None:
    text = """{"format": "sotsync.review/1", "reviewed": {
        "DBT-001 API-001": "a.b", "DBT-001 API-001": "c.d",
        "DBT-002 API-001": "a.b", "DBT-002 API-001": "a.b", "no pair": 3}}"""
    assert set(parse_review(Source("r.json", text)).reviewed) == {("DBT-002", "API-001")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< HEAD", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no list"),
        ('{"format": "sotsync.review/2", "reviewed": {}}', "is no list"),
        ('{"format": "sotsync.review/1"}', "is no list"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        parse_review(Source("r.json", text))
    assert refused.value.location is not None
    assert refused.value.hint is not None


# What is suspect


def present(*texts: str) -> Reviewable:
    """References to two tables after the texts."""
    document = parse_document(
        Source(
            "SoT/SoT.ACTUAL_SCHEMA.md",
            "# Schema\n\n## DBT-001: Books\n\n## DBT-301: Titles\n\n## DBT-009: Gone\n",
        )
    )
    cited = "".join(f"- DBT-{number} - x\n" for number in ("001", "301", "009", "404"))
    sibling = Source("SoT/SoT.API.md", f"## API-001: List\n\n**Database Operations**:\n{cited}")
    return reviewable(read_references_between(document, [sibling]), schema(BASE, *texts))


def test_only_references_with_both_ends_and_a_table_are_reviewed() -> None:
    assert list(present().fingerprints) == [("DBT-001", "API-001"), ("DBT-301", "API-001")]


def test_nothing_is_suspect_after_a_review() -> None:
    assert check_reviews(present(), Review(reviewed=present().fingerprints)) == ()


@pytest.mark.parametrize(
    ("sql", "severity", "words", "place"),
    [
        ("\nALTER TABLE books ADD COLUMN isbn text;", Severity.WARNING, "has changed", "2.sql:2:1"),
        ("CREATE INDEX i ON books (pages);", Severity.INFO, "is made otherwise", "2.sql:1:1"),
    ],
)
def test_a_changed_table_makes_its_references_suspect(
    sql: str, severity: Severity, words: str, place: str
) -> None:
    [found] = check_reviews(present(sql), Review(reviewed=present().fingerprints))
    assert (found.code, found.severity, found.object) == ("D077", severity, "DBT-001")
    assert found.message == (
        f"public.books {words} since what refers to DBT-001 was reviewed: "
        "API-001 (SoT/SoT.API.md:4)"
    )
    assert str(found.migration) == place
    assert str(found.document) == "SoT/SoT.ACTUAL_SCHEMA.md:3:1"


def test_what_was_never_reviewed_is_a_note() -> None:
    found = check_reviews(present(), Review())
    assert [one.severity for one in found] == [Severity.INFO, Severity.INFO]
    assert (
        found[0].message == "what refers to DBT-001 was never reviewed: API-001 (SoT/SoT.API.md:4)"
    )
