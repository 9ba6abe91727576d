-- case: a refused statement takes its transaction with it
create table before (a int);
begin;
create table t (a int);
create table before (a int);
drop table before;
savepoint s;
create table never (a int);
commit;
create table after (a int);
-- then:
-- public.before table
-- public.before column a integer
-- public.after table
-- public.after column a integer
-- finding: R101 relation "before" already exists
-- finding: R115 what the transaction around this does is undone with it

-- case: a savepoint saves what came before it
begin;
create table t (a int);
savepoint s;
create table u (a int);
create table t (a int);
create table v (a int);
rollback to s;
create table w (a int);
commit;
-- then:
-- public.t table
-- public.t column a integer
-- public.w table
-- public.w column a integer
-- finding: R101 relation "t" already exists
-- finding: R115 what the transaction around this does is undone with it

-- case: a transaction that never ends, and one that holds no SQL
begin;
create table t (a int);
selec 1;
rollback to nowhere;
create table u (a int);
-- then:
-- finding: R100 syntax error
-- finding: R115 what the transaction around this does is undone with it

-- case: after ROLLBACK everything is as before
create table t (a int);
begin;
create table t (a int);
rollback;
create table u (a int);
-- then:
-- public.t table
-- public.t column a integer
-- public.u table
-- public.u column a integer
-- finding: R101 relation "t" already exists
-- finding: R115 what the transaction around this does is undone with it
