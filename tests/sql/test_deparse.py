"""Trees to text and back."""

from __future__ import annotations

import pytest

from sotsync.sql.deparse import (
    deparse_expression,
    deparse_expressions,
    deparse_query,
    deparse_statement,
    deparse_type,
    parse_expression,
    parse_type,
)
from sotsync.sql.parser import (
    GrammarError,
    NestingError,
    copy_node,
    enums,
    integer,
    kind_of,
    parse_plpgsql,
    parse_tree,
    string,
    string_list,
    tree_to_text,
    unwrap,
    wrap,
)


@pytest.mark.parametrize(
    ("written", "deparsed"),
    [
        ("A  +1", "a + 1"),
        ("now()", "now()"),
        ("'x'::TEXT", "'x'::text"),
        ("(select 1)", "(SELECT 1)"),
        ("a is not null and b", "a IS NOT NULL AND b"),
    ],
)
def test_expressions(written: str, deparsed: str) -> None:
    node = parse_expression(written)
    assert deparse_expression(node) == deparsed
    assert deparse_expression(unwrap(node)) == deparsed


def test_many_expressions_at_once() -> None:
    texts = ["a + 1", "'between two'", "now()", "ARRAY['a', ', ']", "count(*) FILTER (WHERE a)"]
    nodes = [parse_expression(text) for text in texts * 100]
    assert deparse_expressions(nodes) == [deparse_expression(node) for node in nodes]
    assert deparse_expressions([]) == []


def test_an_expression_that_looks_like_what_parts_them() -> None:
    texts = ["ARRAY[1, 'between two expressions']", "b"]
    assert deparse_expressions([parse_expression(text) for text in texts]) == texts


def test_one_of_many_without_sql() -> None:
    with pytest.raises(GrammarError):
        deparse_expressions([parse_expression("1"), enums.Node()])


def test_types() -> None:
    assert deparse_type(parse_type("numeric(12,2)[]")) == "numeric(12, 2)[]"


def test_queries_and_statements() -> None:
    statement = parse_tree("select a from t").stmts[0].stmt
    assert deparse_query(statement) == "SELECT a FROM t"
    assert deparse_query(unwrap(statement)) == "SELECT a FROM t"
    assert deparse_statement(statement) == "SELECT a FROM t"


def test_errors_carry_their_offset() -> None:
    with pytest.raises(GrammarError) as caught:
        parse_tree("selec 1")
    assert caught.value.offset == 0
    with pytest.raises(GrammarError):
        parse_expression("1 +")
    with pytest.raises(NestingError):
        parse_expression("1+" * 200 + "1")
    with pytest.raises(GrammarError):
        tree_to_text(enums.TypeName())


def test_plpgsql() -> None:
    (function,) = parse_plpgsql("do $$ begin perform 1; end $$")
    assert "PLpgSQL_function" in function
    with pytest.raises(GrammarError):
        parse_plpgsql("do $$ begin nonsense end $$")


@pytest.mark.parametrize(
    ("written", "value"),
    [("5", 5), ("9223372036854775807", 2**63 - 1), ("'x'", None), ("a", None), ("1.5", None)],
)
def test_integers(written: str, value: int | None) -> None:
    assert integer(parse_expression(written)) == value


def test_integers_outside_constants() -> None:
    sequence = parse_tree("create sequence s start 5 maxvalue 9999999999").stmts[0].stmt
    options = sequence.create_seq_stmt.options
    assert [integer(option.def_elem.arg) for option in options] == [5, 9999999999]


def test_nodes() -> None:
    empty = enums.Node()
    assert kind_of(empty) == ""
    assert unwrap(empty) is None
    node = parse_expression("a")
    copied = copy_node(node)
    assert copied == node
    assert wrap(unwrap(node)) == node
    assert string(unwrap(node).fields[0]) == "a"
    assert string_list(unwrap(node).fields) == ["a"]
