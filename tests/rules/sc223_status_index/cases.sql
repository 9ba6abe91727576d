create table tenants (id uuid primary key);

-- case: in that order, by constraint or index
create table shops (
  id int primary key, tenant_id uuid not null references tenants, status text,
  unique (tenant_id, status, id)
);
create table goods (id int primary key, tenant_id uuid not null references tenants, status text);
create index on goods (tenant_id, status);
-- finds: nothing

-- case: none
create table shops (id int primary key, tenant_id uuid not null references tenants, status text);
-- finds: info line 1: public.shops has no index on (tenant_id, status)
