"""Long expressions over several lines: broken where a person would, and meaning what they meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.schema.render.layout import LINE_LENGTH, in_parentheses, lay_out
from sotsync.sql.deparse import deparse_expression, deparse_query, parse_expression
from sotsync.sql.keywords import with_upper_case_values
from sotsync.sql.statements import parse_statements
from sotsync.text import Source

QUERIES = {
    "SELECT DISTINCT ON (o.tenant_id) o.id, count(*) FILTER (WHERE i.is_open) AS open_items,"
    " CASE WHEN o.total > 1000 THEN 'large' ELSE 'small' END AS size FROM public.orders o"
    " LEFT JOIN public.items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id"
    " WHERE o.placed_at BETWEEN '2026-01-01' AND '2026-12-31' AND o.status <> 'cancelled'"
    " AND left(o.number, 3) = 'ABC' GROUP BY o.id, o.total ORDER BY o.tenant_id LIMIT 10": [
        "SELECT DISTINCT ON (o.tenant_id)",
        "  o.id,",
        "  count(*) FILTER (WHERE i.is_open) AS open_items,",
        "  CASE WHEN o.total > 1000 THEN 'large' ELSE 'small' END AS size",
        "FROM public.orders o",
        "LEFT JOIN public.items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id",
        "WHERE o.placed_at BETWEEN '2026-01-01' AND '2026-12-31'",
        "  AND o.status <> 'cancelled'",
        "  AND left(o.number, 3) = 'ABC'",
        "GROUP BY o.id, o.total",
        "ORDER BY o.tenant_id",
        "LIMIT 10",
    ],
    "WITH recent AS (SELECT id, placed_at FROM public.orders WHERE placed_at > now() - '1 d')"
    " SELECT id FROM recent UNION ALL SELECT id FROM public.archived_orders WHERE id IS NOT NULL": [
        "WITH recent AS (SELECT id, placed_at FROM public.orders WHERE placed_at > now() - '1 d')",
        "SELECT id",
        "FROM recent",
        "UNION ALL",
        "SELECT id",
        "FROM public.archived_orders",
        "WHERE id IS NOT NULL",
    ],
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_broken_at_its_clauses(query: str) -> None:
    assert lay_out(query) == QUERIES[query]


EXPRESSIONS = {
    "auth.uid() = user_id": ["auth.uid() = user_id"],
    "auth.uid() = user_id OR EXISTS (SELECT 1 FROM public.members m"
    " WHERE m.tenant_id = notes.tenant_id AND m.user_id = auth.uid() AND m.is_active = true"
    " AND m.role IN ('owner', 'admin'))": [
        "auth.uid() = user_id",
        "OR EXISTS (",
        "  SELECT 1",
        "  FROM public.members m",
        "  WHERE m.tenant_id = notes.tenant_id",
        "    AND m.user_id = auth.uid()",
        "    AND m.is_active = true",
        "    AND m.role IN ('owner', 'admin')",
        ")",
    ],
    "setweight(to_tsvector('simple'::regconfig, COALESCE(name, '')), 'A')"
    " || setweight(to_tsvector('simple'::regconfig, COALESCE(description, '')), 'B')": [
        "setweight(to_tsvector('simple'::regconfig, COALESCE(name, '')), 'A')",
        "|| setweight(to_tsvector('simple'::regconfig, COALESCE(description, '')), 'B')",
    ],
    f"is_one_of(name, '{'x' * 60}', 'a \\', E'it\\'s', 'b (', \"c )\", ARRAY['d', 'e'], now())": [
        "is_one_of(",
        "  name,",
        f"  '{'x' * 60}',",
        "  'a \\',",
        "  E'it\\'s',",
        "  'b (',",
        '  "c )",',
        "  ARRAY['d', 'e'],",
        "  now()",
        ")",
    ],
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_is_broken_at_what_joins_it(text: str) -> None:
    assert lay_out(text) == EXPRESSIONS[text]


def test_what_stands_in_parentheses_gets_lines_of_its_own() -> None:
    assert in_parentheses("USING ", "a > 0", indent="  ") == "USING (a > 0)"
    long = " AND ".join(f"a_long_name_of_it_here > {number}" for number in range(4))
    assert in_parentheses("CHECK ", long, " NO INHERIT", indent="  ").split("\n") == [
        "CHECK (",
        *(
            f"    {'AND ' if number else ''}a_long_name_of_it_here > {number}"
            for number in range(4)
        ),
        "  ) NO INHERIT",
    ]


def test_brackets_that_do_not_match_are_let_be() -> None:
    text = f"({'a ' * LINE_LENGTH}"
    assert lay_out(text) == [text]


atoms = st.sampled_from(
    [
        "a",
        "b.c",
        "'x'' y'",
        "E'it\\\\s'",
        "1.5",
        '"Odd (name"',
        "now()",
        "CURRENT_USER",
        "$$ a $$",
        "NULL",
    ]
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} AND {})".format, inner, inner),
        st.builds("(a BETWEEN {} AND {})".format, atoms, atoms),
        st.builds("coalesce({}, {}, {})".format, inner, inner, inner),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, inner, inner, inner),
        st.builds("EXISTS (SELECT {} FROM t JOIN u ON {} WHERE {})".format, inner, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("(ARRAY[{}, {}])[1]".format, inner, inner),
    ),
    max_leaves=25,
)


@given(expressions)
def test_a_layout_means_what_the_text_means(expression: str) -> None:
    """Laid out or not, PostgreSQL's parser reads the same tree; and a layout is stable."""
    text = deparse_expression(parse_expression(expression))
    lines = lay_out(text)
    assert deparse_expression(parse_expression("\n".join(lines))) == text
    query = f"SELECT {text} FROM t WHERE {text}"  # noqa: S608 - never run
    (statement,) = parse_statements(Source("", "\n".join(lay_out(query))))
    assert statement.node is not None
    (plain,) = parse_statements(Source("", query))
    assert deparse_query(statement.node) == deparse_query(plain.node)


VALUES = {
    "current_timestamp": "CURRENT_TIMESTAMP",
    "current_timestamp(3) + localtime": "CURRENT_TIMESTAMP(3) + LOCALTIME",
    "'current_user' || current_user": "'current_user' || CURRENT_USER",
    'a."user" = user': 'a."user" = USER',
    "x.current_date": "x.current_date",
    "current_schema()": "current_schema()",
    "$q$ user $q$": "$q$ user $q$",
    "user_id = my_user": "user_id = my_user",
}


@pytest.mark.parametrize("sql", VALUES)
def test_words_that_stand_for_a_value_are_written_as_postgresql_prints_them(sql: str) -> None:
    assert with_upper_case_values(sql) == VALUES[sql]
