-- Buyers and where their parcels go.
-- @implements DBT-005, DBT-102

create table public.customer (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete set null,
  email text not null,
  full_name text not null,
  phone_no text,
  accepts_marketing boolean not null default false,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint customer_tenant_id_key unique (tenant_id, id),
  constraint customer_email_check check (email like '%_@_%')
);

-- One living customer per address and tenant; erased ones no longer block it.
create unique index customer_email_key
  on public.customer (tenant_id, lower(email))
  where deleted_at is null;
create index idx_customer_user_id on public.customer (user_id) where user_id is not null;

create table public.addresses (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  customer_id uuid not null,
  label text not null default 'Home',
  line1 text not null,
  line2 text,
  city text not null,
  postcode varchar(10) not null,
  country char(2) not null default 'GB',
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  constraint addresses_tenant_id_key unique (tenant_id, id),
  constraint addresses_customer_fkey foreign key (tenant_id, customer_id)
    references public.customer (tenant_id, id) on delete cascade,
  constraint addresses_country_upper check (country = upper(country))
);

create unique index addresses_one_default
  on public.addresses (customer_id)
  where is_default;
create index idx_addresses_customer on public.addresses (tenant_id, customer_id);

create trigger set_customer_updated_at
  before update on public.customer
  for each row execute function public.set_updated_at();

alter table public.customer enable row level security;
alter table public.addresses enable row level security;

create policy "Members can manage customers"
  on public.customer for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Buyers can read themselves"
  on public.customer for select to authenticated
  using (user_id = auth.uid());

create policy "Members can manage addresses"
  on public.addresses for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

create policy "Buyers can manage their own addresses"
  on public.addresses for all to authenticated
  using (
    exists (
      select 1
      from public.customer c
      where c.id = addresses.customer_id
        and c.user_id = (select auth.uid())
    )
  )
  with check (
    exists (
      select 1
      from public.customer c
      where c.id = addresses.customer_id
        and c.user_id = (select auth.uid())
    )
  );
