alter table public.books drop column isbn, add column pages integer not null default 1;
create index on public.books (shelf, pages);
create table public.readers (id uuid primary key, favourite bigint references public.books (id));
create index readers_favourite_idx on public.readers (favourite);
