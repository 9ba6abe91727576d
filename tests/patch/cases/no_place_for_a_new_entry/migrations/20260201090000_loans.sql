create table public.loans (book_id bigint references public.books (id));
