-- case: on what is not there
create table t (a int);
comment on table t is '';
comment on policy p on t is 'x';
comment on trigger g on t is 'x';
comment on constraint c on t is 'x';
comment on column t.z is 'x';
comment on index i is 'x';
comment on sequence s is 'x';
comment on type y is 'x';
comment on extension e is 'x';
comment on function f(int) is 'x';
comment on language plpgsql is 'x';
-- then:
-- public.t table
-- public.t column a integer
-- finding: R101 policy "p" for table "t" does not exist
-- finding: R101 trigger "g" for table "t" does not exist
-- finding: R101 constraint "c" for table "t" does not exist
-- finding: R101 column "z" of relation "t" does not exist
-- finding: R101 index "i" does not exist
-- finding: R101 sequence "s" does not exist
-- finding: R101 type "y" does not exist
-- finding: R101 extension "e" does not exist
-- finding: R101 function f does not exist
-- finding: R107 comments on a language are not described
