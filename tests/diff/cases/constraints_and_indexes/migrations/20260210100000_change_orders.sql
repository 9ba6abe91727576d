alter table public.orders drop constraint orders_amount_positive;
alter table public.orders add constraint orders_amount_positive check (amount >= 0);
alter table public.orders drop constraint orders_number_unique;
drop index public.orders_placed_at;
create index orders_placed_at on public.orders (placed_at desc, id);
drop index public.orders_big;
create index orders_recent on public.orders using brin (placed_at);
