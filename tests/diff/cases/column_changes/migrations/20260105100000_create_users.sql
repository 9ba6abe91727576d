-- People who can sign in
create table public.users (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  status text default 'new',
  legacy_code integer,
  created_at timestamptz not null default now()
);
comment on table public.users is 'One row per person';
