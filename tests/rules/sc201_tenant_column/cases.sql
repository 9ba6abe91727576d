create table tenants (id uuid primary key);

-- case: a table with the column
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: a table that a person says is a tenant's, without the column
-- settings: tenant.scope = { prices = "tenant" }
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table prices (id int primary key);
-- finds: warning line 3: public.prices has no tenant_id, and tenant.scope says that its rows are a tenant's

-- case: a table whose rows belong to a tenant through another
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table shelves (id int primary key, shop_id uuid not null references shops);
create table boxes (id int primary key, shelf_id int not null references shelves);
-- finds: info line 3: public.boxes has no tenant_id; its rows are a tenant's through public.shelves
-- finds: info line 2: public.shelves has no tenant_id; its rows are a tenant's through public.shops

-- case: somebody has said that this is meant
-- settings: tenant.scope = { "public.shelves" = "parent" }
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table shelves (id int primary key, shop_id uuid not null references shops);
-- finds: nothing

-- case: more than four tables away nobody can tell
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table a (id int primary key, up uuid not null references shops);
create table b (id int primary key, up int not null references a);
create table c (id int primary key, up int not null references b);
create table d (id int primary key, up int not null references c);
create table e (id int primary key, up int not null references d);
-- finds: info line 2: public.a has no tenant_id; its rows are a tenant's through public.shops
-- finds: info line 3: public.b has no tenant_id; its rows are a tenant's through public.a
-- finds: info line 4: public.c has no tenant_id; its rows are a tenant's through public.b
-- finds: info line 5: public.d has no tenant_id; its rows are a tenant's through public.c

-- case: tables that refer to each other in a circle
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table hens (id int primary key);
create table eggs (id int primary key, hen int not null references hens);
alter table hens add column egg int not null references eggs;
-- finds: nothing

-- case: a table between two tenants' tables can tie one tenant to another
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table goods (id uuid primary key, tenant_id uuid not null references tenants);
create table offers (
  shop_id uuid not null references shops, good_id uuid not null references goods,
  primary key (shop_id, good_id)
);
-- finds: info line 3: public.offers has no tenant_id; its rows are a tenant's through public.shops, and nothing keeps public.shops and public.goods of one tenant

-- case: only some rows refer to a tenant's
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table notes (id int primary key, shop_id uuid references shops);
-- finds: info line 2: public.notes has no tenant_id, and only some of its rows may refer to a tenant's

-- case: a table of people
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table profiles (id uuid primary key references auth.users (id));
-- finds: info line 2: public.profiles belongs to people and has no tenant_id: may one be in two tenants?

-- case: somebody has said that it is theirs
-- settings: tenant.scope = { profiles = "user" }
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table profiles (id uuid primary key references auth.users (id));
-- finds: nothing

-- case: tables that everybody uses, the tenants, the log, a view, a partition
create table countries (code text primary key);
create table shops (
  id uuid primary key, tenant_id uuid not null references tenants,
  country text references countries
);
create table activity_log (id int primary key, shop_id uuid not null references shops);
create view names as select id from shops;
create table visits (shop_id uuid not null, day date, tenant_id uuid) partition by range (day);
create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
-- finds: nothing

-- case: the column seems to have another name
create table teams (id uuid primary key);
create table a (id int primary key, team_id uuid references teams);
create table b (id int primary key, team_id uuid references teams);
create table c (id int primary key, team_id uuid references teams);
-- finds: info line 1: no table has tenant_id, but 3 tables refer to public.teams by team_id

-- case: two tables are too few for a guess
create table teams (id uuid primary key);
create table a (id int primary key, team_id uuid references teams);
create table b (id int primary key, team_id uuid references teams);
-- finds: nothing

-- case: the column has another name
-- settings: tenant.columns = ["team_id", "org_id"]
create table teams (id uuid primary key);
create table a (id int primary key, team_id uuid not null references teams);
create table b (id int primary key, org_id uuid not null references teams);
create table c (id int primary key, a int not null references a);
-- finds: info line 5: public.c has no team_id; its rows are a tenant's through public.a
