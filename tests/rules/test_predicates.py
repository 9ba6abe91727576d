"""How much a predicate lets through: a table of parts, and the laws of putting them together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.config import TenantSettings
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.rules.predicates import Predicates
from sotsync.rules.strengths import Strength
from sotsync.rules.tenancy import find_tenancy
from sotsync.text import Source

SQL = """
create table tenants (id uuid primary key);
create table members (tenant_id uuid not null references tenants, user_id uuid not null);
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, owner uuid, is_open boolean
);
alter table members enable row level security;
alter table shops enable row level security;
create view memberships as select tenant_id, user_id from members;
create view asking with (security_invoker = on) as select tenant_id, user_id from memberships;
create view own with (security_invoker = on) as select tenant_id, user_id from members;
create view mine as select tenant_id, user_id from members where user_id = auth.uid();
create function in_tenant(t uuid) returns boolean language sql
  as $$ select exists (select 1 from members where tenant_id = t and user_id = auth.uid()) $$;
create function by_return(t uuid) returns boolean language sql
  return exists (select 1 from members m where m.tenant_id = t and m.user_id = auth.uid());
create function by_block(t uuid) returns boolean language sql
  begin atomic select exists (
    select 1 from members m where m.tenant_id = by_block.t and m.user_id = auth.uid()); end;
create function by_number(uuid) returns boolean language sql as
  $$ select exists (select 1 from members where tenant_id = $1 and user_id = auth.uid()) $$;
create function of_people(t uuid) returns boolean language sql
  as $$ select exists (select 1 from members where user_id = auth.uid()) $$;
create function by_mistake(tenant_id uuid) returns boolean language sql as
  $$ select exists (select 1 from members where tenant_id = tenant_id and user_id = auth.uid()) $$;
create function by_other(t uuid) returns boolean language sql as $$ select in_tenant(t) $$;
create function by_steps(t uuid) returns boolean language plpgsql as $$
declare n int; begin
  select count(*) into n from public.members m where m.tenant_id = t and m.user_id = auth.uid();
  if n > 0 then return true; end if; return false;
end $$;
create function mine_only() returns uuid language sql stable security definer
  as $$ select tenant_id from members where user_id = auth.uid() $$;
create schema private;
create function private.helper() returns uuid language sql as 'select null::uuid';
"""
ODD = """
create function unreadable(t uuid) returns boolean language plpgsql as $$ begin return !!!; end $$;
create function by_itself(t uuid) returns boolean language sql
  as $$ select by_itself(t) or exists (select 1 from members where user_id = auth.uid()) $$;
