-- case: unnamed things get PostgreSQL's names
create table r (a int, b int, unique (a, b));
create table t (a int unique, b int check (b > 0), c int, check (a > b), check (c > 0), check (true),
  foreign key (a, b) references r (a, b), exclude (c with =));
create index on t (a);
create index on t (a);
create index on t (lower(c::text), (a + b), coalesce(a, 1), (case when true then a end), (b::text), a) include (c);
-- then:
-- public.r table
-- public.r column a integer
-- public.r column b integer
-- public.r unique r_a_b_key (a, b)
-- public.t table
-- public.t column a integer
-- public.t column b integer
-- public.t column c integer
-- public.t check t_b_check (b > 0)
-- public.t check t_check (a > b)
-- public.t check t_c_check (c > 0)
-- public.t check t_check1 (true)
-- public.t unique t_a_key (a)
-- public.t exclusion t_c_excl btree (c with =)
-- public.t foreign key t_a_b_fkey (a, b) to public.r (a, b)
-- public.t index t_a_idx btree (a)
-- public.t index t_a_idx1 btree (a)
-- public.t index t_lower_expr_coalesce_case_b_a_c_idx btree ((lower(c::text)), (a + b), (COALESCE(a, 1)), (CASE WHEN true THEN a END), (b::text), a) include (c)

-- case: numbers follow names that are taken
create table t_pkey (a int);
create table t (a int primary key, b int check (b > 0), c serial, constraint t_a_check check (a > 0), check (a > 1));
create table u (a int, b int);
alter table u add constraint t_b_check check (b > 0);
-- then:
-- sequence public.t_c_seq integer serial owned by public.t.c
-- public.t_pkey table
-- public.t_pkey column a integer
-- public.t table
-- public.t column a integer not null
-- public.t column b integer
-- public.t column c integer not null default nextval('t_c_seq'::regclass)
-- public.t check t_b_check (b > 0)
-- public.t check t_a_check (a > 0)
-- public.t check t_a_check1 (a > 1)
-- public.t primary key t_pkey1 (a)
-- public.u table
-- public.u column a integer
-- public.u column b integer
-- public.u check t_b_check (b > 0)

-- case: long names are cut
create table a_table_whose_name_is_quite_long_but_still_below_sixty_three (a_column_with_a_long_name_too serial unique check (a_column_with_a_long_name_too > 0));
create table the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixty_three_bytes (a int);
alter table the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixty_three_bytes_anyway add column the_name_of_this_column_goes_on_until_postgresql_cuts_it_at_sixty_three_bytes int;
create table "größe_größe_größe_größe_größe_größe_größe" ("länge_länge_länge_länge_länge" int unique);
-- then:
-- sequence public.a_table_whose_name_is_quite_l_a_column_with_a_long_name_too_seq integer serial owned by public.a_table_whose_name_is_quite_long_but_still_below_sixty_three.a_column_with_a_long_name_too
-- public.a_table_whose_name_is_quite_long_but_still_below_sixty_three table
-- public.a_table_whose_name_is_quite_long_but_still_below_sixty_three column a_column_with_a_long_name_too integer not null default nextval('a_table_whose_name_is_quite_l_a_column_with_a_long_name_too_seq'::regclass)
-- public.a_table_whose_name_is_quite_long_but_still_below_sixty_three check a_table_whose_name_is_quite__a_column_with_a_long_name_to_check (a_column_with_a_long_name_too > 0)
-- public.a_table_whose_name_is_quite_long_but_still_below_sixty_three unique a_table_whose_name_is_quite_l_a_column_with_a_long_name_too_key (a_column_with_a_long_name_too)
-- public.the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixt table
-- public.the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixt column a integer
-- public.the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixt column the_name_of_this_column_goes_on_until_postgresql_cuts_it_at_six integer
-- public."größe_größe_größe_größe_größe_größe_größe" table
-- public."größe_größe_größe_größe_größe_größe_größe" column länge_länge_länge_länge_länge integer
-- public."größe_größe_größe_größe_größe_größe_größe" unique größe_größe_größe_grö_länge_länge_länge_länge_l_key (länge_länge_länge_länge_länge)
-- finding: R112 the name is cut to "the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixt"
-- finding: R112 the name is cut to "the_name_of_this_table_goes_on_until_postgresql_cuts_it_at_sixt"
-- finding: R112 the name is cut to "the_name_of_this_column_goes_on_until_postgresql_cuts_it_at_six"

