create table tenants (id uuid primary key);
create table shops (id uuid primary key, tenant_id uuid not null references tenants);
create table countries (code text primary key);

-- case: a view that asks with its owner's rights
create view names as select id from shops;
-- finds: warning line 1: the view public.names shows rows of every tenant: the policies of public.shops do not hold in it

-- case: one that asks with the reader's
create view names with (security_invoker = on) as select id from shops;
create view others with (security_invoker) as select id from shops;
create view more with (security_invoker = true) as select id from shops;
-- finds: nothing

-- case: switched off
create view names with (security_invoker = false) as select id from shops;
-- finds: warning line 1: the view public.names shows rows of every tenant: the policies of public.shops do not hold in it

-- case: switched on later
create view names as select id from shops;
alter view names set (security_invoker = true);
-- finds: nothing

-- case: through another view, and in a subquery
create view names with (security_invoker = on) as select id from shops;
create view few as select id from names limit 3;
create view any_of_them as select code from countries where exists (select 1 from public.shops);
-- finds: warning line 3: the view public.any_of_them shows rows of every tenant: the policies of public.shops do not hold in it
-- finds: warning line 2: the view public.few shows rows of every tenant: the policies of public.shops do not hold in it

-- case: a view of what is everybody's, and a view out of reach
create schema private;
create view codes as select code from countries;
create view private.names as select id from public.shops;
-- finds: nothing

-- case: a materialized view has no rights of its reader
create materialized view names as select id from shops;
-- finds: info line 1: the materialized view public.names shows rows of every tenant: the policies of public.shops do not hold in it

-- case: a function with its owner's rights and whatever search path
create function a() returns int language sql security definer as 'select 1';
create function b() returns int language sql security definer set search_path = '' as 'select 1';
create function c() returns int language sql as 'select 1';
create procedure d() language sql security definer as 'select 1';
create function e() returns int language sql security definer as 'select 1';
alter function e() set search_path = public;
-- finds: warning line 1: public.a() is SECURITY DEFINER and has no search_path: who calls it chooses what its names mean
-- finds: warning line 4: public.d() is SECURITY DEFINER and has no search_path: who calls it chooses what its names mean

-- case: a recursive view reads itself, and a view of nothing
create recursive view steps (n) as select 1 union all select n + 1 from steps where n < 5;
create view nothing as select 1 as one;
-- finds: nothing
