alter table public.logs add column at timestamptz;
