"""The reference page of finding codes: complete, and every example is what sotsync says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sotsync.diff.codes import CODES as DRIFT_CODES
from sotsync.diff.human_text import check_human_text
from sotsync.diff.reviews import Review, check_reviews, reviewable
from sotsync.document.backlinks import read_references_between
from sotsync.document.citations import check_citations
from sotsync.document.hyperlinks import linked_names
from sotsync.document.mapping import map_entries
from sotsync.document.parse import parse_document
from sotsync.document.reference_checks import check_references
from sotsync.document.registry import check_ids
from sotsync.document.specifications import compose
from sotsync.findings import Acceptance, Finding, accept
from sotsync.migrations.read import read_migrations
from sotsync.replay.codes import CODES as REPLAY_CODES
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.text import Source
from tests.patch import cases as patch_cases

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "finding-codes.md").read_bytes().decode()
SECTION = re.compile(
    r"^## (?P<code>[A-Z]\d{3}): (?P<title>.+)\n\n(?P<meaning>(?:.+\n)+)\n"
    r"(?:(?P<fence>`{3,})(?:sql|markdown)\n(?P<input>(?:.*\n)+?)(?P=fence)\n\n)?"
    r"```text\n(?P<example>.+)\n```\n\n"
    r"Severity: (?P<severity>\w+)\. What to do: (?P<hint>.+)$",
    re.MULTILINE,
)
SECTIONS = {match["code"]: match for match in SECTION.finditer(PAGE)}
CODE = re.compile(r"[A-Z]\d{3}")

CITED = parse_document(
    Source(
        "SoT/SoT.ACTUAL_SCHEMA.md",
        "# Schema\n\n## Deprecated\n\n### DBT-105: Coupons [DEPRECATED]\n",
    )
)
"""What other documents cite."""

LINKED = parse_document(
    Source(
        "SoT/SoT.ACTUAL_SCHEMA.md",
        "# Schema\n\n## DBT-001: Books\n\n**Table**: public.books\n\n"
        "### Related IDs\n\n**Accessed By APIs**:\n",
    )
)
"""An entry that names nothing back."""

BOOKS = """
CREATE TABLE books (id int PRIMARY KEY, title text);
COMMENT ON TABLE books IS 'Every copy that the library owns';
ALTER TABLE readers ADD COLUMN card text;
"""
"""What the queries and purposes of people are held against."""

PERSONAL = frozenset({"D100", "D110", "D121", "D130"})

UNPRINTABLE = {
    "R108": f"CREATE VIEW public.deep AS SELECT {'NOT ' * 6000}true;",
    "R111": "CREATE TABLE public.books (title text DEFAULT '\0');",
}
"""What no page can show."""


def codes_in_the_program() -> Iterator[str]:
    """Every text in the program that looks like a code; SQLSTATEs are longer."""
    for path in (ROOT / "sotsync").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from CODE.findall(node.value) if len(node.value) == 4 else ()


def found(code: str, tmp_path: Path) -> Iterable[Finding]:
    """What sotsync says of a section's input, or of a case that a page has no room for."""
    shown = SECTIONS[code]["input"] or UNPRINTABLE.get(code, "")
    match code[0]:
        case "M":
            folder = tmp_path / "supabase" / "migrations"
            folder.mkdir(parents=True)
            for name in ("1_a.sql", "notes.sql"):
                (folder / name).touch()
            return read_migrations(folder, root=tmp_path).findings
        case "R":
            source = Source("example.sql", shown.rstrip("\n"))
            script = Script(source=source, is_baseline=code == "R116")
            return replay([script], platform=SUPABASE).findings
        case "D":
            return found_in_documents(code, shown)
        case "A":
            accepted = Acceptance(code="R101", path="20240311_old.sql", reason="ran twice by hand")
            return accept((), [accepted])
        case _:
            return [
                finding
                for folder in patch_cases.CASES
                if (folder / "findings.txt").exists()
                for finding in patch_cases.plan(
                    patch_cases.read_text(folder / "before.md"), patch_cases.read_replay(folder)
                ).findings
            ]


