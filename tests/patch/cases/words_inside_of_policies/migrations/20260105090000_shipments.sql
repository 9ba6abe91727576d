create table public.shipments (id uuid primary key, left_on date, weight int);
comment on table public.shipments is 'A parcel that left for a buyer';
comment on column public.shipments.left_on is 'By the clock of the carrier';
create index by_day on public.shipments (left_on);
alter table public.shipments enable row level security;
create policy "Staff look" on public.shipments for select to authenticated using (true);
comment on policy "Staff look" on public.shipments is 'Staff only';
