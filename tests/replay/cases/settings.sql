-- case: the search path decides where names are found and made
create schema app;
set search_path to app, "$user", public;
create table t (a int);
reset search_path;
create table t (b int);
select set_config('search_path', 'app, public', false), set_config('work_mem', '1MB', true);
alter table t add column c int;
set search_path to default;
alter table t add column d int;
set search_path = app;
set statement_timeout = '5s';
reset all;
alter table t add column e int;
set search_path = app;
discard plans;
discard all;
alter table t add column f int;
-- then:
-- schema app
-- app.t table
-- app.t column a integer
-- app.t column c integer
-- public.t table
-- public.t column b integer
-- public.t column d integer
-- public.t column e integer
-- public.t column f integer

-- case: what a function remembers of the settings
create schema app;
set search_path = app;
set work_mem = '2MB';
create function f() returns int language sql set search_path from current set work_mem from current set datestyle = 'ISO' as 'select 1';
alter function f() reset work_mem;
-- then:
-- schema app
-- function app.f()
