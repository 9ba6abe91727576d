create table tenants (id uuid primary key);

-- case: unique within the tenant, in any order
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, slug text, name text,
  unique (tenant_id, slug), unique (name, tenant_id)
);
-- finds: nothing

-- case: unique over all tenants
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants,
  slug text unique
);
-- finds: warning line 1: public.shops.shops_slug_key makes slug unique over all tenants

-- case: an index, with an expression
create table shops (id uuid primary key, tenant_id uuid not null references tenants, name text);
create unique index shops_name on shops (lower(name));
-- finds: warning line 2: public.shops.shops_name makes lower(name) unique over all tenants

-- case: a primary key of several columns
create table shops (
  tenant_id uuid not null references tenants, town text, number int, primary key (town, number)
);
-- finds: warning line 1: public.shops.shops_pkey makes town, number unique over all tenants

-- case: one row for another, and a key that is held by another key
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, unique (tenant_id, id)
);
create table owners (
  id int primary key, tenant_id uuid not null references tenants,
  shop_id uuid unique references shops, unique (id, shop_id)
);
-- finds: nothing

-- case: values that are unique in the world
create table shops (
  id int primary key, tenant_id uuid not null references tenants,
  number uuid unique, stripe_account_id text unique, api_token text unique,
  verification_code text unique
);
-- finds: info line 1: public.shops.shops_api_token_key makes api_token unique over all tenants
-- finds: info line 1: public.shops.shops_number_key makes number unique over all tenants
-- finds: info line 1: public.shops.shops_stripe_account_id_key makes stripe_account_id unique over all tenants
-- finds: info line 1: public.shops.shops_verification_code_key makes verification_code unique over all tenants

-- case: a row of the tenant is among them
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table goods (
  id int primary key, tenant_id uuid not null references tenants,
  shop_id uuid references shops, place int, unique (shop_id, place)
);
-- finds: info line 2: public.goods.goods_shop_id_place_key makes shop_id, place unique over all tenants

-- case: a table that is no tenant's
create table countries (id int primary key, code text unique);
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: the tenant is inside of an expression
create table shops (id int primary key, tenant_id uuid references tenants, slug text);
create unique index shops_slug on shops (coalesce(tenant_id::text, ''), slug);
-- finds: nothing
