create table tenants (id uuid primary key);

-- case: in that order, whichever way, with more behind
create table shops (id int primary key, tenant_id uuid not null references tenants, created_at date);
create index on shops (tenant_id, created_at desc, id);
-- finds: nothing

-- case: none, and none in that order
create table shops (
  id int primary key,
  tenant_id uuid not null references tenants,
  created_at date
);
create index on shops (tenant_id);
create index on shops (created_at, tenant_id);
create index on shops (tenant_id, id, created_at);
create index on shops (tenant_id, created_at) where id > 5;
create index on shops using brin (tenant_id, created_at);
-- finds: info line 1: public.shops has no index on (tenant_id, created_at)

-- case: nothing to sort by
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: nothing