create function elsewhere(t uuid) returns boolean language plv8 as 'return true';
"""
"""What no server makes."""
SCHEMA = replay([Script(source=Source("1_a.sql", SQL + ODD))], platform=SUPABASE).schema
HELPERS = ("private.helper",)
SETTINGS = TenantSettings(helpers=HELPERS)
PREDICATES = Predicates(SCHEMA, find_tenancy(SCHEMA, SETTINGS), HELPERS)
ASKED = "(select auth.uid())"

PARTS = {
    "true": Strength.OPEN,
    "1 = 1": Strength.OPEN,
    "false": Strength.NEVER,
    "(select auth.role()) = 'service_role'": Strength.NEVER,
    "(auth.jwt() ->> 'role') = 'service_role'": Strength.NEVER,
    "is_open": Strength.NOTHING,
    "is_open is not false": Strength.NOTHING,
    "owner is not null": Strength.NOTHING,
    "tenant_id is not null": Strength.NOTHING,
    "tenant_id = tenant_id": Strength.NOTHING,
    "tenant_id <> gen_random_uuid()": Strength.NOTHING,
    "tenant_id <> mine_only()": Strength.NOTHING,
    "not (tenant_id <> mine_only())": Strength.TENANT,
    "tenant_id = mine_only()": Strength.TENANT,
    "tenant_id not in (select tenant_id from members)": Strength.NOTHING,
    "lower(id::text) = 'a'": Strength.NOTHING,
    "current_date > '2026-01-01'": Strength.NOTHING,
    "(select count(*) from members) > 5": Strength.NOTHING,
    f"{ASKED} is not null": Strength.NOTHING,
    "(select auth.role()) = 'authenticated'": Strength.NOTHING,
    f"{ASKED} = '00000000-0000-0000-0000-000000000001'": Strength.PEOPLE,
    "exists (select 1 from members m where m.user_id = (select auth.uid()))": Strength.PEOPLE,
    "exists (select from members where tenant_id = tenant_id and user_id = (select auth.uid()))": (
        Strength.PEOPLE
    ),
    "(select true from members m where m.user_id = (select auth.uid()))": Strength.PEOPLE,
    "in_tenant(null)": Strength.UNSURE,
    "unreadable(id)": Strength.UNSURE,
    "elsewhere(id)": Strength.UNSURE,
    f"owner = {ASKED}": Strength.USER,
    "auth.uid() = owner": Strength.USER,
    "owner::text = (auth.jwt() ->> 'sub')": Strength.USER,
    "owner::text = current_setting('app.user', true)": Strength.USER,
    "owner::text = current_user": Strength.USER,
    "owner in (select user_id from memberships where user_id = auth.uid())": Strength.USER,
    f"tenant_id = {ASKED}": Strength.TENANT,
    "tenant_id is null": Strength.TENANT,
    "shops.tenant_id = any (array(select private.helper()))": Strength.TENANT,
    "public.shops.tenant_id = private.helper()": Strength.TENANT,
    "private.helper() is not distinct from tenant_id": Strength.TENANT,
    "(auth.jwt() -> 'app_metadata' -> 'tenants') ? tenant_id::text": Strength.TENANT,
    "helper() is not null and is_open": Strength.NOTHING,
    "private.helper() = owner": Strength.TENANT,
    "in_tenant(id)": Strength.TENANT,
    "by_return(id)": Strength.TENANT,
    "by_block(id)": Strength.TENANT,
    "by_other(id)": Strength.TENANT,
    "by_number(id)": Strength.TENANT,
    "by_itself(id)": Strength.TENANT,
    "of_people(id)": Strength.UNSURE,
    "by_mistake(id)": Strength.UNSURE,
    "by_steps(id)": Strength.TENANT,
    "in_tenant(tenant_id) > false": Strength.TENANT,
    "tenant_id in (select tenant_id from members)": Strength.TENANT,
    "tenant_id in (select tenant_id from memberships)": Strength.NOTHING,
    "tenant_id in (select tenant_id from asking)": Strength.NOTHING,
    "tenant_id in (select tenant_id from own)": Strength.TENANT,
    "tenant_id in (select tenant_id from mine)": Strength.TENANT,
    "tenant_id in (with m as (select * from memberships) select tenant_id from m)": (
        Strength.NOTHING
    ),
    "(tenant_id, owner) in (select tenant_id, user_id from members)": Strength.TENANT,
    "exists (select from members m where m.tenant_id = shops.tenant_id)": Strength.TENANT,
    "exists (with m as (select * from members) select from m where tenant_id = shops.tenant_id)": (
        Strength.TENANT
    ),
    "owner in (select u from (select user_id as u, tenant_id from members) m"
    " where m.tenant_id = shops.tenant_id and u = (select auth.uid()))": Strength.TENANT,
    "exists (with m (t) as (select tenant_id from members) select from m where t = tenant_id)": (
        Strength.TENANT
    ),
    "exists (select from (select m.* from members m) as m (t, u) where t = shops.tenant_id)": (
        Strength.TENANT
    ),
    "exists (select from (select tenant_id from members union select id from tenants) m"
    " where m.tenant_id = shops.tenant_id)": Strength.NOTHING,
    "exists (select from (select tenant_id from members union select tenant_id from own) m"
    " where m.tenant_id = shops.tenant_id)": Strength.TENANT,
    "tenant_id in (select id from tenants union select tenant_id from members)": Strength.NOTHING,
    "exists (select from jsonb_array_elements_text(auth.jwt() -> 'ids') j where j = id::text)": (
        Strength.USER
    ),
    "id::text in (select jsonb_array_elements_text(auth.jwt() -> 'ids'))": Strength.USER,
    "tenant_id::text in (select jsonb_array_elements_text(auth.jwt() -> 'ids'))": Strength.TENANT,
    "exists (select from members m where m.user_id = (select auth.uid()) and is_open)": (
        Strength.PEOPLE
    ),
    "exists (select from memberships m where m.user_id = shops.owner and m.tenant_id in"
    " (select t.id from tenants t where t.id = private.helper()))": Strength.TENANT,
    "exists (select from tenants t join members m on m.user_id = shops.owner and t.id in"
    " (select m.tenant_id from members m where m.user_id = auth.uid()))": Strength.TENANT,
    "id in (select s.id from shops s where s.owner in (select user_id from members m where"
    " m.user_id = auth.uid()))": Strength.USER,
    "exists (select from (values (1), (2)) v (n) where n = 1 and is_open)": Strength.NOTHING,
    "exists (select from (select * from jsonb_each('{}')) j where j.key = tenant_id::text)": (
        Strength.NOTHING
    ),
    "exists (select from members m join shops s using (tenant_id) where s.id = shops.id)": (
        Strength.NOTHING
    ),
}
BY_STRENGTH = sorted(PARTS, key=lambda part: (PARTS[part], part))


def strength(text: str) -> Strength:
    return PREDICATES.judge("public.shops", text).strength


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_lets_through(part: str) -> None:
    assert strength(part) is PARTS[part]


parts = st.sampled_from(BY_STRENGTH)
whole = st.recursive(
    parts,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) and ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) or ({two[1]})"),
    ),
    max_leaves=5,
)


@given(whole, whole)
def test_an_or_is_as_loose_as_its_loosest_side(one: str, other: str) -> None:
    assert strength(f"({one}) or ({other})") is min(strength(one), strength(other))


@given(whole, whole)
def test_an_and_is_as_strict_as_its_strictest(one: str, other: str) -> None:
    assert strength(f"({one}) and ({other})") is max(strength(one), strength(other))


@given(whole)
def test_what_changes_no_meaning_changes_no_verdict(text: str) -> None:
    same = (
        f"(({text}))",
        f"(select ({text}))",
        f"({text})::boolean",
        f"({text}) is true",
        f"coalesce(({text}), false)",
        f"({text}) and true",
        f"({text}) or false",
        f"case when true then ({text}) else false end",
    )
    assert {strength(one) for one in same} == {strength(text)}


@given(whole)
def test_not_never_makes_a_limit_of_what_is_none(text: str) -> None:
    inner = strength(text)
    if inner is Strength.OPEN:
        assert strength(f"not ({text})") is Strength.NEVER
    elif inner is Strength.NEVER:
        assert strength(f"not ({text})") is Strength.OPEN
    else:
        assert strength(f"not ({text})") <= Strength.UNSURE


def test_a_case_is_as_loose_as_its_loosest_result() -> None:
    same = "tenant_id = private.helper()"
    assert strength(f"case when is_open then {same} else false end") is Strength.TENANT
    assert strength(f"case when is_open then true else {same} end") is Strength.NOTHING
    assert strength(f"case when {same} then true end") is Strength.TENANT


def test_what_cannot_be_read_is_not_judged() -> None:
    for text in ("this is no expression", "not " * 6000 + "true"):
        verdict = PREDICATES.judge("public.shops", text)
        assert (verdict.strength, verdict.part) == (Strength.UNSURE, None)


def test_the_part_that_decides_is_shown() -> None:
    def part(text: str) -> str | None:
        return PREDICATES.judge("public.shops", text).part

    assert part("tenant_id = private.helper() or is_open") == "is_open"
    assert part("is_open and owner is not null") == "is_open AND owner IS NOT NULL"
    assert part(f"is_open and owner = {ASKED}") == "owner = (SELECT auth.uid())"
