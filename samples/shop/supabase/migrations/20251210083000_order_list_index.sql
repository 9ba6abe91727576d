-- The order list reads four columns and sorts by number: an index-only scan serves it.

create index idx_orders_list
  on public.orders (tenant_id, number desc)
  include (status, total, placed_at);

drop index if exists public.idx_orders_open;
