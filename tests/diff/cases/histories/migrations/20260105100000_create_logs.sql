create table public.logs (id uuid primary key);
create table public.notes (id uuid primary key);
