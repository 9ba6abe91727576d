create table public.authors (
  id bigint primary key,
  name text not null
);
create table public.books (
  id bigint primary key,
  isbn text,
  title text not null,
  shelf text default 'new',
  author_id bigint not null references public.authors (id)
);
create index idx_books_title on public.books (title);
