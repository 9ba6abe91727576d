create table tenants (id uuid primary key);
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, owner_id uuid not null,
  is_public boolean not null default false
);
create table shelves (id int primary key, shop_id uuid not null references shops, made_by uuid);
create function get_tenant_id() returns uuid language sql as $$ select null::uuid $$;
alter table shops enable row level security;
alter table shelves enable row level security;

-- case: the tenant is compared, before and after
create policy a on shops for insert with check (tenant_id = get_tenant_id());
create policy b on shops for update using (tenant_id = get_tenant_id())
  with check (tenant_id = get_tenant_id());
create policy c on shops using (tenant_id = get_tenant_id());
create policy d on shops for update using (tenant_id = get_tenant_id());
-- finds: nothing

-- case: anything may be added
create policy a on shops for insert with check (true);
-- finds: error line 1: public.shops.a lets INSERT leave rows in any tenant: true

-- case: a row may go to another tenant
create policy a on shops for update using (tenant_id = get_tenant_id()) with check (is_public);
-- finds: error line 1: public.shops.a lets UPDATE leave rows in any tenant: is_public

-- case: no check, and the rows that are there are not compared either
create policy a on shops for update using (is_public);
create policy b on shops using (true);
-- finds: error line 1: public.shops.a, having no WITH CHECK, lets UPDATE leave rows in any tenant: is_public
-- finds: error line 2: public.shops.b, having no WITH CHECK, lets INSERT and UPDATE leave rows in any tenant: true

-- case: a person's own rows, in any tenant
create policy a on shops for insert with check (owner_id = (select auth.uid()));
create policy b on shelves for insert with check (made_by = (select auth.uid()));
-- finds: warning line 1: public.shops.a lets INSERT leave a person's own rows in any tenant: owner_id = (SELECT auth.uid())

-- case: a restrictive policy limits what is written
create policy a on shops for insert with check (is_public);
create policy b on shops as restrictive with check (tenant_id = get_tenant_id());
-- finds: nothing

-- case: a restrictive policy for what is seen does not
create policy a on shops for insert with check (is_public);
create policy b on shops as restrictive for select using (tenant_id = get_tenant_id());
-- finds: error line 1: public.shops.a lets INSERT leave rows in any tenant: is_public

-- case: reading and deleting leave nothing behind
create policy a on shops for select using (true);
create policy b on shops for delete using (true);
-- finds: nothing

-- case: the service may
create policy a on shops for insert to service_role with check (true);
-- finds: nothing
