ALTER TABLE public.books RENAME COLUMN title TO name;
