create table tenants (id uuid primary key);
alter table tenants enable row level security;

-- case: on
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
alter table shops enable row level security;
-- finds: nothing

-- case: off, of a tenant's table
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: error line 1: public.shops has no row-level security: whoever may read it reads rows of every tenant

-- case: switched off again
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
alter table shops enable row level security;
alter table shops disable row level security;
-- finds: error line 1: public.shops has no row-level security: whoever may read it reads rows of every tenant

-- case: off, of a table whose rows belong to a tenant through another
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
alter table shops enable row level security;
create table shelves (id int primary key, shop_id uuid not null references shops);
-- finds: error line 3: public.shelves has no row-level security: whoever may read it reads rows of every tenant

-- case: off, of a table that is nobody's
create table countries (code text primary key);
-- finds: warning line 1: public.countries has no row-level security: whoever may read it reads every row

-- case: out of reach
create schema private;
create table private.keys (id int primary key);
create table private.shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: warning line 3: private.shops has no row-level security: whoever may read it reads rows of every tenant

-- case: what is in reach is a matter of settings
-- settings: lint.exposed = ["api"]
create schema api;
create table api.countries (code text primary key);
create table towns (name text primary key);
-- finds: warning line 3: api.countries has no row-level security: whoever may read it reads every row

-- case: without Supabase nothing is in reach, and tenants' tables are told of all the same
-- platform: postgres
create table countries (code text primary key);
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: error line 3: public.shops has no row-level security: whoever may read it reads rows of every tenant

-- case: a partition is reached by its own name
create table visits (tenant_id uuid not null, day date) partition by range (day);
alter table visits enable row level security;
create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
-- finds: warning line 3: public.visits_2026 has no row-level security: whoever may read it reads every row

-- case: a table that no migration makes
alter table old_ones add column tenant_id uuid;
-- finds: nothing
