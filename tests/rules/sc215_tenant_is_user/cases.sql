create table tenants (id uuid primary key);
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
alter table shops enable row level security;

-- case: the tenant is taken for the person
create policy a on shops for select using (tenant_id = auth.uid());
create policy b on shops for select using ((select auth.uid())::uuid = shops.tenant_id and true);
create policy c on shops for insert with check (tenant_id = (select auth.uid()));
-- finds: info line 1: public.shops.a takes who asks for a tenant: tenant_id = auth.uid()
-- finds: info line 2: public.shops.b takes who asks for a tenant: tenant_id = auth.uid()
-- finds: info line 3: public.shops.c takes who asks for a tenant: tenant_id = auth.uid()

-- case: compared with a tenant
create policy a on shops for select
  using (tenant_id = ((select auth.jwt()) -> 'app_metadata' ->> 'tenant_id')::uuid);
-- finds: nothing

-- case: another column is compared with the person
create policy a on shops for select using (id = auth.uid());
-- finds: nothing

-- case: where a tenant is one person, it is right
create table books (id uuid primary key, tenant_id uuid not null references auth.users (id));
create table pens (id uuid primary key, tenant_id uuid not null references auth.users (id));
create policy a on books for select using (tenant_id = auth.uid());
-- finds: nothing
