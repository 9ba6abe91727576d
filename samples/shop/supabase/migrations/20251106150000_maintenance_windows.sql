-- Planned downtime, announced to every shop. Two windows may not overlap.
-- @implements DBT-112

create table public.maintenance_windows (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  period tstzrange not null,
  announced_at timestamptz,
  created_at timestamptz not null default now(),
  constraint maintenance_windows_no_overlap exclude using gist (period with &&)
);

alter table public.maintenance_windows enable row level security;

create policy "Anyone can read announced maintenance"
  on public.maintenance_windows for select
  using (announced_at is not null);
