ALTER TABLE public.books ADD COLUMN isbn text;
