from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.patch.merge import Wanted, merge_blocks
from sotsync.patch.sql_blocks import Key, SqlBlocks, read_blocks
from sotsync.text import Source, Span

STATEMENTS: dict[str, Key] = {
    "create policy p on t using (true)": ("policy", "p"),
    "create trigger g before update on t execute function f()": ("trigger", "g"),
    "create function a.f(x int) returns int language sql as 'select 1'": ("function", "f", "1"),
    "create table t (x int)": ("relation",),
    "create view t as select 1": ("relation",),
    "create materialized view t as select 1": ("relation",),
    "create index i on t (x)": ("index", "i"),
    "create type a.e as enum ('x')": ("type", "e"),
    "create type a.c as (x int)": ("type", "c"),
    "create type r as range (subtype = int4)": ("type", "r"),
    "create domain d as text": ("type", "d"),
    "comment on column a.t.x is 'y'": ("comment", "column", "x"),
    "comment on policy p on t is 'y'": ("comment", "policy", "p"),
    "comment on function f(int) is 'y'": ("comment", "function", "f"),
    "comment on type a.e is 'y'": ("comment", "type", "e"),
    "alter table t enable row level security": ("rls", "enable"),
    "alter table t no force row level security": ("rls", "no force"),
    "alter table t disable trigger g": ("trigger state", "g"),
    "alter table t add constraint k unique (x)": ("constraint", "k"),
}


def blocks_of(text: str) -> SqlBlocks:
    sql = read_blocks(Source("x", text), Span(0, len(text)))
    assert sql is not None
    return sql


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statements_are_known_by_what_they_are_about(statement: str) -> None:
    assert blocks_of(statement + ";").blocks[0].key == STATEMENTS[statement]


@pytest.mark.parametrize(
    "statement",
    [
        "select 1",
        "alter table t add unique (x)",
        "alter table t add column y int, add column z int",
        "alter table t alter column x set storage plain",
    ],
)
def test_others_are_nobodys(statement: str) -> None:
    assert blocks_of(statement).blocks[0].key[0] == "other"


def test_what_is_no_sql_has_no_blocks() -> None:
    assert read_blocks(Source("x", "create tabel t;"), Span(0, 15)) is None


PIECES = st.sampled_from(
    [
        "create table t (x int);",
        "\n",
        "-- words\n",
        " ",
        "\r\n",
        "select 1 ; -- here\n",
        ";",
        "/* */",
    ]
)


@given(st.lists(PIECES).map("".join))
def test_blocks_are_the_text(text: str) -> None:
    """Joined again, the blocks are the fence, character for character."""
    sql = read_blocks(Source("x", text), Span(0, len(text)))
    assert sql is None or str(sql) == text


def policy(name: str, *, is_stale: bool = True) -> Wanted:
    return Wanted(key=("policy", name), text=f"create policy {name} on t;", is_stale=is_stale)


def test_what_is_right_stays_as_it_is_written() -> None:
    text = "-- a\nCREATE  POLICY a ON t;\n"
    assert str(merge_blocks(blocks_of(text), [policy("a", is_stale=False)], (), "\n")) == text


def test_missing_statements_come_behind_the_one_before_them() -> None:
    text = "create policy a on t;\n\n-- c\ncreate policy c on t;\n"
    wanted = [policy("a", is_stale=False), policy("b"), policy("c", is_stale=False), policy("d")]
    assert str(merge_blocks(blocks_of(text), wanted, (), "\n")) == (
        "create policy a on t;\n\ncreate policy b on t;\n\n"
        "-- c\ncreate policy c on t;\n\ncreate policy d on t;\n"
    )


def test_the_first_of_all_comes_first() -> None:
    wanted = [policy("a"), policy("b", is_stale=False)]
    merged = merge_blocks(blocks_of("create policy b on t;\n"), wanted, (), "\n")
    assert str(merged) == "create policy a on t;\n\ncreate policy b on t;\n"


def test_a_removed_statement_takes_its_own_comment_and_no_other() -> None:
    text = "-- far\n\n-- near\ncreate policy a on t;\n\ncreate policy b on t;\n"
    merged = merge_blocks(blocks_of(text), [], [("policy", "a"), ("policy", "x")], "\n")
    assert str(merged) == "-- far\n\ncreate policy b on t;\n"
    merged = merge_blocks(blocks_of(text), [], [("policy", "a"), ("policy", "b")], "\n")
    assert str(merged) == "-- far\n"


def test_an_empty_fence_is_filled() -> None:
    assert str(merge_blocks(blocks_of(""), [policy("a"), policy("b")], (), "\r\n")) == (
        "create policy a on t;\r\n\r\ncreate policy b on t;\r\n"
    )
