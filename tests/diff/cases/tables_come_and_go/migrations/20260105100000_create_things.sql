create table public.kept (id uuid primary key);
create table public.dropped (id uuid primary key, kept_id uuid references public.kept (id));
