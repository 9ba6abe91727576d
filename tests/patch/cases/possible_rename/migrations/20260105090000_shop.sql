CREATE TABLE public.purchases (id uuid PRIMARY KEY, label text NOT NULL, total numeric);
CREATE TABLE public.shops (id uuid PRIMARY KEY);
