"""Law: parsing the text of a tree gives the tree again, whatever stands inside what."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.sql import Node
from sotsync.sql.deparse import (
    deparse_expression,
    deparse_expressions,
    deparse_query,
    parse_expression,
)
from sotsync.sql.parser import GrammarError, parse_tree, unwrap

_PLACES = frozenset(
    {
        "location",
        "rexpr_list_start",
        "rexpr_list_end",
        "list_start",
        "list_end",
        "stmt_location",
        "stmt_len",
    }
)

COMMON = [
    "(%s) AND (%s)",
    "(%s) OR (%s)",
    "NOT (%s)",
    "(%s) = (%s)",
    "(%s) < (%s)",
    "(%s) <> (%s)",
    "(%s) + (%s)",
    "(%s) - (%s)",
    "(%s) * (%s)",
    "(%s) ^ (%s)",
    "(%s) || (%s)",
    "- (%s)",
    "(%s) -> (%s)",
    "(%s) OPERATOR(pg_catalog.+) (%s)",
    "OPERATOR(pg_catalog.-) (%s)",
    "(%s) IN ((%s), (%s))",
    "(%s) NOT IN ((%s))",
    "(%s) IN (SELECT (%s))",
    "(%s) = ANY (%s)",
    "(%s) < ALL (%s)",
    "(%s) ~~ ANY (%s)",
    "(%s) LIKE (%s)",
    "(%s) NOT ILIKE (%s)",
    "(%s) LIKE (%s) ESCAPE (%s)",
    "(%s) SIMILAR TO (%s)",
    "(%s) BETWEEN (%s) AND (%s)",
    "(%s) NOT BETWEEN (%s) AND (%s)",
    "(%s) BETWEEN SYMMETRIC (%s) AND (%s)",
    "(%s) IS NULL",
    "(%s) IS NOT NULL",
    "(%s) IS TRUE",
    "(%s) IS NOT FALSE",
    "(%s) IS UNKNOWN",
    "(%s) IS DISTINCT FROM (%s)",
    "(%s) IS NOT DISTINCT FROM (%s)",
    "(%s)::text",
    "(%s)[%s]",
    "(%s)[%s:%s]",
    "CASE WHEN %s THEN %s ELSE %s END",
    "CASE (%s) WHEN %s THEN %s END",
    "ROW((%s), (%s))",
    "((%s), (%s)) = ((%s), (%s))",
    "((%s), (%s)) IN (SELECT 1, 2)",
    "ARRAY[(%s), (%s)]",
    "g((%s), (%s))",
    "COALESCE((%s), (%s))",
    "NULLIF((%s), (%s))",
    "GREATEST((%s), (%s))",
    "(SELECT (%s))",
    "(SELECT (%s))[%s]",
    "EXISTS (SELECT (%s))",
    "sum((%s)) FILTER (WHERE (%s))",
]
RARE = [
    '(%s) COLLATE "C"',
    "(%s) AT TIME ZONE (%s)",
    "(%s) AT LOCAL",
    "(%s) IS JSON OBJECT",
    "(%s) IS DOCUMENT",
    "(%s) IS NFC NORMALIZED",
    "(%s) = ANY (SELECT 1)",
    "((%s), (%s)) OVERLAPS ((%s), (%s))",
    "position((%s) IN (%s))",
    "substring((%s) from (%s) for (%s))",
    "trim(both (%s) from (%s))",
    "extract(year FROM (%s))",
    "xmlelement(name foo, (%s))",
    "JSON_OBJECT('a': (%s))",
    "grouping((%s))",
    "g(x => (%s))",
]
ATOMS = ["a", "t.b", "1", "-1", "'x'", "NULL", "true", "f(a)", "$1", "operand_apart0_"]


def _without_places(message: Node) -> Node:
    for field, value in message.ListFields():
        if field.name in _PLACES:
            message.ClearField(field.name)
        elif field.message_type is not None:
            for part in value if field.is_repeated else (value,):
                _without_places(part)
    return message


def _tree(text: str) -> Node:
    return _without_places(parse_expression(text))


def _filled(form: str, position: int, operand: str) -> str:
    operands = ["p"] * form.count("%s")
    operands[position] = operand
    return form % tuple(operands)


@pytest.mark.parametrize("outer", [*COMMON, *RARE])
def test_each_form_keeps_each_other_inside_it(outer: str) -> None:
    inner = [form.replace("(%s)", "x").replace("%s", "y") for form in (*COMMON, *RARE)]
    texts = [
        _filled(outer, position, operand)
        for position in range(outer.count("%s"))
        for operand in (*inner, *ATOMS)
    ]
    trees = [tree for tree in map(_parsed, texts) if tree is not None]
    assert [_tree(text) for text in deparse_expressions(trees)] == trees


def _parsed(text: str) -> Node | None:
    try:
        return _tree(text)
    except GrammarError:  # A form that PostgreSQL has no place for there.
        return None


_EXPRESSIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda operands: st.sampled_from(COMMON).flatmap(
        lambda form: st.tuples(*[operands] * form.count("%s")).map(lambda found: form % found)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(_EXPRESSIONS)
def test_what_is_nested_at_will_is_kept(text: str) -> None:
    tree = _parsed(text)
    if tree is not None:
        assert _tree(deparse_expression(tree)) == tree


@pytest.mark.parametrize(
    ("written", "deparsed"),
    [
        ("a BETWEEN (x OR y) AND z", "a BETWEEN (x OR y) AND z"),
        ("(a AND b) IS NULL", "(a AND b) IS NULL"),
        ("(a = b) IN (c, d)", "(a = b) IN (c, d)"),
        ("(a OR b) COLLATE x", "(a OR b) COLLATE x"),
        ("(coalesce(a, b)).c", "(COALESCE(a, b)).c"),
        ("(CASE WHEN a THEN b END)[1]", "(CASE WHEN a THEN b END)[1]"),
        ("(a LIKE (b LIKE c)) LIKE d", "(a LIKE (b LIKE c)) LIKE d"),
        ("(a + 1) BETWEEN (b + 1) AND (c + 1)", "a + 1 BETWEEN b + 1 AND c + 1"),
        ("(a = 1) AND (b IS NULL)", "a = 1 AND b IS NULL"),
    ],
)
def test_parentheses_are_written_where_they_are_needed(written: str, deparsed: str) -> None:
    assert deparse_expression(parse_expression(written)) == deparsed


def test_queries_keep_theirs() -> None:
    query = "SELECT a FROM t WHERE (a OR b) IN (SELECT 1 WHERE c BETWEEN (d AND e) AND f)"
    assert deparse_query(unwrap(parse_tree(query).stmts[0].stmt)) == query
