-- Row-level security for tenants, profiles and members, and the helpers every later policy uses.

create or replace function private.is_member(_tenant_id uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select 1
    from public.members m
    where m.tenant_id = _tenant_id
      and m.user_id = (select auth.uid())
  );
$$;

create or replace function private.has_role(_tenant_id uuid, _role public.member_role)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select 1
    from public.members m
    where m.tenant_id = _tenant_id
      and m.user_id = (select auth.uid())
      and m.role = _role
  );
$$;

revoke execute on function private.is_member(uuid) from public, anon;
revoke execute on function private.has_role(uuid, public.member_role) from public, anon;
grant execute on function private.is_member(uuid) to authenticated;
grant execute on function private.has_role(uuid, public.member_role) to authenticated;

alter table public.tenants enable row level security;
alter table public.profiles enable row level security;
alter table public.members enable row level security;

create policy "Members can read their tenant"
  on public.tenants for select to authenticated
  using (private.is_member(id));

create policy "Owners can update their tenant"
  on public.tenants for update to authenticated
  using (private.has_role(id, 'owner'))
  with check (private.has_role(id, 'owner'));

create policy "People can read their own profile"
  on public.profiles for select to authenticated
  using (id = (select auth.uid()));

create policy "People can update their own profile"
  on public.profiles for update to authenticated
  using (id = (select auth.uid()))
  with check (id = (select auth.uid()));

create policy "Members can see each other"
  on public.members for select to authenticated
  using (private.is_member(tenant_id));

create policy "Owners can manage members"
  on public.members for all to authenticated
  using (private.has_role(tenant_id, 'owner'))
  with check (private.has_role(tenant_id, 'owner'));
