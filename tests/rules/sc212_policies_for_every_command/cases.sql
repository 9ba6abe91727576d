create table tenants (id uuid primary key);
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
alter table shops enable row level security;
create function get_tenant_id() returns uuid language sql as $$ select null::uuid $$;

-- case: one policy for all
create policy p on shops using (tenant_id = (select auth.uid()));
-- finds: nothing

-- case: one for each
create policy a on shops for select using (tenant_id = (select auth.uid()));
create policy b on shops for insert with check (tenant_id = (select auth.uid()));
create policy c on shops for update using (tenant_id = (select auth.uid()));
create policy d on shops for delete using (tenant_id = (select auth.uid()));
-- finds: nothing

-- case: some are missing
create policy a on shops for select using (tenant_id = (select auth.uid()));
create policy d on shops for delete using (tenant_id = (select auth.uid()));
-- finds: warning line 2: public.shops has no policy for INSERT, UPDATE

-- case: policies for the service do not count, and restrictive ones allow nothing
create policy a on shops to service_role using (true);
create policy b on shops for select to authenticated using (tenant_id = (select auth.uid()));
create policy c on shops as restrictive using (tenant_id = (select auth.uid()));
-- finds: warning line 2: public.shops has no policy for INSERT, UPDATE, DELETE

-- case: roles of one's own count where they are named
-- settings: tenant.roles = ["clerk"]
create role clerk;
create policy a on shops to clerk using (tenant_id = (select auth.uid()));
-- finds: nothing

-- case: no policy for anybody
create table goods (id uuid primary key, tenant_id uuid not null references tenants);
alter table goods enable row level security;
create policy p on shops using (tenant_id = (select auth.uid()));
-- finds: warning line 1: public.goods has row-level security and no policy for people: only the service reaches it

-- case: said to be so
-- settings: lint.commands = { "public.shops" = [] }
select 1;
-- finds: info line 2: public.shops has row-level security and no policy for people: only the service reaches it

-- case: said to be for reading, in the settings
-- settings: lint.commands = { shops = ["select"] }
create policy a on shops for select using (tenant_id = (select auth.uid()));
-- finds: nothing

-- case: said to be for reading and adding, in a comment
create policy p on shops using (tenant_id = (select auth.uid()));
-- What happened. sotsync:commands select, insert
create table events (id int primary key, tenant_id uuid not null references tenants);
alter table events enable row level security;
create policy a on events for select using (tenant_id = (select auth.uid()));
-- finds: warning line 3: public.events has no policy for INSERT

-- case: off is another matter
alter table shops disable row level security;
-- finds: nothing

-- case: a table that is no tenant's
create policy p on shops using (tenant_id = (select auth.uid()));
create table countries (code text primary key);
alter table countries enable row level security;
-- finds: nothing

-- case: without Supabase every role may be one of people
-- platform: postgres
create role clerk;
create policy a on shops for select to clerk using (tenant_id = get_tenant_id());
-- finds: warning line 2: public.shops has no policy for INSERT, UPDATE, DELETE
