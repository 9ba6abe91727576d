-- case: a dropped column takes its indexes and constraints along
create table r (id int primary key);
create table t (a int, b int references r, c int unique, d int, e serial, check (a > d), exclude (a with =));
create index on t (a, d);
create index on t (d) where a > 1;
create index on t (lower(d::text || a::text));
alter table t drop column a, drop column b, drop column c, drop column e;
-- then:
-- public.r table
-- public.r column id integer not null
-- public.r primary key r_pkey (id)
-- public.t table
-- public.t column d integer

-- case: what others hold is not dropped without cascade
create table t (a int primary key, b int, c int generated always as (b + 1) stored, d int);
create table u (a int references t);
create view v as select b from t;
create policy p on u using (exists (select from t where t.d = u.a));
alter table t drop column a;
alter table t drop column b;
alter table t drop column d;
drop table t;
drop view v;
alter table t drop constraint t_pkey;
-- then:
-- public.t table
-- public.t column a integer not null
-- public.t column b integer
-- public.t column c integer generated b + 1
-- public.t column d integer
-- public.t primary key t_pkey (a)
-- public.u table
-- public.u column a integer
-- public.u foreign key u_a_fkey (a) to public.t (a)
-- public.u policy p using EXISTS (SELECT FROM t WHERE t.d = u.a) check None
-- finding: R101 PostgreSQL would refuse this: cannot drop column a of table t because other objects depend on it: constraint u_a_fkey on table u
-- finding: R101 PostgreSQL would refuse this: cannot drop column b of table t because other objects depend on it: column c of table t
-- finding: R101 PostgreSQL would refuse this: cannot drop column d of table t because other objects depend on it: policy p on table u
-- finding: R101 PostgreSQL would refuse this: cannot drop table t because other objects depend on it: constraint u_a_fkey on table u
-- finding: R101 PostgreSQL would refuse this: cannot drop constraint t_pkey on table t because other objects depend on it: constraint u_a_fkey on table u

-- case: cascade drops them
create table t (a int primary key, b int, c int generated always as (b + 1) stored, d int);
create table u (a int references t);
create view v as select b from t;
create view w as select * from v;
create policy p on u using (exists (select from t where t.d = u.a));
alter table t drop column b cascade;
alter table t drop column d cascade;
alter table t drop constraint t_pkey cascade;
-- then:
-- public.t table
-- public.t column a integer not null
-- public.u table
-- public.u column a integer

-- case: a dropped table takes foreign keys, views and policies by cascade
create table t (a int primary key);
create table u (a int references t, b int);
create view v as select a from t;
create policy p on u using (b in (select a from t));
create index on t (a);
drop table t cascade;
create index t_a_idx on u (b);
-- then:
-- public.u table
-- public.u column a integer
-- public.u column b integer
-- public.u index t_a_idx btree (b)

-- case: functions hold defaults, checks, triggers, policies and indexes
create function f(x int) returns int immutable language sql as 'select 1';
create function g() returns trigger language plpgsql as 'begin return new; end';
create table t (a int default f(1), b int check (f(b) > 0), c int);
create index i on t (f(c));
create trigger tr before insert on t for each row execute function g();
create policy p on t using (f(a) > 0);
drop function f(int);
drop function g;
drop function f(int) cascade;
drop function g() cascade;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- public.t column c integer
-- finding: R101 PostgreSQL would refuse this: cannot drop function f because other objects depend on it: default value for column a of table t
-- finding: R101 PostgreSQL would refuse this: cannot drop function g because other objects depend on it: trigger tr on table t

-- case: types hold columns, functions and domains
create type mood as enum ('a', 'b');
create domain d as mood;
create type c as (m mood);
create function f(m mood) returns int language sql as 'select 1';
create table t (a int, b mood, c mood[] default '{}');
drop type mood;
drop type mood cascade;
drop type if exists mood;
drop type mood;
-- then:
-- type public.c
-- public.t table
-- public.t column a integer
-- finding: R101 PostgreSQL would refuse this: cannot drop type mood because other objects depend on it: column b of table t
-- finding: R101 PostgreSQL would refuse this: type "mood" does not exist

-- case: a schema with something in it needs cascade
create schema s;
create table s.t (a serial);
create type s.e as enum ('a');
create sequence s.q;
create function s.f() returns int language sql as 'select 1';
create table u (a s.e);
drop schema s;
drop schema s cascade;
drop schema if exists s;
drop schema s;
create table s.t (a int);
-- then:
-- public.u table
-- finding: R101 PostgreSQL would refuse this: cannot drop schema s because other objects depend on it: table t
-- finding: R101 PostgreSQL would refuse this: schema "s" does not exist
-- finding: R101 PostgreSQL would refuse this: schema "s" does not exist

