create table tenants (id uuid primary key);

-- case: the type of the tenants table's key
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: another type
create table shops (id uuid primary key, tenant_id text not null);
-- finds: error line 1: public.shops.tenant_id is text, and the key of public.tenants is uuid

-- case: a domain over the type, and a length, make no difference
-- settings: tenant.table = "firms"
create table firms (id varchar(20) primary key);
create domain firm_id as varchar(30);
create table a (id int primary key, tenant_id varchar(20) not null);
create table b (id int primary key, tenant_id firm_id not null);
-- finds: nothing

-- case: no table of tenants, so most tables decide
drop table tenants;
create table a (id int primary key, tenant_id bigint not null);
create table b (id int primary key, tenant_id bigint not null);
create table c (id int primary key, tenant_id int not null);
-- finds: error line 4: public.c.tenant_id is integer, and that of most tables is bigint

-- case: the table that the columns refer to is the tenants table, whatever its name
create table firms (id bigint primary key);
create table a (id int primary key, tenant_id bigint not null references firms);
create table b (id int primary key, tenant_id uuid not null);
-- finds: error line 3: public.b.tenant_id is uuid, and the key of public.firms is bigint

-- case: accounts may be those of something else
drop table tenants;
create table accounts (id text primary key);
create table shops (id uuid primary key, tenant_id uuid not null);
-- finds: nothing

-- case: a table that is called after the column, in the plural
-- settings: tenant.columns = ["companyId"]
create table companies (id bigint primary key);
create table shops (id uuid primary key, "companyId" uuid not null);
-- finds: error line 3: public.shops."companyId" is uuid, and the key of public.companies is bigint
