create table tenants (id uuid primary key);

-- case: unique within the tenant, by constraint, index or expression
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, slug text, code text,
  number int, external_id text unique, unique (tenant_id, slug)
);
create unique index on shops (code, tenant_id) where code is not null;
create unique index on shops (tenant_id, abs(number));
-- finds: nothing

-- case: not unique
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants,
  slug text,
  code text
);
create index on shops (tenant_id, slug);
-- finds: info line 1: public.shops.code is not unique within a tenant
-- finds: info line 1: public.shops.slug is not unique within a tenant

-- case: unique only together with something else
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, slug text, town text,
  unique (tenant_id, slug, town)
);
-- finds: info line 1: public.shops.slug is not unique within a tenant
