create table public.rooms (id uuid primary key);
create table public.bookings (id uuid primary key);
alter table auth.users add column nickname text;
