alter table public.books add column pages integer;
