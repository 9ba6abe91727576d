-- case: what cannot be replaced
create function f(a int, b text default 'x') returns int language sql as 'select 1';
create function f(a int, b text) returns int language sql as 'select 2';
create or replace function f(a int, b text default 'x') returns text language sql as 'select 3';
create or replace function f(c int, b text default 'x') returns int language sql as 'select 4';
create or replace function f(a int, b text) returns int language sql as 'select 5';
create or replace procedure f(a int, b text) language sql as 'select 6';
create or replace function f(a int, b text default 'y') returns int language sql as 'select 7';
alter function g() stable;
alter function f stable;
create function f(a int) returns int language sql as 'select 8';
alter function f stable;
comment on function g is 'x';
-- then:
-- function public.f(integer, text)
-- function public.f(integer)
-- finding: R101 function "f" already exists with same argument types
-- finding: R101 cannot change return type of existing function
-- finding: R101 cannot change name of input parameter "a"
-- finding: R101 cannot remove parameter defaults from existing function
-- finding: R101 "f" is a function; cannot change routine kind
-- finding: R101 function g does not exist
-- finding: R101 function name "f" is not unique
-- finding: R101 function g does not exist

-- case: nowhere to create
set search_path = '';
create function f() returns int language sql as 'select 1';
create extension citext;
-- then:
-- finding: R101 no schema has been selected to create in
-- finding: R101 no schema has been selected to create in
