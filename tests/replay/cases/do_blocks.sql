-- case: what is made at run time from what nobody knows
create table t (a int);
do $$ begin
  execute current_setting('app.statement');
  execute 'alter table t add column ' || current_setting('app.column') || ' int';
  execute 'insert into t values (' || random() || ')';
  execute format('grant select on t to %I', current_user);
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R106 the statement is made when it runs: current_setting('app.statement')
-- finding: R106 the statement is made when it runs: 'alter table t add column '

-- case: conditions that nobody knows, with and without an effect
create table t (a int);
do $$ begin
  if current_user = 'me' then alter table t add column b int; end if;
  if exists (select 1 from pg_stat_activity) then drop table t; elsif true then null; end if;
  if exists (select 1 from pg_publication where pubname = 'p') then
    create publication p;
  else
    insert into t values (1);
  end if;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R106 whether this holds is not known: current_user = 'me'
-- finding: R106 whether this holds is not known: exists (select 1 from pg_stat_activity)

-- case: rows decide, of an empty database
create table t (a int);
do $$
declare r record;
begin
  if exists (select 1 from t) then alter table t add column b int; end if;
  if exists (select 1 from t) then raise exception 'rows'; end if;
  for r in select a from t loop execute 'drop table t'; end loop;
  for r in select a from t loop update t set a = 1; end loop;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R106 this depends on the rows of t, taken to be empty
-- finding: R106 the loop runs over the rows of t

-- case: loops over what nobody knows
create table t (a int);
do $$
declare r record; i int; n int := current_setting('app.n')::int; names text[] := current_setting('app.names')::text[]; x text;
begin
  for r in select * from pg_stat_activity loop alter table t add column b int; end loop;
  for r in execute current_setting('app.query') loop alter table t add column b int; end loop;
  for r in execute 'select 1 as one' loop execute format('alter table t add column c%s int', r.one); end loop;
  for i in 1..n loop alter table t add column b int; end loop;
  foreach x in array names loop alter table t add column b int; end loop;
  while n > 1 loop alter table t add column b int; end loop;
  while n > 1 loop n := n - 1; end loop;
  loop
    exit when n = 1;
    exit;
  end loop;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column c1 integer
-- finding: R106 what the loop runs over is not known: select * from pg_stat_activity
-- finding: R106 what the loop runs over is not known
-- finding: R106 how often the loop runs is not known
-- finding: R106 what the loop runs over is not known
-- finding: R106 how often the loop runs is not known

-- case: a loop without an end is left
create table t (a int);
do $$ begin
  loop
    null;
  end loop;
end $$;
do $$ begin
  while true loop
    execute 'comment on table t is null';
  end loop;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R106 the block runs too long to be followed

-- case: errors end the block, as a whole
create table t (a int);
do $$ begin
  alter table t add column b int;
  alter table t add column a int;
exception when undefined_table then null;
end $$;
do $$ begin alter table t add column c int; raise exception 'no'; end $$;
do $$ begin assert false; end $$;
do $$ begin assert true; raise notice 'fine'; raise division_by_zero; end $$;
do $$ begin
  begin
    raise exception 'inner' using errcode = 'P0002', message = 'x';
  exception when others then raise;
  end;
exception when no_data_found then alter table t add column d int;
end $$;
do $$ begin
  execute 'alter table t';
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column d integer
-- finding: R101 column "a" of relation "t" already exists
-- finding: R101 no
-- finding: R101 assertion failed
-- finding: R101 division_by_zero
-- finding: R101 syntax error at end of input

-- case: other languages, and blocks that are no PL/pgSQL
do language plv8 $$ plv8.execute('create table t (a int)') $$;
do language plv8 $$ plv8.elog(NOTICE, 'x') $$;
do 'begin create table ; end';
do 'begin create table from_string (a int); return; end';
-- then:
-- public.from_string table
-- public.from_string column a integer
-- finding: R106 a block in plv8 is not read
-- finding: R106 the block cannot be read

