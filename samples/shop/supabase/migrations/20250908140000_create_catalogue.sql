-- The catalogue: categories, products and the variants that are really sold.
-- @implements DBT-003, DBT-004, DBT-101

create type public.product_status as enum ('draft', 'active', 'archived');

-- Money is kept in the smallest unit of the tenant's currency. No floats, no rounding.
create domain public.money_cents as bigint
  constraint money_cents_not_negative check (value >= 0);

-- DBT-101
create table public.categories (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  parent_id uuid,
  name text not null,
  slug text not null,
  position smallint not null default 0,
  created_at timestamptz not null default now(),
  constraint categories_tenant_slug_key unique (tenant_id, slug),
  constraint categories_tenant_id_key unique (tenant_id, id),
  constraint categories_parent_fkey foreign key (tenant_id, parent_id)
    references public.categories (tenant_id, id) on delete restrict,
  constraint categories_not_own_parent check (parent_id is distinct from id)
);

-- DBT-003
create table public.products (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  category_id uuid,
  title text not null,
  slug text not null,
  description text,
  status public.product_status not null default 'draft',
  attributes jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}',
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint products_tenant_slug_key unique (tenant_id, slug),
  constraint products_tenant_id_key unique (tenant_id, id),
  constraint products_category_fkey foreign key (tenant_id, category_id)
    references public.categories (tenant_id, id) on delete restrict,
  constraint products_published_when_active
    check (status <> 'active' or published_at is not null)
);

create index idx_products_tenant_status on public.products (tenant_id, status);
create index idx_products_category on public.products (tenant_id, category_id);

-- DBT-004
create table public.product_variants (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  product_id uuid not null,
  sku text not null,
  option_values jsonb not null default '{}'::jsonb,
  price public.money_cents not null,
  weight_grams integer check (weight_grams > 0),
  stock_on_hand integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint product_variants_tenant_id_key unique (tenant_id, id),
  constraint product_variants_product_fkey foreign key (tenant_id, product_id)
    references public.products (tenant_id, id) on delete cascade,
  constraint product_variants_stock_not_negative check (stock_on_hand >= 0)
);

-- SKUs are typed by people in a hurry: DUCK-42 and duck-42 are the same thing.
create unique index product_variants_sku_key on public.product_variants (tenant_id, lower(sku));
create index idx_product_variants_product on public.product_variants (tenant_id, product_id);

create trigger set_products_updated_at
  before update on public.products
  for each row execute function public.set_updated_at();

create trigger set_product_variants_updated_at
  before update on public.product_variants
  for each row execute function public.set_updated_at();

alter table public.categories enable row level security;
alter table public.products enable row level security;
alter table public.product_variants enable row level security;

create policy "Anyone can browse categories"
  on public.categories for select
  using (true);

create policy "Members can manage categories"
  on public.categories for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Anyone can browse active products"
  on public.products for select
  using (status = 'active');

create policy "Members can manage products"
  on public.products for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Anyone can browse variants of active products"
  on public.product_variants for select
  using (
    exists (
      select 1
      from public.products p
      where p.id = product_variants.product_id
        and p.status = 'active'
    )
  );

create policy "Members can manage variants"
  on public.product_variants for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));
