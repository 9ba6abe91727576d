create schema shelf;
create table public.authors (id uuid primary key);
create table shelf.books (
  id uuid primary key,
  author_id uuid not null references public.authors (id),
  editor_id uuid references public.authors (id),
  lender_id uuid references auth.users (id),
  series_id uuid references shelf.books (id)
);
