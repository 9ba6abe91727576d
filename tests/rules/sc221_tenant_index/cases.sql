create table tenants (id uuid primary key);

-- case: the primary key begins with it
create table shops (tenant_id uuid references tenants, id int, primary key (tenant_id, id));
-- finds: nothing

-- case: a unique constraint begins with it
create table shops (id int primary key, tenant_id uuid not null references tenants, slug text,
  unique (tenant_id, slug));
-- finds: nothing

-- case: a plain index
create table shops (id int primary key, tenant_id uuid not null references tenants);
create index on shops (tenant_id);
-- finds: nothing

-- case: a hash index
create table shops (id int primary key, tenant_id uuid not null references tenants);
create index on shops using hash (tenant_id);
-- finds: nothing

-- case: the first of several keys
create table shops (id int primary key, tenant_id uuid not null references tenants, at date);
create index on shops (tenant_id desc, at);
-- finds: nothing

-- case: a unique index
create table shops (id int primary key, tenant_id uuid not null references tenants, at date);
create unique index on shops (tenant_id, at);
-- finds: nothing

-- case: none
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: the second of several keys
create table shops (id int primary key, tenant_id uuid not null references tenants, at date);
create index on shops (at, tenant_id);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: in the second place of the primary key
create table shops (tenant_id uuid references tenants, id int, primary key (id, tenant_id));
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: only included
create table shops (id int primary key, tenant_id uuid not null references tenants);
create index on shops (id) include (tenant_id);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: only in an expression
create table shops (id int primary key, tenant_id uuid not null references tenants);
create index on shops ((tenant_id::text));
create index on shops (lower(tenant_id::text), tenant_id);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: indexes of other kinds find no single row's tenant
create table shops (id int primary key, tenant_id uuid not null references tenants, ids uuid[]);
create index on shops using brin (tenant_id);
create index on shops using gin (ids);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: partial, of living rows
create table shops (
  id int primary key, tenant_id uuid not null references tenants, deleted_at timestamptz
);
create index living on shops (tenant_id) where deleted_at is null;
-- finds: info line 4: the only index of public.shops that tenant_id leads is partial: living, where deleted_at IS NULL

-- case: partial, of rows with a tenant
create table shops (id int primary key, tenant_id uuid references tenants);
create index owned on shops (tenant_id) where tenant_id is not null;
-- finds: info line 2: the only index of public.shops that tenant_id leads is partial: owned, where tenant_id IS NOT NULL

-- case: partial, of some rows
create table shops (
  id int primary key, tenant_id uuid not null references tenants, deleted_at date, state text
);
create index on shops (tenant_id) where state = 'open';
create index on shops (tenant_id) where deleted_at is not null;
create index on shops (tenant_id) where deleted_at is null and state = 'open';
create index on shops (tenant_id) where id is null;
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: partial ones beside a whole one
create table shops (id int primary key, tenant_id uuid not null references tenants, state text);
create index on shops (tenant_id) where state = 'open';
create index on shops (tenant_id, state);
-- finds: nothing

-- case: dropped again
create table shops (id int primary key, tenant_id uuid not null references tenants);
create index shops_tenant on shops (tenant_id);
drop index shops_tenant;
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: not valid
create table shops (day date, tenant_id uuid not null references tenants) partition by range (day);
create table shops_2026 partition of shops for values from ('2026-01-01') to ('2027-01-01');
create index shops_tenant on only shops (tenant_id);
-- finds: warning line 1: public.shops has no index that tenant_id leads

-- case: of a partitioned table, on the whole of it
create table shops (day date, tenant_id uuid not null references tenants) partition by range (day);
create table shops_2026 partition of shops for values from ('2026-01-01') to ('2027-01-01');
create index shops_tenant on shops (tenant_id);
-- finds: nothing

-- case: a table whose rows belong to a tenant through another needs none
create table shops (tenant_id uuid references tenants, id int unique, primary key (tenant_id, id));
create table shelves (id int primary key, shop_id int not null references shops (id));
-- finds: nothing
