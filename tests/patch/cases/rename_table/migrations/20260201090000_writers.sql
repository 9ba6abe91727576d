alter table public.authors rename to writers;
