create table public.goods (
  id uuid primary key,
  name text not null,
  price integer default 0
);
create index goods_name on public.goods (name);
alter table public.goods enable row level security;
alter table public.goods force row level security;
