create table shops (id uuid primary key, tenant_id uuid);
alter table shops enable row level security;

-- case: read from the token
create policy a on shops for select
  using (((auth.jwt() -> 'user_metadata') ->> 'tenant_id')::uuid = tenant_id);
-- finds: error line 1: public.shops.a reads user_metadata, which everybody may change for themselves

-- case: read by a path
create policy a on shops for select
  using ((auth.jwt() #>> '{user_metadata,tenant_id}')::uuid = tenant_id);
-- finds: error line 1: public.shops.a reads user_metadata, which everybody may change for themselves

-- case: read from the table behind it
create policy a on shops for select using (exists (
  select 1 from auth.users u where u.id = auth.uid() and u.raw_user_meta_data ->> 'role' = 'admin'));
-- finds: error line 1: public.shops.a reads user_metadata, which everybody may change for themselves

-- case: read in a check, on a table of the platform
create policy a on storage.objects for insert
  with check ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
-- finds: error line 1: storage.objects.a reads user_metadata, which everybody may change for themselves

-- case: what only the service can change
create policy a on shops for select
  using ((auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid = tenant_id);
-- finds: nothing

-- case: a value that sounds like it
create policy a on shops for select using (id::text = 'user_metadata of somebody');
-- finds: nothing
