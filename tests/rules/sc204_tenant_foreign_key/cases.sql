create table tenants (id uuid primary key);

-- case: a foreign key to the tenants
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: none
create table shops (id uuid primary key, tenant_id uuid not null);
-- finds: info line 1: public.shops.tenant_id has no foreign key to public.tenants

-- case: a foreign key that holds the tenant together with a row of it
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, unique (tenant_id, id)
);
create table goods (
  id uuid primary key, tenant_id uuid not null, shop_id uuid not null,
  foreign key (tenant_id, shop_id) references shops (tenant_id, id)
);
-- finds: nothing

-- case: where that row may be missing, nothing is proven
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants, unique (tenant_id, id)
);
create table goods (
  id uuid primary key, tenant_id uuid not null, shop_id uuid,
  foreign key (tenant_id, shop_id) references shops (tenant_id, id)
);
-- finds: info line 4: public.goods.tenant_id has no foreign key to public.tenants

-- case: without a table of tenants there is nothing to refer to
drop table tenants;
create table shops (id uuid primary key, tenant_id uuid not null);
-- finds: nothing

-- case: a foreign key of another column proves nothing
create table shops (id uuid primary key, tenant_id uuid not null, rival uuid references tenants);
-- finds: info line 1: public.shops.tenant_id has no foreign key to public.tenants
