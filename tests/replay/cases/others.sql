-- case: rules follow what they mention
create table t (id int, a text);
create table log (id int, note text);
create view v as select * from t;
create rule r as on insert to v where new.id > 0 do instead (
  insert into t (id, a) values (new.id, new.a);
  insert into log select new.id, 'x' from t as u where u.id = new.id;
  update t set a = new.a where t.id = new.id and a is null;
  delete from log using t where log.id = t.id;
  notify changed
);
create rule nothing as on delete to t do instead nothing;
create or replace rule nothing as on delete to t do nothing;
create rule pick as on update to t do also select old.a, new.a;
alter rule pick on t rename to seen;
alter table t disable rule seen;
alter table t rename column a to b;
alter table t rename to u;
alter table log set schema public;
comment on rule seen on u is 'why';
-- then:
-- public.u table
-- public.u column id integer
-- public.u column b text
-- public.u rule nothing DELETE do nothing
-- public.u rule seen UPDATE do SELECT old.b AS a, new.b AS a disabled
-- public.log table
-- public.log column id integer
-- public.log column note text
-- view public.v SELECT u.id, u.b AS a FROM u
-- public.v column id integer
-- public.v column a text
-- public.v rule r INSERT instead where new.id > 0 do INSERT INTO u (id, b) VALUES (new.id, new.a); INSERT INTO log SELECT new.id, 'x' FROM u u WHERE u.id = new.id; UPDATE u SET b = new.a WHERE u.id = new.id AND b IS NULL; DELETE FROM log USING u WHERE log.id = u.id; NOTIFY changed

-- case: rules that are dropped, and those that stand in the way
create table t (a int);
create table log (a int);
create rule r as on insert to t do also insert into log values (new.a);
create rule r as on insert to t do nothing;
drop table log;
drop rule nope on t;
drop rule if exists nope on t;
drop rule if exists nope on nope;
alter rule nope on t rename to x;
alter table t enable rule nope;
comment on rule nope on t is 'x';
create rule s as on insert to t do nothing;
alter rule s on t rename to r;
drop rule s on t;
drop table log cascade;
create rule only on t as on update do nothing;
create rule last as on update to t do nothing;
drop table t;
create table t (a int);
-- then:
-- public.t table
-- public.t column a integer
-- finding: R101 rule "r" for relation "t" already exists
-- finding: R101 cannot drop table log because other objects depend on it: rule r on table t
-- finding: R101 rule "nope" for relation "t" does not exist
-- finding: R101 rule "nope" for relation "public.t" does not exist
-- finding: R101 rule "nope" for relation "t" does not exist
-- finding: R101 rule "nope" for relation "t" does not exist
-- finding: R101 rule "r" for relation "t" already exists
-- finding: R100 syntax error at or near "only"

-- case: event triggers
create function f() returns event_trigger language plpgsql as 'begin end';
create event trigger e on ddl_command_end when tag in ('create table', 'drop table') execute function f();
create event trigger e on sql_drop execute function f();
create event trigger g on sql_drop execute procedure missing.f();
alter event trigger e disable;
alter function f() rename to h;
alter event trigger e rename to k;
alter event trigger k owner to alice;
comment on event trigger k is 'x';
alter event trigger nope enable;
drop function h();
drop event trigger if exists nope;
-- then:
-- function public.h()
-- event trigger k ddl_command_end CREATE TABLE DROP TABLE public.h disabled
-- event trigger g sql_drop missing.f
-- finding: R101 event trigger "e" already exists
-- finding: R114 no migration creates the function missing.f
-- finding: R101 event trigger "nope" does not exist
-- finding: R101 cannot drop function h because other objects depend on it: event trigger k

-- case: statistics
create table t (a int, b int, c text);
create schema s;
create statistics st (ndistinct, mcv) on b, a from t;
create statistics on a, (lower(c)) from t;
create statistics on a, (lower(c)) from t;
create statistics if not exists st on a, b from t;
create statistics st on a, b from t;
create statistics gone on a, c from t;
alter statistics st set statistics 100;
alter statistics st rename to st2;
alter statistics st2 set schema s;
alter table t rename to u;
alter table u rename column a to z;
alter table u drop column c;
alter statistics nope set statistics 1;
alter statistics if exists nope set statistics 1;
drop statistics if exists nope;
-- then:
-- schema s
-- public.u table
-- public.u column z integer
-- public.u column b integer
-- statistics s.st2 ndistinct mcv on z, b of public.u target 100
-- finding: R101 statistics object "st" already exists
-- finding: R101 statistics object "nope" does not exist

