create table tenants (id uuid primary key);

-- case: never null
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: part of the primary key
create table shops (tenant_id uuid references tenants, number int, primary key (tenant_id, number));
-- finds: nothing

-- case: may be null
create table shops (
  id uuid primary key,
  tenant_id uuid references tenants
);
-- finds: warning line 1: public.shops.tenant_id may be null, so that a row may belong to no tenant

-- case: later made not null
create table shops (id uuid primary key, tenant_id uuid references tenants);
alter table shops alter column tenant_id set not null;
-- finds: nothing

-- case: allowed above the statement
-- sotsync:allow SC203 rows of before there were tenants
create table shops (id uuid primary key, tenant_id uuid references tenants);
-- finds: nothing

-- case: allowed in the statement, on the line
create table shops (
  id uuid primary key,
  tenant_id uuid references tenants -- sotsync:allow SC203: shared ones have none
);
-- finds: nothing

-- case: what is allowed of one table is not of another
-- sotsync:allow SC203 rows of before there were tenants
create table shops (id uuid primary key, tenant_id uuid references tenants);
create table goods (id uuid primary key, tenant_id uuid references tenants);
-- finds: warning line 3: public.goods.tenant_id may be null, so that a row may belong to no tenant

-- case: what is allowed of one column's statement
create table shops (id uuid primary key);
alter table shops add column tenant_id uuid references tenants; -- sotsync:allow SC203 filled in May
-- finds: nothing

-- case: a comment without a reason allows nothing
-- sotsync:allow SC203
create table shops (id uuid primary key, tenant_id uuid references tenants);
-- finds: warning line 2: public.shops.tenant_id may be null, so that a row may belong to no tenant

-- case: a comment with a gap is about nothing
-- sotsync:allow SC203 some reason

create table shops (id uuid primary key, tenant_id uuid references tenants);
-- finds: warning line 3: public.shops.tenant_id may be null, so that a row may belong to no tenant

-- case: allowed in the settings, for some tables
-- settings: lint.allow = { "public.sh*" = ["SC203"], goods = ["SC203: shared", "SC999"] }
create table shops (id uuid primary key, tenant_id uuid references tenants);
create table goods (id uuid primary key, tenant_id uuid references tenants);
create table bills (id uuid primary key, tenant_id uuid references tenants);
-- finds: warning line 4: public.bills.tenant_id may be null, so that a row may belong to no tenant

-- case: accepted in the settings
-- settings: accept = [{ code = "SC203", object = "public.shops.*", reason = "shared" }]
create table shops (id uuid primary key, tenant_id uuid references tenants);
-- finds: nothing

-- case: a table that rests on one which no migration makes is uncertain
create table shops (
  id uuid primary key, tenant_id uuid references tenants, town int references towns (id)
);
-- finds: info line 1: public.shops.tenant_id may be null, so that a row may belong to no tenant (uncertain: see 2_case.sql:1)
