alter table public.books rename column title to name;
alter index public.idx_books_title rename to idx_books_name;
