drop table public.dropped;
create table public.added (id uuid primary key, kept_id uuid not null references public.kept (id) on delete cascade);
