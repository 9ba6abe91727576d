create type public.mood as enum ('fine', 'sad');
create table public.people (id serial primary key, mood public.mood default 'fine', name varchar(40) not null, unique (name));
create table public.friends (a integer references public.people, b integer references public.people (id), primary key (a, b));
create view public.sad_people as select * from public.people where mood = 'sad';
alter table public.people enable row level security;
alter table public.people force row level security;
create policy "All" on public.people using (name = current_user) with check (length(name) > 2);
