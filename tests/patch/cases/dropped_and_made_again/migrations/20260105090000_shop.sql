CREATE TABLE public.orders (id uuid PRIMARY KEY, label text, gone text);
CREATE TABLE public.visits (id uuid PRIMARY KEY);
