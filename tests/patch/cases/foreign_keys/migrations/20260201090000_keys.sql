alter table public.books drop constraint books_author_id_fkey;
alter table public.authors add column first_book bigint references public.books (id);
