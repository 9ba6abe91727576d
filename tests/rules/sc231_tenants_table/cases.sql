-- case: a table that the columns refer to
create table firms (id uuid primary key);
create table shops (id int primary key, tenant_id uuid not null references firms);
-- finds: nothing

-- case: a table that is called so
create table tenants (id uuid primary key);
create table shops (id int primary key, tenant_id uuid not null);
-- finds: nothing

-- case: none
create table shops (id int primary key, tenant_id uuid not null);
create table goods (id int primary key, tenant_id uuid not null);
-- finds: warning 2 tables have rows of tenants, and there is no table of tenants

-- case: one that is named and not there
-- settings: tenant.table = "firms"
create table shops (id int primary key, tenant_id uuid not null);
-- finds: warning there is no table firms, which tenant.table names

-- case: a project without tenants
create table shops (id int primary key);
-- finds: nothing

-- case: one that nothing refers to may be it
create table organizations (id uuid primary key);
create table shops (id int primary key, tenant_id uuid not null);
-- finds: nothing
