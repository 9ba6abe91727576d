create type public.state as enum ('open', 'closed');
create table public.tickets (
  id uuid primary key,
  state public.state not null default 'open'::public.state,
  earlier public.state[],
  constraint not_open check (state <> 'open'::public.state or earlier is null)
);
create table public.replies (id uuid primary key, state public.state default 'closed');
