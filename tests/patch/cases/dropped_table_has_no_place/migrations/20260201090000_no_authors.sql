drop table public.authors cascade;
