"""What a journal puts back, and who is found to refer to what after that."""

from __future__ import annotations

import pytest

from sotsync.replay.catalog import (
    Catalog,
    Column,
    Function,
    Namespace,
    Object,
    Relation,
    Sequence,
    Type,
    TypeName,
)
from sotsync.replay.journal import Journal
from sotsync.replay.users import Users
from tests.replay.describing import replay_files


def test_changes_of_every_kind_are_undone_in_reverse() -> None:
    journal = Journal(Users())
    home = Namespace(name="public")
    table = Relation(name="t", namespace=home)
    names = {"a": 1, "b": 2}
    journal.keep_entry(home.relations, "t")
    home.relations["t"] = table
    journal.keep(table)
    table.columns["c"] = Column(name="c", relation=table, type=TypeName("text"))
    table.name = "u"
    table.parents = [table]
    journal.keep(table)
    journal.keep_container(names)
    names.pop("a")
    journal.keep_container(table.children)
    table.children.append(table)
    journal.undo()
    assert (home.relations, table.columns, table.name, table.parents) == ({}, {}, "t", [])
    assert (list(names), table.children) == (["a", "b"], [])


def test_an_entry_that_was_overwritten_or_taken_comes_back() -> None:
    journal = Journal(Users())
    entries = {"a": 1, "b": 2}
    for key, value in (("a", 10), ("c", 3)):
        journal.keep_entry(entries, key)
        entries[key] = value
    journal.keep_entry(entries, "b")
    del entries["b"]
    journal.undo()
    assert entries == {"a": 1, "b": 2}


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_inner_journal_is_taken_over_only_where_it_is_kept(*, is_kept: bool) -> None:
    outer, inner = Journal(Users(), is_kept=is_kept), Journal(Users())
    entries = {"a": 1}
    inner.keep_entry(entries, "a")
    entries["a"] = 2
    outer.absorb(inner)
    outer.undo()
    assert entries == {"a": 1 if is_kept else 2}


def catalog_of(home: Namespace) -> Catalog:
    return Catalog(namespaces={home.name: home})


def test_users_are_found_among_all_kinds_and_in_order() -> None:
    home = Namespace(name="public")
    used = Type(name="kind", namespace=home, kind="enum")
    domain = Type(name="d", namespace=home, kind="domain", base=TypeName(used), number=3)
    function = Function(name="f", namespace=home, returns=TypeName(used), number=2)
    table = Relation(name="t", namespace=home, number=1)
    column = table.columns["c"] = Column(name="c", relation=table, type=TypeName(used))
    sequence = Sequence(name="s", namespace=home, owner=column)
    home.types.update(kind=used, d=domain)
    home.functions["f"] = [function]
    home.relations["t"] = table
    home.sequences["s"] = sequence
    users = Users()
    assert users.of(catalog_of(home), [used]) == [table, domain, function]
    assert users.of(catalog_of(home), [column]) == [sequence]


def test_what_is_not_in_the_catalog_any_more_is_no_user() -> None:
    home, other = Namespace(name="public"), Namespace(name="other")
    used = Type(name="kind", namespace=home, kind="enum")
    holders: list[Object] = [
        Function(name="f", namespace=home, returns=TypeName(used)),
        Type(name="d", namespace=home, kind="domain", base=TypeName(used)),
        Function(name="f", namespace=other, returns=TypeName(used)),
    ]
    users = Users()
    for holder in holders:
        users.note_change(holder)
    assert users.of(catalog_of(home), [used]) == []


def test_a_refused_statement_leaves_dependents_where_they_were() -> None:
    replayed = replay_files(
        {
            "1.sql": "create type k as enum ('a'); create table t (a k, b int);"
            "create function f(k) returns int language sql as 'select 1';",
            "2.sql": "alter table t alter column a type text, add column c nope_t, drop column z;"
            "drop function f(k); drop type k;",
        }
    )
    assert "public.k" in replayed.schema.enums
    [refused] = [f.message for f in replayed.findings if "cannot drop" in f.message]
    assert refused.endswith("because other objects depend on it: column a of table t")
