-- case: a partition has its parent's columns, keys and indexes
create table p (id int, d date not null default now(), note text check (note <> ''), primary key (id, d)) partition by range (d);
create index on p (note);
create table p1 partition of p for values from ('2020-01-01') to (maxvalue);
create table p2 partition of p (note default 'x') default;
-- then:
-- public.p partitioned table by RANGE (d)
-- public.p column id integer not null
-- public.p column d date not null default now()
-- public.p column note text
-- public.p check p_note_check (note <> '')
-- public.p primary key p_pkey (id, d)
-- public.p index p_note_idx btree (note)
-- public.p1 table of public.p FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)
-- public.p1 column id integer not null inherited
-- public.p1 column d date not null default now() inherited
-- public.p1 column note text inherited
-- public.p1 check p_note_check (note <> '') inherited
-- public.p1 primary key p1_pkey (id, d) inherited
-- public.p1 index p1_note_idx btree (note) inherited
-- public.p2 table of public.p DEFAULT
-- public.p2 column id integer not null inherited
-- public.p2 column d date not null default now() inherited
-- public.p2 column note text default 'x' inherited
-- public.p2 check p_note_check (note <> '') inherited
-- public.p2 primary key p2_pkey (id, d) inherited
-- public.p2 index p2_note_idx btree (note) inherited

-- case: what is added to the parent reaches the partitions
create table p (id int, d date) partition by list (d);
create table p1 partition of p for values in ('2020-01-01', null);
alter table p add column x int not null default 0;
alter table p add primary key (id, d);
alter table p add check (id > 0);
create index on p (x);
alter table p rename column x to y;
alter table p alter column y type bigint;
alter table p drop column y;
-- then:
-- public.p partitioned table by LIST (d)
-- public.p column id integer not null
-- public.p column d date not null
-- public.p primary key p_pkey (id, d)
-- public.p check p_id_check (id > 0)
-- public.p1 table of public.p FOR VALUES IN ('2020-01-01', NULL)
-- public.p1 column id integer not null inherited
-- public.p1 column d date not null inherited
-- public.p1 primary key p1_pkey (id, d) inherited
-- public.p1 check p_id_check (id > 0) inherited

-- case: hash bounds and expressions in the key
create table p (id int, t text) partition by hash (lower(t), (id + 1), id int4_ops);
create table p1 partition of p for values with (modulus 2, remainder 0);
-- then:
-- public.p partitioned table by HASH (lower(t), (id + 1), id)
-- public.p column id integer
-- public.p column t text
-- public.p1 table of public.p FOR VALUES WITH (MODULUS 2, REMAINDER 0)
-- public.p1 column id integer inherited
-- public.p1 column t text inherited

-- case: attach and detach
create table p (id int not null, d date, check (id > 0)) partition by range (d);
create table p1 (id int not null, d date, constraint p_id_check check (id > 0));
create index on p (d);
alter table p attach partition p1 for values from (minvalue) to ('2020-01-01');
alter table p attach partition p1 for values from (minvalue) to ('2020-01-01');
create table p2 partition of p default;
alter table p detach partition p2;
alter table p detach partition p2;
-- then:
-- public.p partitioned table by RANGE (d)
-- public.p column id integer not null
-- public.p column d date
-- public.p check p_id_check (id > 0)
-- public.p index p_d_idx btree (d)
-- public.p1 table of public.p FOR VALUES FROM (MINVALUE) TO ('2020-01-01')
-- public.p1 column id integer not null inherited
-- public.p1 column d date inherited
-- public.p1 check p_id_check (id > 0) inherited
-- public.p1 index p1_d_idx btree (d) inherited
-- public.p2 table
-- public.p2 column id integer not null
-- public.p2 column d date
-- public.p2 check p_id_check (id > 0)
-- public.p2 index p2_d_idx btree (d)
-- finding: R101 PostgreSQL would refuse this: "p1" is already a partition
-- finding: R101 PostgreSQL would refuse this: relation "p2" is not a partition of relation "p"

-- case: foreign keys of a partitioned table
create table r (id int primary key);
create table p (id int references r) partition by list (id);
create table p1 partition of p for values in (1);
alter table p add column other int, add foreign key (other) references r on delete cascade;
-- then:
-- public.r table
-- public.r column id integer not null
-- public.r primary key r_pkey (id)
-- public.p partitioned table by LIST (id)
-- public.p column id integer
-- public.p column other integer
-- public.p foreign key p_id_fkey (id) to public.r (id)
-- public.p foreign key p_other_fkey (other) to public.r (id) on delete CASCADE
-- public.p1 table of public.p FOR VALUES IN (1)
-- public.p1 column id integer inherited
-- public.p1 column other integer inherited
-- public.p1 foreign key p_id_fkey (id) to public.r (id) inherited
-- public.p1 foreign key p_other_fkey (other) to public.r (id) on delete CASCADE inherited

-- case: children inherit columns and checks, not keys
create table a (id int primary key, x text default 'a', check (x <> ''), check (id > 0) no inherit);
create table b (y int, x text default 'b') inherits (a);
alter table a add column z int;
alter table a alter column x set not null;
alter table b drop column z;
alter table a rename column z to zz;
-- then:
-- public.a table
-- public.a column id integer not null
-- public.a column x text not null default 'a'
-- public.a column zz integer
-- public.a check a_x_check (x <> '')
-- public.a check a_id_check (id > 0) no inherit
-- public.a primary key a_pkey (id)
-- public.b table of public.a
-- public.b column id integer not null inherited
-- public.b column x text not null default 'b'
-- public.b column y integer
-- public.b column zz integer inherited
-- public.b check a_x_check (x <> '') inherited
-- finding: R101 PostgreSQL would refuse this: cannot drop inherited column "z"

