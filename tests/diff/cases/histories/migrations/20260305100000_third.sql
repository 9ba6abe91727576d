alter table public.logs add column by uuid;
