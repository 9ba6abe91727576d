-- case: types that are there already, and labels that are not
create type a as enum ('x', 'y');
create type a as enum ('z');
create type b as enum ('x', 'x');
create table t (c int);
create type t as (d int);
alter type a add value 'x';
alter type a add value if not exists 'x';
alter type a add value 'w' before 'nothing';
alter type a add value 'w' before 'x';
alter type a add value 'z' after 'x';
alter type a rename value 'nothing' to 'v';
alter type a rename value 'x' to 'y';
alter type missing add value 'x';
create domain d as int;
alter type d add value 'x';
-- then:
-- enum public.a w, x, z, y
-- type public.d
-- public.t table
-- public.t column c integer
-- finding: R101 type "a" already exists
-- finding: R101 enum labels must be unique
-- finding: R101 type "t" already exists
-- finding: R101 enum label "x" already exists
-- finding: R101 "nothing" is not an existing enum label
-- finding: R101 "nothing" is not an existing enum label
-- finding: R101 enum label "y" already exists
-- finding: R101 type "missing" does not exist
-- finding: R101 d is not an enum

-- case: attributes
create type c as (a int, b text);
alter type c add attribute a text;
alter type c drop attribute z;
alter type c drop attribute if exists z;
alter type lost add attribute a int;
-- then:
-- type public.c
-- finding: R101 column "a" already exists
-- finding: R101 column "z" does not exist
-- finding: R101 type "lost" does not exist

-- case: domains
create domain d as text constraint c check (value <> '');
alter domain d add constraint c check (value <> 'x');
alter domain d drop constraint z;
alter domain d drop constraint if exists z;
alter domain d validate constraint c;
alter domain d set default 'x';
alter domain d drop default;
alter domain d set not null;
alter domain d drop not null;
create type e as enum ('a');
alter domain e set not null;
comment on constraint z on domain d is 'x';
comment on constraint c on domain d is 'x';
-- then:
-- enum public.e a
-- type public.d
-- finding: R101 constraint "c" for domain "d" already exists
-- finding: R101 constraint "z" of domain "d" does not exist
-- finding: R101 "e" is not a domain
-- finding: R101 constraint "z" for domain "d" does not exist

-- case: what the schema has no place for
create type shell;
create table t (a int, s shell);
create role r;
create role r;
drop role r;
comment on role r is 'x';
-- then:
-- other type public.shell: CREATE TYPE public.shell
-- finding: R101 type "shell" is only a shell
-- finding: R101 role "r" already exists
-- finding: R107 comments on a role are not described

-- case: old and new aggregates
create function add(a int, b int) returns int language sql as 'select a + b';
create function done(a int) returns text language sql as 'select 1::text';
create aggregate total(int) (sfunc = add, stype = int, initcond = '0', finalfunc = done, parallel = safe);
create aggregate old_total (basetype = int, sfunc = add, stype = int);
create aggregate every_row(*) (sfunc = add, stype = int);
-- then:
-- function public.add(integer, integer)
-- function public.done(integer)
-- function public.total(integer)
-- function public.old_total(integer)
-- function public.every_row()
