create table tenants (id uuid primary key);
create table members (
  tenant_id uuid not null references tenants, user_id uuid not null, role text not null,
  primary key (tenant_id, user_id)
);
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, owner_id uuid not null,
  is_public boolean not null default false, unique (tenant_id, id)
);
create table shelves (id int primary key, shop_id uuid not null references shops, place int);
create table admins (user_id uuid primary key);
create function my_tenant() returns uuid language sql stable security definer set search_path = ''
  as $$ select tenant_id from public.members where user_id = auth.uid() $$;
create function owns(shop uuid) returns boolean language plpgsql stable security definer
set search_path = '' as $$
begin
  return exists (select 1 from public.shops s where s.id = shop and s.owner_id = auth.uid());
end $$;
create function is_admin() returns boolean language sql stable
  as $$ select exists (select 1 from public.admins where user_id = auth.uid()) $$;
alter table shops enable row level security;
alter table shelves enable row level security;

-- case: the column is compared
create policy a on shops for select using (tenant_id = my_tenant());
create policy b on shops for select using ((select my_tenant()) = tenant_id);
create policy c on shops for select
  using (tenant_id = (((select auth.jwt()) -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy d on shops for select using (tenant_id in (
  select m.tenant_id from members m where m.user_id = (select auth.uid())));
create policy e on shops for select using (tenant_id = any (array(select my_tenant())));
create policy f on shops for select using (is_public and tenant_id = my_tenant());
create policy g on shops for select using (coalesce(tenant_id = my_tenant(), false));
create policy h on shops for select using ((tenant_id = my_tenant()) is true);
create policy i on shops for select
  using (case when is_public then tenant_id = my_tenant() else false end);
-- finds: nothing

-- case: a table of members, joined on the tenant
create policy a on shops for select using (exists (
  select 1 from members m where m.tenant_id = shops.tenant_id and m.user_id = (select auth.uid())));
create policy b on shops for select using ((select auth.uid()) in (
  select user_id from members where members.tenant_id = shops.tenant_id));
create policy c on shops for select using (exists (
  select 1 from tenants t join members m on m.tenant_id = t.id and t.id = shops.tenant_id
  where m.user_id = (select auth.uid())));
create policy d on shops for select using (owner_id in (
  select user_id from members where tenant_id = my_tenant()));
-- finds: nothing

-- case: everything
create policy a on shops for select using (true);
-- finds: error line 1: public.shops.a opens rows of every tenant to SELECT: true

-- case: everything, in other words
create policy a on shops for select using (1 = 1);
create policy b on shops for select using (not false);
-- finds: error line 1: public.shops.a opens rows of every tenant to SELECT: 1 = 1; policies are added up, so that the others do not help
-- finds: error line 2: public.shops.b opens rows of every tenant to SELECT: NOT false; policies are added up, so that the others do not help

-- case: everything, beside policies that are right
create policy a on shops using (tenant_id = my_tenant());
create policy b on shops for select to anon using (true);
-- finds: error line 2: public.shops.b opens rows of every tenant to SELECT: true; policies are added up, so that the others do not help

-- case: a loose policy opens only its own command
create policy a on shops for select using (tenant_id = my_tenant());
create policy b on shops for delete using (is_public);
-- finds: warning line 2: public.shops.b does not keep DELETE to one tenant: is_public

-- case: a restrictive policy limits the sum
create policy a on shops for select using (is_public);
create policy b on shops as restrictive using (tenant_id = my_tenant());
-- finds: nothing

-- case: a restrictive policy for another command limits nothing
create policy a on shops for select using (is_public);
create policy b on shops as restrictive for delete using (tenant_id = my_tenant());
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: is_public

-- case: a restrictive policy for other roles limits nothing
create policy a on shops for select to anon, authenticated using (is_public);
create policy b on shops as restrictive to authenticated using (tenant_id = my_tenant());
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: is_public

-- case: a restrictive policy that is about something else limits nothing
create policy a on shops for select using (is_public);
create policy b on shops as restrictive using (owner_id is not null);
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: is_public

-- case: an OR is as loose as its loosest side
create policy a on shops for select using (tenant_id = my_tenant() or is_public);
create policy b on shops for select using (tenant_id = my_tenant() or tenant_id is null);
create policy c on shops for select
  using (tenant_id = my_tenant() or (select auth.role()) = 'service_role');
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: is_public; policies are added up, so that the others do not help

-- case: the column is there, and nothing is compared with it
create policy a on shops for select using (tenant_id is not null);
create policy b on shops for select using (tenant_id <> my_tenant());
create policy c on shops for select using (tenant_id = shops.tenant_id);
create policy d on shops for select using (not (tenant_id <> my_tenant()));
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: tenant_id IS NOT NULL; policies are added up, so that the others do not help
-- finds: warning line 2: public.shops.b does not keep SELECT to one tenant: tenant_id <> my_tenant(); policies are added up, so that the others do not help
-- finds: warning line 3: public.shops.c does not keep SELECT to one tenant: tenant_id = shops.tenant_id; policies are added up, so that the others do not help

-- case: the name means the inner table's column, so that nothing is joined to the row
create policy a on shops for select using (exists (
  select 1 from members m where m.tenant_id = tenant_id and m.user_id = (select auth.uid())));
-- finds: warning line 1: public.shops.a opens rows of every tenant to SELECT by some people: EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = tenant_id AND m.user_id = (SELECT auth.uid()))

-- case: whoever is a member of any tenant
create policy a on shops for select using (exists (
  select 1 from members m where m.user_id = (select auth.uid())));
-- finds: warning line 1: public.shops.a opens rows of every tenant to SELECT by some people: EXISTS (SELECT 1 FROM members m WHERE m.user_id = (SELECT auth.uid()))

-- case: joined to the row, and open to everybody
create policy a on shelves for select using (place > 0);
create policy b on shops for select using (exists (
  select 1 from shelves l where l.shop_id = shops.id and l.place = 1));
-- finds: warning line 1: public.shelves.a does not keep SELECT to one tenant: place > 0
-- finds: warning line 2: public.shops.b does not keep SELECT to one tenant: EXISTS (SELECT 1 FROM shelves l WHERE l.shop_id = shops.id AND l.place = 1)

-- case: a person's own rows
create policy a on shops for select using (owner_id = (select auth.uid()));
create policy b on shelves for select using (owns(shop_id));
-- finds: info line 1: public.shops.a keeps SELECT to a person's own rows, of whatever tenant: owner_id = (SELECT auth.uid())

-- case: a function that decides
create policy a on shops for select using (is_admin());
create policy b on shops for select using (owns(id));
-- finds: info line 1: public.shops.a keeps SELECT to what a function decides: is_admin()

-- case: a helper that a person has named
-- settings: tenant.helpers = ["public.is_admin", "may_*"]
create function may_look(shop uuid) returns boolean language sql as 'select true';
create policy a on shops for select using (is_admin());
create policy b on shops for select using (may_look(id));
-- finds: nothing

-- case: rows that belong to a tenant through others have to reach them
create policy a on shelves for select using (exists (
  select 1 from shops s where s.id = shelves.shop_id));
create policy b on shelves for select using (shop_id in (select id from shops));
create policy c on shelves for select using (place = 1);
-- finds: warning line 4: public.shelves.c does not keep SELECT to one tenant: place = 1; policies are added up, so that the others do not help

-- case: queries put together are as loose as the loosest
create policy a on shops for select using (owner_id in (
  select m.user_id from members m where m.tenant_id = my_tenant()
  union select m.user_id from members m where m.role <> 'guest'));
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: owner_id IN (SELECT m.user_id FROM members m WHERE m.tenant_id = my_tenant() UNION SELECT m.user_id FROM members m WHERE m.role <> 'guest')

-- case: queries put together are as strict as the least strict
create policy b on shops for select using (owner_id in (
  select m.user_id from members m where m.tenant_id = my_tenant()
  union all select m.user_id from members m where m.user_id = (select auth.uid())));
-- finds: info line 1: public.shops.b keeps SELECT to a person's own rows, of whatever tenant: owner_id IN (SELECT m.user_id FROM members m WHERE m.tenant_id = my_tenant() UNION ALL SELECT m.user_id FROM members m WHERE m.user_id = (SELECT auth.uid()))

-- case: a table without policies of its own limits nothing
create policy a on shops for select using (tenant_id in (select m.tenant_id from members m));
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: tenant_id IN (SELECT m.tenant_id FROM members m)

-- case: nor does it where it is joined
create policy a on shops for select using (exists (
  select 1 from tenants t join members m on m.tenant_id = t.id and t.id = shops.tenant_id));
-- finds: warning line 1: public.shops.a does not keep SELECT to one tenant: EXISTS (SELECT 1 FROM tenants t JOIN members m ON m.tenant_id = t.id AND t.id = shops.tenant_id)

-- case: a table with policies shows each person their own rows
alter table members enable row level security;
create policy m on members for select using (user_id = (select auth.uid()));
create policy a on shops for select using (tenant_id in (select m.tenant_id from members m));
create policy b on shops for select using (exists (
  select 1 from tenants t join members m on m.tenant_id = t.id and t.id = shops.tenant_id));
-- finds: info line 2: public.members.m keeps SELECT to a person's own rows, of whatever tenant: user_id = (SELECT auth.uid())

-- case: a foreign key holds the tenant to a row of one's own
create table bills (
  id int primary key, tenant_id uuid not null, shop_id uuid not null,
  foreign key (tenant_id, shop_id) references shops (tenant_id, id)
);
alter table bills enable row level security;
create policy a on bills for select using (exists (
  select 1 from shops s where s.id = bills.shop_id and s.owner_id = (select auth.uid())));
-- finds: nothing

-- case: nobody, the service, and what is off
create policy a on shops for select using (false);
create policy b on shops to service_role using (true);
create policy c on shelves for insert with check (true);
alter table members disable row level security;
create policy d on members using (true);
-- finds: nothing
