"""The numbers of the acceptance list that are about rules, one number a promise."""

from __future__ import annotations

import pytest

from sotsync.config import Conventions, PlatformName, Settings
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.rules.check import check
from sotsync.rules.registry import RULES, rules_of, select_rules
from sotsync.text import Source

# 7

TRUTH = {
    "the primary key begins with it": ("primary key (tenant_id, id)", "", True),
    "the primary key ends with it": ("primary key (id, tenant_id)", "", False),
    "a unique constraint begins with it": ("unique (tenant_id, id)", "", True),
    "an index of it alone": ("", "create index on shops (tenant_id)", True),
    "the first of a composite index": ("", "create index on shops (tenant_id, id)", True),
    "the second of a composite index": ("", "create index on shops (id, tenant_id)", False),
    "a partial index": ("", "create index on shops (tenant_id) where id > 5", False),
    "included": ("", "create index on shops (id) include (tenant_id)", False),
    "an expression": ("", "create index on shops ((tenant_id::text))", False),
    "nothing": ("", "", False),
}


def breaches(sql: str, rule: str) -> list[str | None]:
    """The objects of which a rule tells a breach in a migration."""
    actual = replay([Script(source=Source("supabase/migrations/1_a.sql", sql))], platform=SUPABASE)
    checked = check(actual, platform=PlatformName.SUPABASE, only=[rule])
    return [one.object for one in checked.findings]


@pytest.mark.parametrize(("key", "index", "holds"), TRUTH.values(), ids=TRUTH)
def test_7_the_truth_table_of_indexes_by_tenant(key: str, index: str, *, holds: bool) -> None:
    columns = f"tenant_id uuid not null, id int{', ' if key else ''}{key}"
    sql = f"create table shops ({columns});\n{index};"
    assert breaches(sql, "SC221") == ([] if holds else ["public.shops"])


# 8

SHOPS = """
create table shops (id int primary key, tenant_id uuid not null, is_open boolean not null);
alter table shops enable row level security;
create policy own on shops using (tenant_id = (select get_tenant_id()));
"""
LOOSE = "create policy loose on shops using (is_open);"
LIMIT = "create policy limit_ on shops as restrictive {0} using (tenant_id = get_tenant_id());"
PERMISSIVE = {
    "one that is right": ("", []),
    "a loose one beside it": (LOOSE, ["loose"]),
    "everything beside it": ("create policy loose on shops for select using (true);", ["loose"]),
    "a loose one, limited by a restrictive one": (
        LOOSE + LIMIT.format(""),
        [],
    ),
    "a loose one, limited for another command": (
        LOOSE + LIMIT.format("for delete"),
        ["loose"],
    ),
    "both conditions in one policy": (
        "create policy both_ on shops using (is_open and tenant_id = get_tenant_id());",
        [],
    ),
    "either condition in one policy": (
        "create policy either_ on shops using (is_open or tenant_id = get_tenant_id());",
        ["either_"],
    ),
}


@pytest.mark.parametrize(("more", "loose"), PERMISSIVE.values(), ids=PERMISSIVE)
def test_8_one_loose_policy_opens_a_table_whatever_the_others_say(
    more: str, loose: list[str]
) -> None:
    """The same on a server is in the tests of the rules."""
    assert breaches(SHOPS + more, "SC213") == [f"public.shops.{name}" for name in loose]


# 10


def test_10_both_versions_of_the_conventions_select_the_same_rules() -> None:
    """Version 1.2 has one more section before the others, so that only letters differ."""
    everything = [rule.id for rule in select_rules((), (), Conventions.V1_1)]
    assert everything == [rule.id for rule in select_rules((), (), Conventions.V1_2)]
    assert len(everything) == len(RULES) > 0
    for number in range(1, 6):
        older = rules_of(f"D.{number}", Conventions.V1_1)
        assert older == rules_of(f"E.{number}", Conventions.V1_2) != ()
    sql = "create table shops (tenant_id uuid);"
    actual = replay([Script(source=Source("1_a.sql", sql))])
    found = [check(actual, settings=Settings(conventions=one)).findings for one in Conventions]
    assert found[0] == found[1] != ()