def found_in_documents(code: str, shown: str) -> Iterable[Finding]:
    """What sotsync says of a document, or of one with what is around it."""
    if code in {"D160", "D161"}:
        return found_in_files()
    if code in {*PERSONAL, "D071", "D074", "D075", "D076", "D077", "D078"}:
        return found_around(code, shown)
    document = parse_document(Source("document.md", shown))
    mapping = map_entries(document, ["public.books"])
    base = parse_document(Source("document.md", "## DBT-001: Scrolls\n"))
    against = base if code == "D153" else None
    return (*document.findings, *mapping.findings, *check_ids(document, against))


def found_in_files() -> Iterable[Finding]:
    """What sotsync says of a document of several files."""
    main = Source(
        "SoT/SoT.ACTUAL_SCHEMA.md",
        "# Schema\n\n## DBT-001: Books\n\n### Columns\n\n"
        "| Column | Type | Description |\n|---|---|---|\n"
        "| id | INT | Number |\n| title | TEXT | Name |\n\n"
        "- [books](database-schema/full.md) <!-- sotsync: specification -->\n",
    )
    specification = Source(
        "SoT/database-schema/full.md",
        "<!-- sotsync: specification of DBT-001 in ../SoT.ACTUAL_SCHEMA.md -->\n\n"
        "### Field Specifications\n\n| Column | Type | Description |\n|---|---|---|\n"
        "| title | TEXT | What the cover says |\n",
    )
    strays = ("SoT/database-schema/books.md",)
    return parse_document(compose(main, {specification.path: specification}, strays)).findings


def found_around(code: str, shown: str) -> Iterable[Finding]:
    """What sotsync says of references between documents, and of what people wrote."""
    if code in PERSONAL:
        document = parse_document(Source("document.md", shown))
        return check_human_text(document, replay([Script(source=Source("a.sql", BOOKS))]))
    if code in {"D074", "D076"}:
        return check_citations(CITED, [Source("SoT/SoT.API_CONTRACTS.md", shown)])
    if code == "D071":
        document = parse_document(Source("SoT/SoT.ACTUAL_SCHEMA.md", shown))
        missing = linked_names(document.source)
        return check_references(read_references_between(document, ()), missing)
    references = read_references_between(LINKED, [Source("SoT/SoT.API_CONTRACTS.md", shown)])
    if code != "D077":
        return check_references(references)
    before, after = (
        reviewable(references, replay([Script(source=Source("example.sql", sql))]).schema)
        for sql in ("CREATE TABLE books (id int)", "CREATE TABLE books (id text)")
    )
    return check_reviews(after, Review(reviewed=before.fingerprints))


def test_the_pages_have_every_code_of_the_program_and_no_other() -> None:
    assert list(SECTIONS) == sorted(SECTIONS, key=lambda code: ("MRDPA".index(code[0]), code))
    assert len(re.findall(r"^## [A-Z]\d{3}: ", PAGE, re.MULTILINE)) == len(SECTIONS)
    assert {*SECTIONS, *DRIFT_CODES} == set(codes_in_the_program())


@pytest.mark.parametrize("code", SECTIONS)
def test_the_example_is_what_is_said(code: str, tmp_path: Path) -> None:
    section = SECTIONS[code]
    told = {
        ": ".join(map(str, filter(None, (finding.location, finding.message)))): finding
        for finding in found(code, tmp_path)
        if finding.code == code
    }
    assert section["example"] in told
    finding = told[section["example"]]
    assert section["severity"] == finding.severity.value
    assert section["hint"].replace("`", "") == finding.hint


@pytest.mark.parametrize("code", REPLAY_CODES)
def test_the_page_says_of_statements_what_the_table_says(code: str) -> None:
    entry = next(entry for known, entry in REPLAY_CODES.items() if known == code)
    assert SECTIONS[code]["title"] == entry.title
    assert SECTIONS[code]["hint"].replace("`", "") == entry.hint
