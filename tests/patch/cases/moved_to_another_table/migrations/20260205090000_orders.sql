DROP TABLE public.purchases;
CREATE TABLE public.orders (id uuid PRIMARY KEY, label text NOT NULL, total numeric, note text);
