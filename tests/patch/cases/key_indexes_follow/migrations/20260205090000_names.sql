ALTER TABLE public.orders RENAME COLUMN buyer TO customer;
DROP INDEX public.orders_note;
