-- case: everything follows a renamed table and column
create table t (a serial primary key, b int check (b > 0));
create table u (t_a int references t (a));
create index i on t (b) where b > 1;
create policy p on t using (b = 1 and t.a = 2);
create view v as select t.b from t;
alter table t rename column b to bb;
alter table t rename to tt;
-- then:
-- sequence public.t_a_seq integer serial owned by public.tt.a
-- public.tt table
-- public.tt column a integer not null default nextval('t_a_seq'::regclass)
-- public.tt column bb integer
-- public.tt check t_b_check (bb > 0)
-- public.tt primary key t_pkey (a)
-- public.tt index i btree (bb) where bb > 1
-- public.tt policy p using bb = 1 AND tt.a = 2 check None
-- public.u table
-- public.u column t_a integer
-- public.u foreign key u_t_a_fkey (t_a) to public.tt (a)
-- view public.v SELECT tt.bb AS b FROM tt
-- public.v column b integer

-- case: a renamed constraint renames its index, and the other way round
create table t (a int primary key, b int unique, c int check (c > 0));
alter table t rename constraint t_pkey to pk;
alter index t_b_key rename to bk;
alter table t rename constraint t_c_check to ck;
alter table t rename constraint nope to other;
alter table t rename constraint pk to bk;
alter table t rename constraint pk to ck;
alter table if exists missing rename constraint a to b;
-- then:
-- public.t table
-- public.t column a integer not null
-- public.t column b integer
-- public.t column c integer
-- public.t check ck (c > 0)
-- public.t primary key pk (a)
-- public.t unique bk (b)
-- finding: R101 PostgreSQL would refuse this: constraint "nope" for table "t" does not exist
-- finding: R101 PostgreSQL would refuse this: constraint "bk" for relation "t" already exists
-- finding: R101 PostgreSQL would refuse this: constraint "ck" for relation "t" already exists

-- case: names that are taken are refused
create table t (a int, b int);
create table u (a int);
create index i on t (a);
create sequence s;
alter table t rename to u;
alter table t rename column a to b;
alter index i rename to u;
alter sequence s rename to u;
alter table t rename column nope to x;
-- then:
-- sequence public.s bigint
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- public.t index i btree (a)
-- public.u table
-- public.u column a integer
-- finding: R101 PostgreSQL would refuse this: relation "u" already exists
-- finding: R101 PostgreSQL would refuse this: column "b" of relation "t" already exists
-- finding: R101 PostgreSQL would refuse this: relation "u" already exists
-- finding: R101 PostgreSQL would refuse this: relation "u" already exists
-- finding: R101 PostgreSQL would refuse this: column "nope" of relation "t" does not exist

-- case: what is missing
alter table if exists missing rename to x;
alter table if exists missing rename column a to b;
alter index if exists missing rename to x;
alter index missing rename to x;
alter sequence if exists missing rename to x;
alter sequence missing rename to x;
alter schema missing rename to x;
alter function missing() rename to x;
alter statistics missing rename to x;
-- then:
-- finding: R101 PostgreSQL would refuse this: relation "missing" does not exist
-- finding: R101 PostgreSQL would refuse this: relation "missing" does not exist
-- finding: R101 PostgreSQL would refuse this: schema "missing" does not exist
-- finding: R101 PostgreSQL would refuse this: function missing does not exist
-- finding: R101 PostgreSQL would refuse this: statistics object "missing" does not exist

-- case: alter table renames indexes and sequences too
create table t (a int);
create index i on t (a);
create sequence s;
alter table i rename to j;
alter table s rename to q;
-- then:
-- sequence public.q bigint
-- public.t table
-- public.t column a integer
-- public.t index j btree (a)

-- case: the old name is free again, and known not to exist
create table t (a int);
alter table t rename to u;
alter table t add column b int;
create table t (c int);
-- then:
-- public.u table
-- public.u column a integer
-- public.t table
-- public.t column c integer
-- finding: R101 PostgreSQL would refuse this: relation "t" does not exist

-- case: policies and triggers
create function g() returns trigger language plpgsql as 'begin return new; end';
create table t (a int);
create policy p on t;
create policy q on t;
create trigger tr before insert on t for each row execute function g();
alter policy p on t rename to r;
alter policy r on t rename to q;
alter policy nope on t rename to x;
alter trigger tr on t rename to tr2;
-- then:
-- function public.g()
-- public.t table
-- public.t column a integer
-- public.t policy r using None check None
-- public.t policy q using None check None
-- public.t trigger tr2 public.g ORIGIN
-- finding: R101 PostgreSQL would refuse this: policy "q" for table "t" already exists
-- finding: R101 PostgreSQL would refuse this: policy "nope" for table "t" does not exist

