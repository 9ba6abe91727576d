-- Baskets live in the browser now; the table held nothing but abandoned ones for two months.

drop table if exists public.carts;
