-- case: all three
create table tenants (id uuid primary key, billing_status text, plan text, max_shops int);
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: nothing
create table tenants (id uuid primary key, name text);
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: info line 1: public.tenants says nothing of a tenant's billing status, plan, limits

-- case: some
create table tenants (id uuid primary key, status text, tier text);
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: info line 1: public.tenants says nothing of a tenant's limits

-- case: a table of subscriptions
create table tenants (id uuid primary key, name text);
create table tenant_subscriptions (id int primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: a table of plans that tenants refer to
create table plans (code text primary key);
create table tenants (id uuid primary key, offer text references plans);
create table shops (id int primary key, tenant_id uuid not null references tenants);
-- finds: nothing

-- case: a table of tenants that is the platform's
create table shops (id int primary key, tenant_id uuid not null references auth.users (id));
-- finds: nothing

-- case: without tenants it may be anything that is called like them
create table tenants (id uuid primary key, flat int);
-- finds: nothing
