alter table public.books alter column title drop not null, alter column isbn set not null;
alter table public.books alter column author_id type integer, alter column isbn set default '-';
alter table public.books add column pages integer;
