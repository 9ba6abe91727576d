-- case: granted and revoked, on everything
create schema s;
create table t (a int, b text);
create view v as select 1 as a;
create sequence q;
create type e as enum ('x');
create domain d as int;
create function f(int) returns int language sql as 'select 1';
create procedure p() language sql as 'select 1';
grant select, insert on t to anon, bob;
grant all on t to carol with grant option;
grant select (a), update (a, b) on table t to bob;
revoke insert on t from bob;
revoke grant option for select on t from carol;
grant select on v to public;
grant usage on sequence q to anon;
grant select on q to bob;
grant usage on schema s to anon;
grant usage on type e, d to anon;
revoke usage on type e from public;
revoke all on function f(int) from public;
grant execute on function f(int) to anon;
revoke execute on procedure p() from public;
grant execute on procedure p() to public;
-- then:
-- schema s
-- enum public.e x
-- type public.d
-- function public.f(integer)
-- function public.p()
-- sequence public.q bigint
-- public.t table
-- public.t column a integer
-- public.t column b text
-- view public.v SELECT 1 AS a
-- public.v column a integer
-- s anon has USAGE
-- public.e anon has USAGE
-- public.e public lost USAGE
-- public.d anon has USAGE
-- public.q anon has USAGE
-- public.q bob has SELECT
-- public.t anon has INSERT, SELECT
-- public.t bob has SELECT
-- public.t bob has (a) SELECT
-- public.t bob has (a, b) UPDATE
-- public.t carol has grantable DELETE, INSERT, MAINTAIN, REFERENCES, TRIGGER, TRUNCATE, UPDATE
-- public.t carol has SELECT
-- public.v public has SELECT
-- public.f(integer) anon has EXECUTE
-- public.f(integer) public lost EXECUTE

-- case: columns lose what the table loses
create table t (a int, b int);
grant select (a, b) on t to bob;
grant update (b) on t to bob;
revoke select on t from bob;
grant insert (a) on t to bob;
alter table t drop column a;
-- then:
-- public.t table
-- public.t column b integer
-- public.t bob has (b) UPDATE

-- case: everything in a schema, now and not later
create schema s;
create table s.t (a serial primary key);
create view s.v as select 1 as a;
create function s.f() returns int language sql as 'select 1';
create procedure s.p() language sql as 'select 1';
create table other (a int);
grant select on all tables in schema s to anon;
grant usage on all sequences in schema s to anon;
revoke execute on all functions in schema s from public;
grant execute on all routines in schema s to anon;
revoke execute on all procedures in schema s from anon;
create table s.later (a int);
-- then:
-- schema s
-- function s.f()
-- function s.p()
-- sequence s.t_a_seq integer serial owned by s.t.a
-- s.t table
-- s.t column a integer not null default nextval('s.t_a_seq'::regclass)
-- s.t primary key t_pkey (a)
-- public.other table
-- public.other column a integer
-- s.later table
-- s.later column a integer
-- view s.v SELECT 1 AS a
-- s.v column a integer
-- s.t_a_seq anon has USAGE
-- s.t anon has SELECT
-- s.v anon has SELECT
-- s.f() anon has EXECUTE
-- s.f() public lost EXECUTE

