CREATE TABLE public.shops (id uuid PRIMARY KEY, label text);
CREATE TABLE public.visits (id uuid PRIMARY KEY);