-- case: variables, records and labels
do $$
<<outside>>
declare
  made record; name text; other text; parts text[]; n int;
begin
  made.name := 'one';
  made.suffix := 'x';
  name := made.name || '_' || made.suffix;
  execute format('create table %I (a int)', name);
  select 'two', 'three' into name, other;
  execute format('create table %I (%I int)', name, other);
  parts := array['a', 'b'];
  parts[1] := 'z';
  get diagnostics n = row_count;
  if not found then null; end if;
  select 'x' into strict name where false;
  if name is null and not found then create table unfound (a int); end if;
  select random() into name;
  execute 'select 4' into n;
  execute 'select $1 + 1' into n using n;
  if n = 5 then create table five (a int); end if;
  loop
    loop
      exit outside when true;
    end loop;
  end loop;
  create table never (a int);
end $$;
-- then:
-- public.one_x table
-- public.one_x column a integer
-- public.two table
-- public.two column three integer
-- public.unfound table
-- public.unfound column a integer
-- public.five table
-- public.five column a integer

-- case: functions that change the schema, and those that nobody can follow
create table t (a int);
create function add(name text, kind text default 'int') returns void language plpgsql as $f$
begin execute format('alter table t add column %I ' || coalesce(kind, 'text'), name); end $f$;
create function twice(n text) returns setof text language plpgsql as $f$
begin perform add(n || '1', 'int'); perform add(n || '2', 'int'); return; end $f$;
create function in_sql() returns void language sql as 'alter table t add column s int';
create function endless() returns void language plpgsql as $f$ begin perform endless(); create table e (a int); end $f$;
create function of_record(r t) returns t language plpgsql as $f$ begin drop table t; return r; end $f$;
select add('b', 'int');
select twice('c');
select add(v, 'bool') from (values ('d'), ('e')) as x(v);
select add(name => 'f', kind => 'date');
select add(relname::text, 'int') from pg_class where relname = 't';
select * from add('g', 'text');
select add('h', 'int') from t;
select add('i', 'int') where current_user = 'me';
select in_sql();
select endless();
select of_record(null);
select lower('x');
-- then:
-- function public.add(text, text)
-- function public.twice(text)
-- function public.in_sql()
-- function public.endless()
-- function public.of_record(public.t)
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- public.t column c1 integer
-- public.t column c2 integer
-- public.t column d boolean
-- public.t column e boolean
-- public.t column f date
-- public.t column t integer
-- public.t column g text
-- public.e table
-- public.e column a integer
-- finding: R106 which rows add is called for is not known
-- finding: R106 which rows add is called for is not known
-- finding: R106 in_sql runs statements that change the schema
-- finding: R106 endless runs statements that change the schema
-- finding: R101 cannot drop table t because other objects depend on it: function of_record

-- case: a setting of one's own that nobody set
create table t (a int);
do $$
declare is_shared bool = coalesce(current_setting('shop.shared', true), 'false')::boolean;
begin
  if is_shared = false then alter table t add column b int; end if;
  if is_shared then alter table t add column c int; end if;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- public.t column b integer

-- case: an error that may come of what is not known
create table t (a int);
do $$ begin
  if random() > 0.5 then alter table t add column b int; end if;
  alter table t drop column b;
end $$;
-- then:
-- public.t table
-- public.t column a integer
-- finding: R106 the block may end with an error: column "b" of relation "t" does not exist

-- case: arguments that a call leaves out
create function add_stamps(target text, created boolean default true, changed boolean default false)
returns void language plpgsql as $$
begin
  if created = true then execute format('alter table %I add column created_at date', target); end if;
  if changed = true then execute format('alter table %I add column changed_at date', target); end if;
end $$;
create table t (a int);
create table u (a int);
select add_stamps('t');
select add_stamps(target => 'u', changed => true);
-- then:
-- function public.add_stamps(text, boolean, boolean)
-- public.t table
-- public.t column a integer
-- public.t column created_at date
-- public.u table
-- public.u column a integer
-- public.u column created_at date
-- public.u column changed_at date
