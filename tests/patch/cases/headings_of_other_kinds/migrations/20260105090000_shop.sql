CREATE TABLE public.shops (id uuid PRIMARY KEY, label text);
CREATE TABLE public.orders (id uuid PRIMARY KEY);
CREATE TABLE public.order_items (id uuid PRIMARY KEY, note text);
CREATE TABLE public.refunds (id uuid PRIMARY KEY);
CREATE TABLE public.visits (id uuid PRIMARY KEY);
