create table public.orders (
  id uuid primary key,
  number integer not null,
  amount numeric(10, 2) not null,
  placed_at timestamptz not null,
  constraint orders_amount_positive check (amount > 0),
  constraint orders_number_unique unique (number)
);
create index orders_placed_at on public.orders (placed_at);
create index orders_big on public.orders (amount) where amount > 1000;