-- case: names of index expressions
create table t (a jsonb, b text, c int[], d int);
create index on t ((a ->> 'x'));
create index on t ((a -> 'x' -> 'y'), ((a -> 'x')));
create index on t ((b collate "C"), (c[1]), (nullif(b, '')), (greatest(d, 1)), (least(d, 1)), (array[d]));
create index on t ((case when d > 1 then 1 else d end), (cast(d as numeric)), (upper(b) || 'x'));
-- then:
-- public.t table
-- public.t column a jsonb
-- public.t column b text
-- public.t column c integer[]
-- public.t column d integer
-- public.t index t_expr_idx btree ((a ->> 'x'))
-- public.t index t_expr_expr1_idx btree (((a -> 'x') -> 'y'), (a -> 'x'))
-- public.t index t_b_c_nullif_greatest_least_array_idx btree ((b COLLATE "C"), (c[1]), (NULLIF(b, '')), (GREATEST(d, 1)), (LEAST(d, 1)), (ARRAY[d]))
-- public.t index t_d_d1_expr_idx btree ((CASE WHEN d > 1 THEN 1 ELSE d END), (d::numeric), (upper(b) || 'x'))

-- case: keys with order, class and collation
create table t (a text, b jsonb, c text);
create index on t (a text_pattern_ops desc nulls last, c collate "C" asc nulls first);
create index on t using gin (b jsonb_path_ops, a public.gin_trgm_ops) with (fastupdate = off);
create index on t using gin (b jsonb_ops);
create unique index concurrently if not exists u on t (a) nulls not distinct where c is not null;
create unique index if not exists u on t (a);
create index if not exists u on t (c);
create table u2 (a int);
create index if not exists u on u2 (a);
create index u on t (a);
create index on t (nope);
-- then:
-- public.t table
-- public.t column a text
-- public.t column b jsonb
-- public.t column c text
-- public.t index t_a_c_idx btree (a text_pattern_ops desc, c collate "C" nulls first)
-- public.t index t_b_a_idx gin (b jsonb_path_ops, a gin_trgm_ops) with fastupdate=off
-- public.t index t_b_idx gin (b)
-- public.t index u btree (a) unique nulls not distinct where c IS NOT NULL
-- public.u2 table
-- public.u2 column a integer
-- finding: R105 IF NOT EXISTS did nothing: index u exists already with another definition
-- finding: R105 IF NOT EXISTS did nothing: u exists already, and not on public.u2
-- finding: R101 PostgreSQL would refuse this: relation "u" already exists
-- finding: R101 PostgreSQL would refuse this: column "nope" of relation "t" does not exist

-- case: every long name is told once, wherever it stands
create table a_table_with_a_name_that_goes_on_until_it_is_longer_than_sixty_three (
  "a column with a ""name"" that goes on until it is longer than sixty-three" int
);
drop table a_table_with_a_name_that_goes_on_until_it_is_longer_than_sixty_three;
create table t ("größenordnungen für überlange bezeichner überall änderbar" int);
comment on table t is 'a_text_that_is_no_name_and_may_go_on_until_it_is_longer_than_sixty_three';
-- a_comment_that_is_no_name_and_may_go_on_until_it_is_longer_than_sixty_three
create function f() returns text language sql as $$ select 'a_body_is_text_even_if_it_goes_on_until_it_is_longer_than_sixty_three' as this_name_is_in_a_text_that_only_the_function_itself_will_ever_read $$;
do $x$ begin create table public.made_by_a_block_with_a_name_that_goes_on_until_it_is_much_too_long (a int); end $x$;
-- then:
-- function public.f()
-- public.t table
-- public.t column größenordnungen für überlange bezeichner überall änderbar integer
-- public.made_by_a_block_with_a_name_that_goes_on_until_it_is_much_too_l table
-- public.made_by_a_block_with_a_name_that_goes_on_until_it_is_much_too_l column a integer
-- finding: R112 the name is cut to "a_table_with_a_name_that_goes_on_until_it_is_longer_than_sixty_"
-- finding: R112 the name is cut to "a column with a "name" that goes on until it is longer than six"
-- finding: R112 the name is cut to "made_by_a_block_with_a_name_that_goes_on_until_it_is_much_too_l"
