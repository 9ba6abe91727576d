-- Promotions: a discount on some products for some time. They will replace coupons.
-- @implements DBT-108, DBT-202

create table public.promotions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  name text not null,
  code text,
  percent_off numeric(4, 1) not null,
  period tstzrange not null,
  max_uses integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint promotions_tenant_id_key unique (tenant_id, id),
  constraint promotions_percent_off_check check (percent_off > 0 and percent_off <= 90),
  constraint promotions_period_not_empty check (not isempty(period))
);

create unique index promotions_code_key
  on public.promotions (tenant_id, upper(code))
  where code is not null;
create index idx_promotions_period on public.promotions using gist (period);

create table public.promotion_products (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  promotion_id uuid not null,
  product_id uuid not null,
  constraint promotion_products_pkey primary key (promotion_id, product_id),
  constraint promotion_products_promotion_fkey foreign key (tenant_id, promotion_id)
    references public.promotions (tenant_id, id) on delete cascade,
  constraint promotion_products_product_fkey foreign key (tenant_id, product_id)
    references public.products (tenant_id, id) on delete cascade
);

create index idx_promotion_products_product
  on public.promotion_products (tenant_id, product_id);

create or replace function public.check_promotion_period()
returns trigger
language plpgsql
as $$
begin
  -- BR-110: a sale that never ends is a price.
  if upper_inf(new.period) then
    raise exception 'BR-110: promotion % has no end', new.name
      using errcode = 'check_violation';
  end if;
  return new;
end;
$$;

create trigger check_promotion_period
  before insert or update of period on public.promotions
  for each row execute function public.check_promotion_period();
create trigger set_promotions_updated_at
  before update on public.promotions
  for each row execute function public.set_updated_at();
create trigger log_promotions_activity
  after insert or update or delete on public.promotions
  for each row execute function public.log_activity();

alter table public.promotions enable row level security;
alter table public.promotion_products enable row level security;

create policy "Members can manage promotions"
  on public.promotions for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Members can manage promotion products"
  on public.promotion_products for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));
