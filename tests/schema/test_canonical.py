"""Canonical forms: spellings of one meaning share one, other meanings never do."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from sotsync.schema.canonical import canonical_expression, same_expression
from tests.schema.expressions import DIFFERENT_PAIRS, EQUAL_PAIRS, REALISTIC

_SWAPS = (
    (" = ", " <> "),
    (" <> ", " = "),
    (" < ", " <= "),
    (" <= ", " < "),
    (" > ", " >= "),
    (" >= ", " > "),
    (" AND ", " OR "),
    (" OR ", " AND "),
    (" + ", " - "),
    (" - ", " + "),
    (" * ", " / "),
    (" / ", " * "),
    ("IS NULL", "IS NOT NULL"),
    ("IS NOT NULL", "IS NULL"),
    (" IS DISTINCT ", " IS NOT DISTINCT "),
    ("NOT ", ""),
    (" IN (", " NOT IN ("),
    (" LIKE ", " NOT LIKE "),
    (" LIKE ", " ILIKE "),
    (" BETWEEN ", " NOT BETWEEN "),
    ("EXISTS", "NOT EXISTS"),
    ("->>", "->"),
    ("-> ", "->> "),
    ("~*", "~"),
    ("~*", "!~*"),
    ("&&", "@>"),
    ("@>", "<@"),
    (" ? ", " @> "),
    ("||", "+"),
    ("ANY", "ALL"),
    ("[1]", "[2]"),
    ("[)", "[]"),
    ("ELSE", "WHEN true THEN"),
    ("::uuid", "::text"),
    ("::text", "::integer"),
    ("::integer", "::bigint"),
    ("::numeric(12,2)", "::numeric(12,3)"),
    ("::interval", "::text"),
    ("auth.uid()", "auth.role()"),
    ("auth.uid()", "uid()"),
    ("SELECT 1 FROM", "SELECT 1 FROM ONLY"),
    ("NEW.", "OLD."),
    ("OLD.", "NEW."),
)  # fmt: skip


def _mutations(text: str) -> Iterator[str]:
    """Every text that one small change of meaning makes of ``text``."""
    for old, new in _SWAPS:
        for match in re.finditer(re.escape(old), text):
            yield text[: match.start()] + new + text[match.end() :]
    for match in re.finditer(r"'([^']*)'", text):
        yield f"{text[: match.start()]}'{match[1]}x'{text[match.end() :]}"
        if not text.startswith("::interval", match.end()):
            yield f"{text[: match.start()]}'{match[1]} '{text[match.end() :]}"
    for match in re.finditer(r"(?<![\w.'])\d+(?:\.\d+)?(?![\w'])", text):
        yield f"{text[: match.start()]}{match.group()}7{text[match.end() :]}"
    for match in re.finditer(
        r"(?<!['\w.:])(?<!AS )[a-z_]+(?![\w'.(])(?=[^']*(?:'[^']*'[^']*)*$)", text
    ):
        yield f"{text[: match.start()]}{match.group()}_other{text[match.end() :]}"
    for match in re.finditer(r"[a-z_]+(?=\()", text):
        yield f"{text[: match.start()]}{match.group()}_other{text[match.end() :]}"
    for match in re.finditer(r"\(([\w.]+), ([\w.]+|'[^']*')\)", text):
        yield f"{text[: match.start()]}({match[2]}, {match[1]}){text[match.end() :]}"
    yield f"NOT ({text})"
    yield f"({text}) IS NULL"
    yield f"({text})::varchar(3)"
    yield f"(SELECT {text})"


MUTATIONS = sorted({(text, mutation) for text in REALISTIC for mutation in _mutations(text)})


@pytest.mark.parametrize(("one", "other"), EQUAL_PAIRS)
def test_spellings_of_one_meaning_are_the_same(one: str, other: str) -> None:
    assert canonical_expression(one) == canonical_expression(other)
    assert same_expression(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_PAIRS)
def test_different_meanings_differ(one: str, other: str) -> None:
    assert canonical_expression(one) != canonical_expression(other)
    assert not same_expression(one, other)


def test_no_mutation_of_a_real_looking_expression_is_judged_the_same() -> None:
    missed = [pair for pair in MUTATIONS if same_expression(*pair)]
    assert len(MUTATIONS) > 450
    assert missed == []


def test_absent_expressions_are_the_same_only_as_each_other() -> None:
    assert same_expression(None, None)
    assert not same_expression(None, "true")
    assert not same_expression("true", None)


def test_sqlglot_is_loaded_only_when_two_texts_differ() -> None:
    code = (
        "import sys; from sotsync.schema.canonical import same_expression as same;"
        "same('a', 'a'); early = 'sqlglot' in sys.modules;"
        "same('a', '(a)'); print(early, 'sqlglot' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["False", "True"]