-- case: publications
create schema s;
create table t (a int, b int);
create table u (a int);
create publication p for table t (a), u where (a > 1) with (publish = 'insert,update', publish_via_partition_root);
create publication p;
create publication everything for all tables;
create publication of_schemas for tables in schema s, current_schema;
alter publication p rename to q;
alter table t rename column a to z;
alter table t rename to tt;
alter publication q add table u;
alter publication q drop table u;
alter publication q drop table u;
alter publication q add tables in schema s;
alter publication q add tables in schema s;
alter publication of_schemas drop tables in schema s;
alter publication everything set (publish = 'delete');
alter publication from_before add table u;
drop table u;
drop publication if exists nope;
do $$
begin
  if not exists (select 1 from pg_publication where pubname = 'q') then
    create table never (a int);
  end if;
  if not exists (select 1 from pg_publication_tables where pubname = 'q' and schemaname = 'public' and tablename = 'tt') then
    create table never2 (a int);
  end if;
  if exists (select 1 from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where pubname = 'q' and prrelid = 'tt'::regclass) then
    alter publication q set table tt (b);
  end if;
end $$;
-- then:
-- schema s
-- public.tt table
-- public.tt column z integer
-- public.tt column b integer
-- publication q table public.tt (b) publish = 'insert, update' publish_via_partition_root = true
-- publication everything all tables publish = 'delete'
-- publication of_schemas schema public
-- publication from_before external
-- finding: R101 publication "p" already exists
-- finding: R101 relation "u" is already member of publication "q"
-- finding: R101 relation "u" is not part of the publication
-- finding: R101 schema "s" is already member of publication "q"

-- case: collations
create schema s;
create collation c (provider = icu, locale = 'und', deterministic = false);
create collation d from "C";
create collation if not exists d from "POSIX";
create collation d from "POSIX";
create table t (a text collate c, b text collate "C");
create domain dom as text collate d;
alter collation c rename to e;
alter collation e set schema s;
alter collation s.e refresh version;
drop collation s.e;
comment on collation d is 'x';
drop collation d cascade;
-- then:
-- schema s
-- public.t table
-- public.t column a text collate s.e
-- public.t column b text collate "C"
-- collation s.e provider = icu locale = 'und' deterministic = 'false'
-- finding: R101 collation "d" already exists
-- finding: R101 cannot drop collation e because other objects depend on it: column a of table t

-- case: what is kept as its statement
create schema s;
create type e as enum ('x');
create function f(e) returns text language sql as $$select 'x'$$;
create function eq(e, text) returns boolean language sql as 'select true';
create cast (e as text) with function f(e) as assignment;
create cast (e as text) with function f(e);
create operator === (leftarg = e, rightarg = text, function = eq);
create text search configuration ts (copy = english);
alter text search configuration ts alter mapping for word with simple;
create text search dictionary dict (template = simple);
alter text search dictionary dict (stopwords = english);
create operator family fam using btree;
alter operator family fam using btree add operator 1 = (int4, int8);
create operator class cls for type e using hash as operator 1 =;
create language plx handler plx_handler;
create access method am type index handler h;
create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create transform for e language sql (from sql with function f(e));
alter type e rename to e2;
alter function f(e2) rename to g;
alter text search configuration ts rename to ts2;
alter text search configuration ts2 set schema s;
alter operator === (e2, text) set (restrict = eqsel);
alter operator family fam using btree rename to fam2;
alter text search configuration simple rename to x;
comment on cast (e2 as text) is 'a';
comment on operator === (e2, text) is 'b';
comment on text search configuration s.ts2 is 'c';
comment on language plpgsql is 'd';
drop function g(e2);
drop access method am;
drop language if exists plx;
drop conversion conv;
drop operator class cls using hash;
drop transform for e2 language sql;
drop operator !!! (none, int);
-- then:
-- schema s
-- enum public.e2 x
-- function public.g(public.e2)
-- function public.eq(public.e2, text)
-- other cast (public.e2, text): CREATE CAST (e2 AS text) WITH FUNCTION g(e2) AS ASSIGNMENT
-- other operator public."===" (public.e2, text): CREATE OPERATOR public.=== (leftarg = e2, rightarg = text, function = eq); ALTER OPERATOR public.===(e2, text) SET (restrict = eqsel)
-- other text search configuration s.ts2: CREATE TEXT SEARCH CONFIGURATION s.ts2 (copy = english); ALTER TEXT SEARCH CONFIGURATION s.ts2 ALTER MAPPING FOR word WITH simple
-- other text search dictionary public.dict: CREATE TEXT SEARCH DICTIONARY public.dict (template = simple); ALTER TEXT SEARCH DICTIONARY public.dict (stopwords = english)
-- other operator family public.fam2 using btree: CREATE OPERATOR FAMILY public.fam2 USING btree; ALTER OPERATOR FAMILY public.fam2 USING btree ADD OPERATOR 1 =(int4, int8)
-- finding: R101 cast already exists
-- finding: R107 comments on a language are not described
-- finding: R101 cannot drop function g because other objects depend on it: cast
-- finding: R101 operator "!!!" does not exist

