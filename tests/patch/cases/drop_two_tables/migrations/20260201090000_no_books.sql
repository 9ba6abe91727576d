drop table public.books;
drop table public.authors;
