-- Totals hold cents
ALTER TABLE public.orders ALTER COLUMN total TYPE numeric(10, 2);
ALTER TABLE public.orders RENAME COLUMN note TO remark;
ALTER TABLE public.orders ADD COLUMN paid_on date;
ALTER TABLE public.orders DROP COLUMN gone;
CREATE INDEX orders_paid ON public.orders (paid_on);
