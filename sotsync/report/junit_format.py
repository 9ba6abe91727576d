"""The report as JUnit XML, which nearly every CI server shows as a list of tests.

A suite for each table, entry or file with something to look at, a failed test for each error and
warning, and a passed test for each note. Where nothing was found one test has passed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sotsync.findings import Severity
from sotsync.report.models import Report
from sotsync.report.problems import Problem, problems_of
from sotsync.report.rules import title_of
from sotsync.report.styles import PLAIN, Style, harmless

__all__ = ["render_junit"]


def render_junit(report: Report, style: Style = PLAIN) -> str:
    """The report as XML in ASCII, ending in a line end; ``style`` makes no difference."""
    del style
    root = Element("testsuites", name=f"sotsync {report.command}")
    problems = sorted(problems_of(report), key=lambda problem: problem.group)
    for group, found in itertools.groupby(problems, key=lambda problem: problem.group):
        _suite(root, group, list(found))
    if not problems:
        name = report.document or report.migrations
        suite = SubElement(root, "testsuite", name=_text(name), tests="1", failures="0")
        SubElement(suite, "testcase", classname=_text(name), name="is in step")
    for total in ("tests", "failures"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    indent(root)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode() + "\n"


def _suite(root: Element, group: str, problems: Iterable[Problem]) -> None:
    found = list(problems)
    failures = sum(problem.severity is not Severity.INFO for problem in found)
    suite = SubElement(
        root, "testsuite", name=_text(group), tests=str(len(found)), failures=str(failures)
    )
    for problem in found:
        name = f"{problem.code} {problem.headline}"
        case = SubElement(suite, "testcase", classname=_text(group), name=_text(name))
        if problem.places:
            case.set("file", _text(problem.places[0].path))
            case.set("line", str(max(problem.places[0].line, 1)))
        if problem.severity is Severity.INFO:
            SubElement(case, "system-out").text = _text(_details(problem))
            continue
        failure = SubElement(case, "failure", type=title_of(problem.code))
        failure.set("message", _text(problem.message))
        failure.text = _text(_details(problem))


def _details(problem: Problem) -> str:
    places = [f"  {place.path_and_line}" for place in problem.places]
    repair = [f"To repair: {problem.hint}"] if problem.hint else []
    return "\n".join([problem.message, *places, *repair])


def _text(text: str) -> str:
    """The text without the characters that XML cannot hold, even escaped."""
    return harmless(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
