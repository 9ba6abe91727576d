-- case: what a view cannot become
create table t (a int, b int);
create view v as select a, b from t;
create view v as select a from t;
create or replace view v as select a from t;
create or replace view v as select b, a from t;
create or replace view t as select 1;
create or replace view v as select a, b, a + b as c from t;
create table v as select 1;
create table if not exists v as select 1;
create materialized view if not exists v as select 1;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- view public.v SELECT a, b, a + b AS c FROM t
-- public.v column a integer
-- public.v column b integer
-- public.v column c integer
-- finding: R101 relation "v" already exists
-- finding: R101 cannot drop columns from view
-- finding: R101 cannot change name of view column "a" to "b"
-- finding: R101 relation "t" already exists
-- finding: R101 relation "v" already exists

-- case: columns of what nothing creates
create view v as select *, a as b, c.d, 1 as e from lost;
create view w as select count(*) from lost;
create table x as execute prepared;
create view y (one) as select * from lost;
-- then:
-- view public.v SELECT *, a AS b, c.d, 1 AS e FROM lost
-- public.v column b unknown
-- public.v column d unknown
-- public.v column e unknown
-- view public.w SELECT count(*) FROM lost
-- public.w column count bigint
-- view public.y SELECT * FROM (SELECT * FROM lost) query(one)
-- finding: R106 the columns of public.v are not all known
-- finding: R106 the columns of a table made by EXECUTE are those of its query
-- finding: R106 the columns of public.y are not all known

-- case: temporary ones are no part of the schema
create temporary view v as select 1;
create temporary table t as select 1;
select 1 as a into temporary u;
create unlogged table w as select 1 as a;
create view x with (check_option = local) as select a from w;
-- then:
-- public.w table unlogged
-- public.w column a integer
-- view public.x SELECT a FROM w
-- public.x column a integer