-- case: default privileges hold for what comes
create table before (a int);
alter default privileges in schema public grant select on tables to anon;
alter default privileges grant select, insert on tables to bob;
alter default privileges for role alice grant all on tables to carol;
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant execute on functions to public;
alter default privileges grant usage on schemas to bob;
alter default privileges in schema public grant usage on sequences to anon with grant option;
alter default privileges grant all on large objects to bob;
create table after (a serial);
create view v as select 1 as a;
create schema s;
create table s.t (a int);
create function f() returns int language sql as 'select 1';
create function s.f() returns int language sql as 'select 1';
create temporary table gone (a int);
alter default privileges in schema public revoke select on tables from anon;
alter default privileges revoke select on tables from bob;
create table last (a int);
set role alice;
create table hers (a int);
reset role;
drop schema s cascade;
-- then:
-- function public.f()
-- sequence public.after_a_seq integer serial owned by public.after.a
-- public.before table
-- public.before column a integer
-- public.after table
-- public.after column a integer not null default nextval('after_a_seq'::regclass)
-- public.last table
-- public.last column a integer
-- public.hers table
-- public.hers column a integer
-- view public.v SELECT 1 AS a
-- public.v column a integer
-- public.after_a_seq anon has grantable USAGE
-- public.after anon has SELECT
-- public.after bob has INSERT, SELECT
-- public.last bob has INSERT
-- public.hers owner alice
-- public.hers carol has DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE
-- public.v anon has SELECT
-- public.v bob has INSERT, SELECT
-- default alice on tables carol has DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE
-- default postgres on functions public lost EXECUTE
-- default postgres on schemas bob has USAGE
-- default postgres on tables bob has INSERT
-- default postgres in public on functions public has EXECUTE
-- default postgres in public on sequences anon has grantable USAGE

-- case: owners
create schema authorization alice;
create schema s authorization bob;
create table t (a serial);
create view v as select 1 as a;
create type e as enum ('x');
create function f() returns int language sql as 'select 1';
create sequence q;
grant select on t to bob, carol;
alter table t owner to bob;
alter view v owner to bob;
alter table v owner to postgres;
alter type e owner to bob;
alter function f() owner to bob;
alter sequence q owner to bob;
alter schema s owner to carol;
alter schema alice owner to current_user;
alter collation nope owner to bob;
alter index if exists nope owner to bob;
revoke select on t from bob;
-- then:
-- schema alice
-- schema s
-- enum public.e x
-- function public.f()
-- sequence public.t_a_seq integer serial owned by public.t.a
-- sequence public.q bigint
-- public.t table
-- public.t column a integer not null default nextval('t_a_seq'::regclass)
-- view public.v SELECT 1 AS a
-- public.v column a integer
-- s owner carol
-- public.e owner bob
-- public.t_a_seq owner bob
-- public.q owner bob
-- public.t owner bob
-- public.t bob lost SELECT
-- public.t carol has SELECT
-- public.f() owner bob

-- case: on what no migration creates
grant usage on schema public to anon;
revoke create on schema public from public;
grant select on nope to anon;
revoke insert on nope from bob;
grant update on nope to bob;
revoke update on nope from bob;
grant execute on function nope(int) to anon;
grant usage on foreign server nope to anon;
grant usage on foreign data wrapper nope to anon;
grant usage on sequence nope to anon;
grant usage on type nope to anon;
drop table if exists dropped;
grant select on dropped to anon;
-- then:
-- schema public
-- public.nope table external
-- public anon has USAGE
-- public public lost CREATE
-- public.nope anon has SELECT
-- public.nope bob lost INSERT
-- finding: R102 no migration creates the table public.nope
-- finding: R114 no migration creates nope
-- finding: R101 server "nope" does not exist
-- finding: R101 relation "nope" does not exist
-- finding: R101 type "nope" does not exist
-- finding: R101 relation "dropped" does not exist

-- case: a grant that is rolled back never was
create table t (a int);
begin;
grant select on t to anon;
grant select (a) on t to bob;
alter default privileges grant select on tables to anon;
alter table t owner to bob;
rollback;
-- then:
-- public.t table
-- public.t column a integer

-- case: a role that goes leaves nothing behind
create role gone;
create table t (a int);
create schema s;
grant select on t to gone, bob;
grant update (a) on t to gone;
revoke all on schema public from gone;
alter default privileges grant select on tables to gone, bob;
alter default privileges for role gone grant select on tables to bob;
alter schema s owner to gone;
reassign owned by gone to alice;
drop owned by gone;
drop role gone;
-- then:
-- schema s
-- public.t table
-- public.t column a integer
-- s owner alice
-- public.t bob has SELECT
-- default postgres on tables bob has SELECT
