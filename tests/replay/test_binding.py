"""What names inside expressions mean, and what expressions read after objects changed names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.replay.binding import bind_expression, bind_query, render
from sotsync.replay.catalog import Column, Expression, Function, Object, Relation
from sotsync.replay.session import Session
from sotsync.replay.typenames import spell_type
from sotsync.sql import Node
from sotsync.sql.deparse import deparse_expression, parse_expression
from sotsync.sql.parser import parse_tree
from tests.replay.test_procedural import environment_after
from tests.schema.expressions import REALISTIC

SCRIPT = """
create schema app;
create type mood as enum ('sad', 'ok');
create type pair as (a int, b text);
create table users (id int primary key, email text, mood mood, spot pair, moods mood[]);
create table posts (id int primary key, user_id int, title text, data jsonb);
create table app.notes (id int, users text);
create function allowed(a int) returns boolean language sql as 'select true';
create function allowed(a text) returns text language sql as 'select $1';
create function many(variadic a int[]) returns int language sql as 'select 1';
create function opt(a int, b int default 1) returns int language sql as 'select 1';
create function same(a anyelement) returns anyelement language sql as 'select $1';
create function two(out a int, out b text) language sql as 'select 1, $$x$$';
create function recs() returns setof record language sql as 'select 1, 2';
create function pairs() returns setof pair language sql as 'select 1, $$x$$';
create sequence counts;
"""


def _lines(name: str) -> list[str]:
    path = Path(__file__).with_name("evaluated") / name
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def session() -> Session:
    return environment_after(SCRIPT).session


def _named(target: Object) -> str:
    if isinstance(target, Column):
        return f"{target.relation.name}.{target.name}"
    if isinstance(target, Function):
        return f"{target.name}({', '.join(spell_type(p.type) for p in target.parameters)})"
    return target.name


def _bound(session: Session, expression: str, table: str = "posts") -> Expression:
    relation = session.find_relation("", table)
    session.assume = True
    return bind_expression(session, parse_expression(expression), relation)


@pytest.mark.parametrize("line", _lines("names.txt"))
def test_names_mean_the_objects_in_scope(line: str, session: Session) -> None:
    expression, _, targets = line.partition(" ->")
    bound = _bound(session, expression)
    actual = "; ".join(_named(reference.target) for reference in bound.references)
    assert actual == targets.strip()


@pytest.mark.parametrize("line", _lines("columns.txt"))
def test_queries_give_columns(line: str, session: Session) -> None:
    query, _, columns = line.partition(" -> ")
    _, outputs = bind_query(session, parse_tree(query).stmts[0].stmt.select_stmt)
    if outputs is None:
        assert columns == "not known"
        return
    actual = [f"{o.name} {spell_type(o.type) if o.type else '?'}" for o in outputs]
    assert ", ".join(actual).replace("public.", "") == columns


def test_a_label_in_every_place_follows_its_enum(session: Session) -> None:
    bound = _bound(
        session,
        "CASE mood WHEN 'sad' THEN 'sad' ELSE 'ok' END = 'sad' AND 'sad' = mood"
        " AND mood IN ('sad') AND mood = ANY (ARRAY['sad']) AND email <> 'sad'"
        " AND coalesce(mood, 'sad') = CASE WHEN true THEN mood ELSE 'sad' END",
        "users",
    )
    labels = {id(r.node): r.node for r in bound.references if type(r.node).__name__ == "A_Const"}
    places = sorted(label.location for label in labels.values())
    assert [bound_text(label) for label in labels.values()] == ["sad"] * len(places)
    assert len(places) == 6


def bound_text(label: Node) -> str:
    return str(label.sval.sval)


@pytest.mark.parametrize("text", REALISTIC)
def test_binding_alone_changes_no_text(text: str, session: Session) -> None:
    """Law: what nothing was renamed in reads as PostgreSQL's library spells it."""
    assert render(_bound(session, text)) == deparse_expression(parse_expression(text))


@given(st.lists(st.sampled_from(["posts", "Posts", "new", "a b"]), min_size=1, max_size=4))
def test_the_last_name_counts(names: list[str]) -> None:
    """Law: render sees only the present names, whatever was rendered before."""
    session = environment_after(SCRIPT).session
    bound = _bound(session, "EXISTS (SELECT 1 FROM posts p WHERE p.id = posts.id)")
    relation = session.find_relation("", "posts")
    assert isinstance(relation, Relation)
    for name in names:
        relation.name = name
        assert render(bound) == render(bound)
    quoted = names[-1] if names[-1] in ("posts", "new") else f'"{names[-1]}"'
    expected = "EXISTS (SELECT 1 FROM posts p WHERE p.id = posts.id)"
    assert render(bound) == expected.replace("posts", quoted)
