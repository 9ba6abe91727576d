alter table public.books add column pages integer;
alter table public.authors add column born date;
