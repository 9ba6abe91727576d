-- A ledger of everything that changes stock. product_variants.stock_on_hand is its running sum.
-- @implements DBT-107

do $$
begin
  create type public.stock_reason as enum ('purchase', 'sale', 'correction');
exception
  when duplicate_object then null;
end
$$;

create table public.stock_movements (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  variant_id uuid not null,
  quantity integer not null,
  reason public.stock_reason not null,
  order_id uuid,
  note text,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint stock_movements_variant_fkey foreign key (tenant_id, variant_id)
    references public.product_variants (tenant_id, id) on delete restrict,
  constraint stock_movements_order_fkey foreign key (tenant_id, order_id)
    references public.orders (tenant_id, id) on delete restrict,
  constraint stock_movements_quantity_not_zero check (quantity <> 0)
);

create index idx_stock_movements_variant
  on public.stock_movements (tenant_id, variant_id, created_at desc);
create index idx_stock_movements_created on public.stock_movements using brin (created_at);

create or replace function public.apply_stock_movement()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.product_variants
  set stock_on_hand = stock_on_hand + new.quantity
  where id = new.variant_id
    and tenant_id = new.tenant_id;
  return null;
end;
$$;

create trigger apply_stock_movement
  after insert on public.stock_movements
  for each row execute function public.apply_stock_movement();

alter table public.stock_movements enable row level security;

create policy "Members can read stock movements"
  on public.stock_movements for select to authenticated
  using (private.is_member(tenant_id));

create policy "Members can record stock movements"
  on public.stock_movements for insert to authenticated
  with check (private.is_member(tenant_id));
-- No update, no delete: a wrong movement is corrected by another one.
