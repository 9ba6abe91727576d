ALTER TABLE public.shops ADD COLUMN opened date;
DROP TABLE public.visits;
