-- case: a trigger twice, and one whose function nothing creates
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create function f(x int) returns int language sql as 'select 1';
create trigger g before insert on t for each row execute function f();
create trigger g before insert on t for each row execute function f();
create trigger h before insert on t for each row execute function lost();
create trigger i before insert on t for each row execute function lost();
create trigger j before insert on t for each row execute function elsewhere.lost();
-- then:
-- function public.f()
-- function public.f(integer)
-- public.t table
-- public.t column a integer
-- public.t trigger g public.f ORIGIN
-- public.t trigger h public.lost ORIGIN
-- public.t trigger i public.lost ORIGIN
-- public.t trigger j elsewhere.lost ORIGIN
-- finding: R101 trigger "g" for relation "t" already exists
-- finding: R114 no migration creates the function public.lost
-- finding: R114 no migration creates the function elsewhere.lost

-- case: a trigger on a column that is not there
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g before update of b on t for each row execute function f();
-- then:
-- function public.f()
-- public.t table
-- public.t column a integer
-- finding: R101 column "b" of relation "t" does not exist
