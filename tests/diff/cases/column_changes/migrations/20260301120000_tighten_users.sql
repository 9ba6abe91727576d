-- Tighten what we know of people
create extension if not exists citext;
alter table public.users alter column email type citext;
alter table public.users alter column status set not null, alter column status set default 'active';
alter table public.users drop column legacy_code;
alter table public.users add column phone varchar(20);
comment on table public.users is 'One row per person who signed up';
