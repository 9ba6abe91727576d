CREATE TABLE public.orders (id uuid PRIMARY KEY, buyer text, paid_on date, note text);
CREATE INDEX orders_buyer ON public.orders (buyer, paid_on);
CREATE INDEX orders_note ON public.orders (note);
