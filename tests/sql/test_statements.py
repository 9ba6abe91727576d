"""Splitting and parsing: every statement found, every place right, nothing raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.sql.splitter import PieceKind, split_pieces
from sotsync.sql.statements import FaultKind, Statement, parse_statements
from sotsync.text import Source, Span


def _parse(text: str) -> tuple[Statement, ...]:
    return parse_statements(Source("x.sql", text))


def _texts(text: str) -> list[str]:
    return [text[s.span.start : s.span.end] for s in _parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n-- nothing\n", []),
        (";;", []),
        ("select 1;;select 2;", ["select 1", "select 2"]),
        ("select 1 -- tail\n ; select 'é;é'; /* x */ select 3 ", None),
        ("\ufeffselect 1", ["select 1"]),
        ("select ';', $a$;$b$;$a$, \";\"; select e'\\';'; select 2", None),
        ("selec 1; select $$;$$; select 2", ["selec 1", "select $$;$$", "select 2"]),
        ("selec 'a'';'; select \"a\"\";\"; select E'a\\';' ; select 1", None),
        ("selec /* ; /* ; */ ; */ 1; select 2 -- ;\n; select 3", None),
        ("selec $1; select a$b$; select 2", ["selec $1", "select a$b$", "select 2"]),
        ("selec e; select name'x;'; select 2", None),
        ("selec (1; 2); select 2", ["selec (1; 2)", "select 2"]),
        ("selec 'never closed; select 1", ["selec 'never closed; select 1"]),
        ("selec $x$ never closed; select 1", ["selec $x$ never closed; select 1"]),
        ('selec "never closed; select 1', ['selec "never closed; select 1']),
        ("select 1 /* never closed; select 1", ["select 1 /* never closed; select 1"]),
        ("selec $ 1; select 1", ["selec $ 1", "select 1"]),
    ],
)
def test_statements_are_found(text: str, expected: list[str] | None) -> None:
    if expected is not None:
        assert _texts(text) == expected
    starts = [text[s.span.start :].startswith(("sele", "SELE")) for s in _parse(text)]
    assert all(starts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1; /* never closed", 'unterminated /* comment at or near "/* never closed"'),
        ("/* a /* b */", 'unterminated /* comment at or near "/* a /* b */"'),
        ("select 1;\n\ufeffselect 2", 'syntax error at or near "\ufeffselect"'),
        ("select 1;\n\u00a0select 2", 'syntax error at or near "\u00a0select"'),
        ("select 1;\u2028select 2", 'syntax error at or near "\u2028select"'),
        ("select 'a\nb", 'unterminated quoted string at or near "\'a …"'),
        (f"select '{'x' * 99}", f'unterminated quoted string at or near "\'{"x" * 59} …"'),
    ],
)
def test_what_the_server_refuses_is_told_in_one_line(text: str, message: str) -> None:
    """None of these is white space or a comment to the server, so none may be passed over."""
    error = _parse(text)[-1].error
    assert error is not None
    assert error.message == message


def test_offsets_are_characters_not_bytes() -> None:
    text = "select 'äöü'; -- ßß\nselect '€'; select 'x'"
    assert _texts(text) == ["select 'äöü'", "select '€'", "select 'x'"]


def test_syntax_error_points_at_its_character() -> None:
    (good, bad) = _parse("select 'é'; selec 2")
    assert good.error is None
    assert bad.error is not None
    assert bad.error.message == 'syntax error at or near "selec"'
    assert bad.error.offset == 12
    assert bad.error.kind is FaultKind.SYNTAX
    assert (bad.kind, bad.node) == ("", None)


def test_only_the_span_is_read() -> None:
    text = "select 1; select 2; select 3"
    found = parse_statements(Source("x.sql", text), Span(10, 18))
    assert [text[s.span.start : s.span.end] for s in found] == ["select 2"]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("-- one\n-- two\nselect 1;\n\n-- three\nselect 2", ["one\ntwo", "three"]),
        ("/* a\n * b\n */\nselect 1", ["a\nb"]),
        ("select 1; -- beside\nselect 2", ["", ""]),
        ("select 1; -- beside\n-- above\nselect 2", ["", "above"]),
        ("select 1; /* between */ select 2", ["", ""]),
        ("-- far\n\nselect 1", ["far"]),
        ("-- one\nselect 1;\n-- two\nselec 2", ["one", ""]),
        ("select 1", [""]),
        ("selec 1;\n-- two\nselect 2", ["", "two"]),
    ],
)
def test_comment_above_a_statement(text: str, comments: list[str]) -> None:
    assert [statement.comment for statement in _parse(text)] == comments


def test_atomic_bodies_keep_their_semicolons() -> None:
    body = (
        "create function f() returns int begin atomic "
        "select case when true then 1 end; select 'end'; end"
    )
    assert _texts(body + "; selec 1; select 2") == [body, "selec 1", "select 2"]
    assert _texts(body + "; select 2") == [body, "select 2"]


def test_psql_is_skipped_with_its_data() -> None:
    text = "\\restrict x\nselect 1;\nCOPY a (b) FROM stdin;\n1\t;\n\\.\nselect 2;\n\\unrestrict x"
    kinds = [s.error.kind if s.error else s.kind for s in _parse(text)]
    assert kinds == [
        FaultKind.META_COMMAND,
        "select_stmt",
        "copy_stmt",
        FaultKind.COPY_DATA,
        "select_stmt",
        FaultKind.META_COMMAND,
    ]


def test_copy_data_that_never_ends() -> None:
    (statement, data) = _parse("copy a from stdin;\n1\n2\n")
    assert statement.kind == "copy_stmt"
    assert data.error is not None
    assert data.error.kind is FaultKind.COPY_DATA


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_characters_that_sql_cannot_hold(character: str) -> None:
    text = f"select 1; select 'ab{character}'; select 2"
    found = _parse(text)
    faults = [(s.error.kind, s.error.offset) for s in found if s.error]
    assert faults == [(FaultKind.ENCODING, text.index(character))]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select " + "1+" * 200 + "1", ""),
        ("create table t (a int default " + "1+" * 200 + "1)", "create_stmt"),
        ("create or replace view v as select " + "not " * 500 + "true", "view_stmt"),
        ("create policy p on t using (" + "1+" * 200 + "1 > 0)", "create_policy_stmt"),
        ("insert into t select " + "1+" * 60_000 + "1", "insert_stmt"),
        ("select " + "1::int" + "::int" * 60_000, ""),
        ("select 1" + " union select 1" * 40_000, ""),
    ],
)
def test_deep_nesting_costs_one_statement(text: str, kind: str) -> None:
    (deep, after) = _parse(f"{text}; select 2")
    assert deep.error is not None
    assert deep.error.kind is FaultKind.NESTING
    assert (deep.kind, deep.node) == (kind, None)
    assert after.kind == "select_stmt"


def test_long_data_is_not_taken_for_nesting() -> None:
    rows = ["('2024-01-01', 'a-b-c-d', -1)"] * 6_000
    (statement,) = _parse(" ".join(["insert into t values", ", ".join(rows)]))
    assert statement.kind == "insert_stmt"


_PARTS = st.sampled_from(
    ["select 1", ";", "'", '"', "$$", "--", "\n", "/*", "*/", "(", ")", "\\", "é", "e'", "\0", " "]
)


@given(st.lists(_PARTS, max_size=25).map("".join))
def test_any_text_is_read_without_raising(text: str) -> None:
    """Law: statements lie in order inside the text, none overlapping another."""
    end = 0
    for statement in _parse(text):
        assert end <= statement.span.start <= statement.span.end <= len(text)
        end = statement.span.end


@given(st.lists(_PARTS, max_size=25).map("".join))
def test_pieces_cover_what_is_not_blank(text: str) -> None:
    """Law: pieces lie in order, and none is empty."""
    end = 0
    for piece in split_pieces(text, 0, len(text)):
        assert end <= piece.start
        assert piece.start < piece.end or piece.kind is PieceKind.COPY_DATA
        end = piece.end
