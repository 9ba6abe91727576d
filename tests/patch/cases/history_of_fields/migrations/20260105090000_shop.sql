CREATE TABLE public.orders (id uuid PRIMARY KEY, label text, total integer, note text, gone text);
CREATE TABLE public.shops (id uuid PRIMARY KEY);
