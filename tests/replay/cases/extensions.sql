-- case: an extension's types are known, and go with it
create schema tools;
create extension citext with schema tools version '1.6';
create extension citext;
create extension if not exists citext;
create table t (a int, b tools.citext);
alter extension citext update to '1.7';
alter extension citext update;
alter extension nothing update;
alter extension citext add function f();
drop extension citext cascade;
-- then:
-- schema tools
-- public.t table
-- public.t column a integer
-- finding: R101 extension "citext" already exists
-- finding: R101 extension "nothing" does not exist

-- case: extensions that bring others or insist on a schema
create extension earthdistance cascade;
create extension pg_cron;
create extension pg_cron with schema public;
create table t (c cube);
select cron.schedule('a', '* * * * *', 'select 1');
-- then:
-- public.t table
-- public.t column c public.cube
-- finding: R101 extension "pg_cron" already exists
