-- case: a policy of the same name, of nothing, and on a view
create table t (a int);
create view v as select a from t;
create policy p on t using (a > 0);
create policy p on t using (a > 1);
alter policy q on t using (true);
create policy p on v using (true);
alter policy p on t to anon, authenticated with check (a < 9);
-- then:
-- public.t table
-- public.t column a integer
-- public.t policy p using a > 0 check a < 9
-- view public.v SELECT a FROM t
-- public.v column a integer
-- finding: R101 policy "p" for table "t" already exists
-- finding: R101 policy "q" for table "t" does not exist
-- finding: R101 "v" is not a table

-- case: a name over 63 bytes is cut, and its long form finds it
create table t (a int);
create policy "Users can only ever see those rows of the table that they have made" on t;
drop policy "Users can only ever see those rows of the table that they have made" on t;
create policy "Users can only ever see those rows of the table that they have said" on t;
-- then:
-- public.t table
-- public.t column a integer
-- public.t policy Users can only ever see those rows of the table that they have  using None check None
-- finding: R112 the name is cut to "Users can only ever see those rows of the table that they have "
-- finding: R112 the name is cut to "Users can only ever see those rows of the table that they have "

-- case: syntax that PostgreSQL never had
create table t (a int);
create policy if not exists p on t using (true);
create or replace policy p on t using (true);
-- then:
-- public.t table
-- public.t column a integer
-- finding: R100 syntax error at or near "not"
-- finding: R100 syntax error at or near "policy"