-- case: an index behind a constraint cannot be dropped
create table t (a int primary key, b int);
create index i on t (b);
drop index t_pkey;
drop index i, nope;
drop index if exists nope;
drop index i;
-- then:
-- public.t table
-- public.t column a integer not null
-- public.t column b integer
-- public.t primary key t_pkey (a)
-- finding: R101 PostgreSQL would refuse this: cannot drop index t_pkey because constraint t_pkey on table t requires it
-- finding: R101 PostgreSQL would refuse this: index "nope" does not exist

-- case: sequences
create sequence s;
create table t (a int default nextval('s'));
drop sequence s;
drop sequence s cascade;
drop sequence if exists s;
drop sequence s;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R101 PostgreSQL would refuse this: cannot drop sequence s because other objects depend on it: default value for column a of table t
-- finding: R101 PostgreSQL would refuse this: sequence "s" does not exist

-- case: an owned sequence goes with its column
create table t (a int, b int);
create sequence s owned by t.a;
alter table t drop column a;
create sequence s owned by t.b;
alter sequence s owned by none;
alter table t drop column b;
-- then:
-- sequence public.s bigint
-- public.t table

-- case: policies and triggers by name
create function g() returns trigger language plpgsql as 'begin return new; end';
create table t (a int);
create policy p on t;
create trigger tr before update of a on t for each row execute function g();
drop policy p on t;
drop policy p on t;
drop policy if exists p on t;
drop policy if exists p on missing;
alter table t drop column a;
drop trigger tr on t;
-- then:
-- function public.g()
-- public.t table
-- public.t column a integer
-- finding: R101 PostgreSQL would refuse this: policy "p" for table "t" does not exist
-- finding: R101 PostgreSQL would refuse this: cannot drop column a of table t because other objects depend on it: trigger tr on table t

-- case: the kind of relation must be right
create table t (a int);
create view v as select 1 as one;
drop view t;
drop table v;
drop table if exists v;
drop table if exists missing;
-- then:
-- public.t table
-- public.t column a integer
-- view public.v SELECT 1 AS one
-- public.v column one integer
-- finding: R101 PostgreSQL would refuse this: "t" is not a view
-- finding: R101 PostgreSQL would refuse this: "v" is not a table
-- finding: R101 PostgreSQL would refuse this: "v" is not a table

-- case: dropping what nothing created leaves nothing
drop table missing;
create index on missing (a);
-- then:
-- public.missing table external
-- public.missing index missing_a_idx btree (a)
-- finding: R101 PostgreSQL would refuse this: table "missing" does not exist
-- finding: R102 no migration creates the table public.missing

-- case: functions by name alone must be one
create function f(int) returns int language sql as 'select 1';
create function f(text) returns int language sql as 'select 1';
drop function f;
drop function f(bigint);
drop function if exists f(bigint);
drop function f(int);
drop function f;
-- then:
-- finding: R101 PostgreSQL would refuse this: function name "f" is not unique
-- finding: R101 PostgreSQL would refuse this: function f does not exist

-- case: a foreign key to a unique key stays while another key covers it
create table t (a int primary key, b int, constraint other unique (a));
create table u (a int references t (a));
alter table t drop constraint other;
alter table t drop constraint t_pkey;
-- then:
-- public.t table
-- public.t column a integer not null
-- public.t column b integer
-- public.t primary key other (a)
-- public.u table
-- public.u column a integer
-- public.u foreign key u_a_fkey (a) to public.t (a)
-- finding: R101 PostgreSQL would refuse this: cannot drop constraint other on table t because other objects depend on it: constraint u_a_fkey on table u
-- finding: R101 PostgreSQL would refuse this: constraint "t_pkey" of relation "t" does not exist

-- case: extensions
create extension citext;
create table t (a citext);
drop extension citext;
drop extension citext cascade;
drop extension if exists citext;
drop extension citext;
drop publication if exists pub;
-- then:
-- public.t table
-- finding: R101 PostgreSQL would refuse this: cannot drop extension citext because other objects depend on it: column a of table t
-- finding: R101 PostgreSQL would refuse this: extension "citext" does not exist

-- case: a constraint trigger goes with the table it watches
create function g() returns trigger language plpgsql as 'begin return new; end';
create table r (a int);
create table t (a int);
create constraint trigger tr after insert on t from r for each row execute function g();
drop table r;
-- then:
-- function public.g()
-- public.t table
-- public.t column a integer
