ALTER TABLE public.books DROP COLUMN pages;
