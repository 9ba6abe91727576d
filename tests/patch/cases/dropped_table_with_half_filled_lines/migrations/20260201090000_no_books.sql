drop table public.books;
