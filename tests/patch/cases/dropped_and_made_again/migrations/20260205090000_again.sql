DROP TABLE IF EXISTS public.orders;
CREATE TABLE public.orders (id uuid PRIMARY KEY, label text, paid_on date);