-- case: what blocks ask about all of these
create table t (a int);
create schema s;
create table s.inside (a int);
create view v as select a from t;
create rule r as on insert to v do instead nothing;
create function f() returns event_trigger language plpgsql as 'begin end';
create event trigger e on ddl_command_end when tag in ('CREATE TABLE') execute function f();
create statistics st on a, (a + 1) from t;
create publication p for table t where (a > 1), tables in schema s;
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw;
create user mapping for bob server far;
create foreign table ft (a int) server far;
do $$
begin
  if exists (select from pg_rules where tablename = 'v' and rulename = 'r')
    and exists (select from pg_rewrite where rulename = 'r' and ev_class = 'v'::regclass and ev_enabled = 'O')
    and exists (select from pg_event_trigger where evtname = 'e' and evtenabled = 'O')
    and exists (select from pg_statistic_ext where stxname = 'st' and stxrelid = 't'::regclass)
    and exists (select from pg_publication_tables where pubname = 'p' and tablename = 'inside')
    and exists (select from pg_publication_rel where prrelid = 't'::regclass)
    and exists (select from pg_publication_namespace n join pg_namespace s on s.oid = n.pnnspid where nspname = 's')
    and exists (select from pg_foreign_data_wrapper where fdwname = 'postgres_fdw')
    and exists (select from pg_foreign_server where srvname = 'far')
    and exists (select from pg_user_mappings where srvname = 'far' and usename = 'bob')
    and exists (select from pg_foreign_table where ftrelid = 'ft'::regclass)
    and exists (select from information_schema.foreign_data_wrappers where foreign_data_wrapper_name = 'postgres_fdw')
    and exists (select from information_schema.foreign_servers where foreign_server_name = 'far')
    and exists (select from information_schema.foreign_tables where foreign_table_name = 'ft') then
    drop event trigger e;
    drop rule r on v;
    drop server far cascade;
    drop publication p;
    drop statistics st;
  end if;
end $$;
-- then:
-- schema s
-- function public.f()
-- public.t table
-- public.t column a integer
-- s.inside table
-- s.inside column a integer
-- view public.v SELECT a FROM t
-- public.v column a integer

-- case: what nothing here creates may be built in
create schema s;
alter text search configuration simple set schema s;
alter text search dictionary simple (stopwords = english);
alter operator class int4_ops using btree rename to x;
create language sqlx handler plpgsql_call_handler;
create language sqlx handler plpgsql_call_handler;
create or replace language sqlx handler plpgsql_call_handler;
alter language sqlx rename to sqly;
create language sqlz handler plpgsql_call_handler;
alter language sqlz rename to sqly;
create access method am type index handler h;
alter server nope rename to x;
create aggregate total(int) (sfunc = int4pl, stype = int);
create operator family fam using hash;
create operator family fam2 using hash;
alter operator family fam2 using hash rename to fam;
alter event trigger nope rename to x;
alter publication nope_at_all owner to bob;
-- then:
-- schema s
-- function public.total(integer)
-- other language sqly: CREATE LANGUAGE sqly HANDLER plpgsql_call_handler
-- other language sqlz: CREATE LANGUAGE sqlz HANDLER plpgsql_call_handler
-- other access method am: CREATE ACCESS METHOD am TYPE INDEX HANDLER h
-- other operator family public.fam using hash: CREATE OPERATOR FAMILY public.fam USING hash
-- other operator family public.fam2 using hash: CREATE OPERATOR FAMILY public.fam2 USING hash
-- finding: R101 language sqlx already exists
-- finding: R101 language "sqly" already exists
-- finding: R101 server "nope" does not exist
-- finding: R101 operator family "fam" already exists
-- finding: R101 event trigger "nope" does not exist