-- case: types, attributes, domain constraints and functions
create type e as enum ('a');
create type c as (one int);
create domain d as int constraint positive check (value > 0);
create function f(e) returns int language sql as 'select 1';
create table t (a e default 'a', b d default f('a'));
alter type e rename to ee;
alter type c rename attribute one to two;
alter domain d rename constraint positive to above;
alter domain d rename to dd;
alter function f(ee) rename to ff;
alter type c rename attribute one to three;
alter domain dd rename constraint nope to x;
alter type ee rename to dd;
-- then:
-- enum public.ee a
-- type public.dd
-- type public.c
-- function public.ff(public.ee)
-- public.t table
-- public.t column a public.ee default 'a'
-- public.t column b public.dd default ff('a')
-- finding: R101 PostgreSQL would refuse this: column "one" does not exist
-- finding: R101 PostgreSQL would refuse this: constraint "nope" for domain "dd" does not exist
-- finding: R101 PostgreSQL would refuse this: type "dd" already exists

-- case: a renamed schema takes everything along
create schema s;
create schema r;
create table s.t (a serial primary key);
create table u (a int references s.t);
alter schema s rename to r;
alter schema s rename to z;
-- then:
-- schema z
-- schema r
-- sequence z.t_a_seq integer serial owned by z.t.a
-- z.t table
-- z.t column a integer not null default nextval('z.t_a_seq'::regclass)
-- z.t primary key t_pkey (a)
-- public.u table
-- public.u column a integer
-- public.u foreign key u_a_fkey (a) to z.t (a)
-- finding: R101 PostgreSQL would refuse this: schema "r" already exists

-- case: set schema moves indexes and sequences along
create schema s;
create table t (a serial primary key, b int);
create index i on t (b);
create type e as enum ('a');
create function f() returns int language sql as 'select 1';
create sequence q;
create view v as select a from t;
alter table t set schema s;
alter table s.t set schema s;
alter type e set schema s;
alter function f() set schema s;
alter sequence q set schema s;
alter view v set schema s;
alter table if exists missing set schema s;
alter sequence if exists missing set schema s;
alter sequence missing set schema s;
alter function missing() set schema s;
create table t (a int);
alter table t set schema s;
create type e as enum ('b');
alter type e set schema s;
alter collation c set schema s;
-- then:
-- schema s
-- enum s.e a
-- enum public.e b
-- function s.f()
-- sequence s.t_a_seq integer serial owned by s.t.a
-- sequence s.q bigint
-- s.t table
-- s.t column a integer not null default nextval('s.t_a_seq'::regclass)
-- s.t column b integer
-- s.t primary key t_pkey (a)
-- s.t index i btree (b)
-- public.t table
-- public.t column a integer
-- view s.v SELECT a FROM s.t
-- s.v column a integer
-- finding: R101 PostgreSQL would refuse this: relation "missing" does not exist
-- finding: R101 PostgreSQL would refuse this: function missing does not exist
-- finding: R101 PostgreSQL would refuse this: relation "t" already exists in schema "s"
-- finding: R101 PostgreSQL would refuse this: type "e" already exists
-- finding: R101 PostgreSQL would refuse this: collation "c" does not exist

-- case: a composite type's attribute and a table over an unknown one
create type c as (a int, b text);
alter type c rename attribute a to x;
create index on ghost (a);
create table t (a int);
alter table t rename to ghost;
alter table lost set schema elsewhere;
alter table t set schema public;
create extension citext;
create schema s;
alter extension citext set schema s;
alter extension nope set schema s;
create function f() returns int language sql as 'select 1';
create function f(int) returns int language sql as 'select 1';
alter function f() rename to g;
alter function f(int) set schema s;
create domain d as int;
alter domain d set schema s;
create sequence q;
alter sequence q rename to qq;
-- then:
-- schema s
-- type s.d
-- type public.c
-- function public.g()
-- function s.f(integer)
-- sequence public.qq bigint
-- public.ghost table
-- public.ghost column a integer
-- elsewhere.lost table external
-- finding: R102 no migration creates the table public.ghost
-- finding: R104 no migration creates the schema elsewhere
-- finding: R102 no migration creates the table public.lost
-- finding: R101 PostgreSQL would refuse this: relation "t" does not exist
-- finding: R101 PostgreSQL would refuse this: extension "nope" does not exist

-- case: checks are renamed by their table
create table t (a int unique, b int check (b > 0));
alter table t rename constraint t_a_key to u;
alter table t rename constraint t_b_check to c;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- public.t check c (b > 0)
-- public.t unique u (a)

-- case: set schema to the same schema does nothing
create table t (a int);
alter table t set schema public;
-- then:
-- public.t table
-- public.t column a integer
