-- case: wrappers, servers, user mappings and foreign tables
create function handle() returns fdw_handler language c as 'lib';
create foreign data wrapper w handler handle validator public.check_it options (debug 'true');
alter foreign data wrapper w no validator options (set debug 'false', add level '2');
create server s type 'mysql' version '8' foreign data wrapper w options (host 'a', "Port" '1', api_key 'k', key_id 'v');
create server if not exists s foreign data wrapper w;
alter server s version '9' options (drop "Port", set host 'b''c');
create user mapping for public server s options ("user" 'u', password 'p', sslkey '/k');
create user mapping if not exists for public server s;
create user mapping for current_user server s;
alter user mapping for public server s options (set "user" 'v');
create foreign table f (a int options (column_name 'x') not null) server s options (object 'it''s', "Row" 'id');
alter foreign table f options (add extra '1', drop "Row");
-- then:
-- function public.handle()
-- public.f foreign table with object 'it''s', extra '1'
-- public.f column a integer not null
-- public.f server s
-- wrapper w public.handle debug 'false' level '2'
-- server s w mysql 9 host 'b''c' key_id 'v' without api_key
-- user mapping public on s "user" 'v' sslkey '/k' without password
-- user mapping postgres on s

-- case: renames follow, drops cascade
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (a int) server s;
create user mapping for bob server s;
alter server s rename to t;
alter foreign data wrapper w rename to x;
alter server t owner to alice;
drop server t;
drop foreign data wrapper x;
comment on server t is 'over there';
create server u foreign data wrapper x;
create foreign table g (a int) server u;
drop server u cascade;
alter server t rename to t2;
drop server if exists nope;
drop user mapping if exists for bob server nope;
-- then:
-- public.f foreign table
-- public.f column a integer
-- public.f server t2
-- t2 owner alice
-- wrapper x
-- server t2 x
-- user mapping bob on t2
-- finding: R101 cannot drop server t because other objects depend on it
-- finding: R101 cannot drop foreign-data wrapper x because other objects depend on it: server t

-- case: what is not there, and what is there already
create foreign data wrapper w;
create foreign data wrapper w;
create server s foreign data wrapper w;
create server s foreign data wrapper w;
create user mapping for bob server s;
create user mapping for bob server s;
drop user mapping for bob server s;
drop user mapping for bob server s;
alter user mapping for bob server s options (a 'b');
alter foreign data wrapper nope options (a 'b');
drop server nope;
create server r foreign data wrapper w;
alter server r rename to s;
comment on server nope is 'x';
alter server from_before options (add a 'b');
create user mapping for bob server from_before;
import foreign schema x from server s into public;
-- then:
-- wrapper w
-- server s w
-- server r w
-- user mapping bob on from_before
-- finding: R101 foreign-data wrapper "w" already exists
-- finding: R101 server "s" already exists
-- finding: R101 user mapping for "bob" already exists for server "s"
-- finding: R101 user mapping does not exist for server "s"
-- finding: R101 user mapping does not exist for server "s"
-- finding: R101 foreign-data wrapper "nope" does not exist
-- finding: R101 server "nope" does not exist
-- finding: R101 server "s" already exists
-- finding: R101 server "nope" does not exist
-- finding: R106 the foreign tables of server "s" are not known

-- case: a wrapper of an extension
create extension wrappers;
do $$
begin
  if not exists (select 1 from pg_foreign_data_wrapper where fdwname = 'stripe_wrapper') then
    create foreign data wrapper stripe_wrapper handler stripe_fdw_handler validator stripe_fdw_validator;
  end if;
  if not exists (select from pg_foreign_server where srvname = 'stripe_server') then
    create server stripe_server foreign data wrapper stripe_wrapper options (api_key_id 'of the vault');
  end if;
  if not exists (select from pg_foreign_server where srvname = 'stripe_server')
    or not exists (select from information_schema.foreign_data_wrappers
      where foreign_data_wrapper_name = 'stripe_wrapper')
    or exists (select from information_schema.foreign_servers where foreign_server_name = 'x')
    or exists (select from information_schema.foreign_tables)
    or exists (select from pg_foreign_table)
    or exists (select from pg_user_mappings where usename = 'x') then
    create table never (a int);
  end if;
end $$;
-- then:
-- wrapper stripe_wrapper stripe_fdw_handler stripe_fdw_validator
-- server stripe_server stripe_wrapper api_key_id 'of the vault'