-- case: inherit and no inherit
create table a (id int);
create table b (id int, y int);
alter table b inherit a;
alter table b inherit a;
alter table b no inherit a;
alter table b no inherit a;
-- then:
-- public.a table
-- public.a column id integer
-- public.b table
-- public.b column id integer
-- public.b column y integer
-- finding: R101 PostgreSQL would refuse this: relation "a" would be inherited from more than once
-- finding: R101 PostgreSQL would refuse this: relation "a" is not a parent of relation "b"

-- case: dropping a parent needs cascade, dropping a partitioned table does not
create table a (id int);
create table b () inherits (a);
create table p (id int) partition by list (id);
create table p1 partition of p default;
drop table a;
drop table p;
drop table a cascade;
-- then:
-- finding: R101 PostgreSQL would refuse this: cannot drop table a because other objects depend on it: table b

-- case: dropping a partitioned index drops the parts
create table p (id int, x int) partition by list (id);
create table p1 partition of p default;
create index i on p (x);
alter index i attach partition p1_x_idx;
drop index i;
-- then:
-- public.p partitioned table by LIST (id)
-- public.p column id integer
-- public.p column x integer
-- public.p1 table of public.p DEFAULT
-- public.p1 column id integer inherited
-- public.p1 column x integer inherited

-- case: a column added above brings its constraints along
create table r (id int primary key);
create table p (id int) partition by list (id);
create table p1 partition of p for values in (1);
create table b (id int);
create table c () inherits (b);
alter table p add column x serial check (x > 0) references r, add column g int generated always as (x + 1) stored;
alter table b add column y int unique check (y > 0), add column z int;
alter table c add column z int;
alter table b add column w int;
create table d (w text) inherits (b);
alter table b drop column w;
-- then:
-- sequence public.p_x_seq integer serial owned by public.p.x
-- public.r table
-- public.r column id integer not null
-- public.r primary key r_pkey (id)
-- public.p partitioned table by LIST (id)
-- public.p column id integer
-- public.p column x integer not null default nextval('p_x_seq'::regclass)
-- public.p column g integer generated x + 1
-- public.p check p_x_check (x > 0)
-- public.p foreign key p_x_fkey (x) to public.r (id)
-- public.p1 table of public.p FOR VALUES IN (1)
-- public.p1 column id integer inherited
-- public.p1 column x integer not null default nextval('p_x_seq'::regclass) inherited
-- public.p1 column g integer generated x + 1 inherited
-- public.p1 check p_x_check (x > 0) inherited
-- public.p1 foreign key p_x_fkey (x) to public.r (id) inherited
-- public.b table
-- public.b column id integer
-- public.b column y integer
-- public.b column z integer
-- public.b check b_y_check (y > 0)
-- public.b unique b_y_key (y)
-- public.c table of public.b
-- public.c column id integer inherited
-- public.c column y integer inherited
-- public.c column z integer inherited
-- public.c check b_y_check (y > 0) inherited
-- finding: R101 PostgreSQL would refuse this: column "z" of relation "c" already exists
-- finding: R101 PostgreSQL would refuse this: column "w" has a type conflict

-- case: a partition that is attached keeps the keys and indexes it has
create table p (id int not null, x int, primary key (id), unique (x, id)) partition by range (id);
create index on p (x);
create table p1 (id int not null, x int, constraint own primary key (id));
create index own_x on p1 (x);
create table r (id int primary key);
alter table p add constraint fk foreign key (x) references r;
create table p2 (id int not null, x int, constraint fk check (id > 0));
alter table p attach partition p1 for values from (1) to (2);
alter table p attach partition p2 for values from (2) to (3);
alter table p1 drop constraint own;
alter table p drop constraint p_pkey;
alter table p detach partition p1;
-- then:
-- public.p partitioned table by RANGE (id)
-- public.p column id integer not null
-- public.p column x integer
-- public.p unique p_x_id_key (x, id)
-- public.p foreign key fk (x) to public.r (id)
-- public.p index p_x_idx btree (x)
-- public.p1 table
-- public.p1 column id integer not null
-- public.p1 column x integer
-- public.p1 unique p1_x_id_key (x, id)
-- public.p1 foreign key fk (x) to public.r (id)
-- public.p1 index own_x btree (x)
-- public.r table
-- public.r column id integer not null
-- public.r primary key r_pkey (id)
-- public.p2 table of public.p FOR VALUES FROM (2) TO (3)
-- public.p2 column id integer not null inherited
-- public.p2 column x integer inherited
-- public.p2 check fk (id > 0)
-- public.p2 unique p2_x_id_key (x, id) inherited
-- public.p2 foreign key p2_x_fkey (x) to public.r (id) inherited
-- public.p2 index p2_x_idx btree (x) inherited
-- finding: R101 PostgreSQL would refuse this: cannot drop inherited constraint "own" of relation "p1"

-- case: a column with a default in the child wins
create table a (x int default 1, y text);
create table b (x int default 2 not null) inherits (a);
create table c (y text) inherits (a);
create table d () inherits (a, c);
-- then:
-- public.a table
-- public.a column x integer default 1
-- public.a column y text
-- public.b table of public.a
-- public.b column x integer not null default 2
-- public.b column y text inherited
-- public.c table of public.a
-- public.c column x integer default 1 inherited
-- public.c column y text
-- public.d table of public.a, public.c
-- public.d column x integer default 1 inherited
-- public.d column y text inherited
