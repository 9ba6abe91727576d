create table shops (id uuid primary key, owner_id uuid, role text);
alter table shops enable row level security;

-- case: called once
create policy a on shops for select using (owner_id = (select auth.uid()));
create policy b on shops for select using ((select auth.jwt() ->> 'role') = role);
-- finds: nothing

-- case: called for every row
create policy a on shops for select using (owner_id = auth.uid());
create policy b on shops for insert with check (owner_id = auth.uid() and auth.role() = role);
-- finds: info line 1: public.shops.a calls auth.uid() for every row
-- finds: info line 2: public.shops.b calls auth.role() and auth.uid() for every row

-- case: inside of a query that reads tables it is called for every row of these
create policy a on shops for select using (exists (
  select 1 from shops s where s.owner_id = auth.uid()));
create policy b on shops for select using (exists (
  select 1 from shops s where s.owner_id = (select auth.uid())));
-- finds: info line 1: public.shops.a calls auth.uid() for every row

-- case: functions of one's own are not meant
create function uid() returns uuid language sql as 'select null::uuid';
create policy a on shops for select using (owner_id = uid());
-- finds: nothing

-- case: wrapped together with a column, it depends on the row
create policy a on shops for select using ((select owner_id = auth.uid()));
-- finds: info line 1: public.shops.a calls auth.uid() for every row
