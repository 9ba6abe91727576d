-- Orders with their items and payments, coupons, and the baskets they start from.
-- @implements DBT-006, DBT-103, DBT-104, DBT-105, DBT-106

create type public.order_status as enum ('pending', 'paid', 'packed', 'sent', 'cancelled');
create type public.payment_method as enum ('card', 'paypal', 'sofort', 'bank_transfer');

-- DBT-106: the basket a buyer fills before paying
create table public.carts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  customer_id uuid,
  items jsonb not null default '[]'::jsonb,
  expires_at timestamptz not null default now() + interval '14 days',
  created_at timestamptz not null default now()
);
create index idx_carts_expires_at on public.carts (expires_at);
alter table public.carts enable row level security;

-- DBT-105
create table public.coupons (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  code text not null,
  percent_off smallint not null,
  valid_until date,
  times_used integer not null default 0,
  created_at timestamptz not null default now(),
  constraint coupons_tenant_code_key unique (tenant_id, code),
  constraint coupons_percent_off_check check (percent_off between 1 and 90)
);
alter table public.coupons enable row level security;
create policy "Members can manage coupons"
  on public.coupons for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

-- DBT-006
create table public.orders (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  number bigint generated always as identity (start with 1001),
  customer_id uuid not null,
  shipping_address_id uuid,
  status public.order_status not null default 'pending',
  currency char(3) not null default 'GBP',
  coupon_code text,
  subtotal public.money_cents not null default 0,
  shipping public.money_cents not null default 0,
  total bigint generated always as (subtotal + shipping) stored,
  placed_at timestamptz not null default now(),
  paid_at timestamptz,
  cancelled_at timestamptz,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint orders_tenant_number_key unique (tenant_id, number),
  constraint orders_tenant_id_key unique (tenant_id, id),
  constraint orders_customer_fkey foreign key (tenant_id, customer_id)
    references public.customer (tenant_id, id) on delete restrict,
  constraint orders_shipping_address_fkey foreign key (tenant_id, shipping_address_id)
    references public.addresses (tenant_id, id) on delete restrict,
  constraint orders_paid_has_date
    check (status in ('pending', 'cancelled') or paid_at is not null)
);

create index idx_orders_tenant_created on public.orders (tenant_id, created_at desc);
create index idx_orders_customer on public.orders (tenant_id, customer_id);
create index idx_orders_open on public.orders (tenant_id, placed_at)
  where status in ('pending', 'paid', 'packed');

-- DBT-103
create table public.order_items (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  order_id uuid not null,
  variant_id uuid not null,
  title text not null,
  quantity integer not null,
  unit_price public.money_cents not null,
  line_total bigint generated always as (quantity * unit_price) stored,
  constraint order_items_order_variant_key unique (order_id, variant_id),
  constraint order_items_quantity_check check (quantity between 1 and 999),
  -- Deferred: the checkout writes items before the order it has just numbered.
  constraint order_items_order_fkey foreign key (tenant_id, order_id)
    references public.orders (tenant_id, id) on delete cascade
    deferrable initially deferred,
  constraint order_items_variant_fkey foreign key (tenant_id, variant_id)
    references public.product_variants (tenant_id, id) on delete restrict
);

create index idx_order_items_variant on public.order_items (tenant_id, variant_id);

-- DBT-104
create table public.payments (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  order_id uuid not null,
  method public.payment_method not null,
  amount public.money_cents not null,
  provider_reference varchar(64) not null unique,
  captured_at timestamptz,
  failed_reason text,
  created_at timestamptz not null default now(),
  constraint payments_order_fkey foreign key (tenant_id, order_id)
    references public.orders (tenant_id, id) on delete restrict,
  constraint payments_captured_or_failed
    check (captured_at is null or failed_reason is null)
);

create index idx_payments_order on public.payments (tenant_id, order_id);

create trigger set_orders_updated_at
  before update on public.orders
  for each row execute function public.set_updated_at();

alter table public.orders enable row level security;
alter table public.order_items enable row level security;
alter table public.payments enable row level security;

create policy "Members can read orders"
  on public.orders for select to authenticated
  using (private.is_member(tenant_id));

create policy "Members can create orders"
  on public.orders for insert to authenticated
  with check (private.is_member(tenant_id));

create policy "Members can update orders"
  on public.orders for update to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Owners can delete pending orders"
  on public.orders for delete to authenticated
  using (private.has_role(tenant_id, 'owner') and status = 'pending');

create policy "Buyers can read their own orders"
  on public.orders for select to authenticated
  using (
    exists (
      select 1
      from public.customer c
      where c.id = orders.customer_id
        and c.user_id = (select auth.uid())
    )
  );

create policy "Members can manage order items"
  on public.order_items for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Members can read payments"
  on public.payments for select to authenticated
  using (private.is_member(tenant_id));
