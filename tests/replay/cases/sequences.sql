-- case: numbers that are the default are not kept
create sequence a start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1 no cycle;
create sequence b as smallint increment -2 start -1 maxvalue -1 minvalue -32768;
create sequence c start 5 minvalue 5 cycle cache 10;
create sequence d as integer increment by 3 minvalue -5 maxvalue 100;
create sequence if not exists a;
create sequence a;
-- then:
-- sequence public.a bigint
-- sequence public.b smallint by -2
-- sequence public.c bigint min 5 cache 10 cycle
-- sequence public.d integer by 3 min -5 max 100
-- finding: R101 PostgreSQL would refuse this: relation "a" already exists

-- case: alter
create table t (a int);
create sequence s start 5;
alter sequence s as integer increment 2 no minvalue no maxvalue start 1 restart 7 cache 4 owned by t.a;
alter sequence if exists missing cache 2;
alter sequence missing cache 2;
alter sequence s owned by missing.a;
-- then:
-- sequence public.s integer by 2 cache 4 owned by public.t.a
-- public.t table
-- public.t column a integer
-- finding: R101 PostgreSQL would refuse this: relation "missing" does not exist
-- finding: R101 PostgreSQL would refuse this: relation "missing" does not exist

-- case: a default set by hand makes the owned sequence a serial one
create sequence s;
create table t (a int default nextval('s'::regclass));
alter sequence s owned by public.t.a;
-- then:
-- sequence public.s bigint serial owned by public.t.a
-- public.t table
-- public.t column a integer default nextval('s'::regclass)

-- case: temporary sequences are no part of the schema
create temp sequence s;
-- then:

-- case: an unknown option is passed over
create unlogged sequence s;
alter sequence s set logged;
-- then:
-- sequence public.s bigint
