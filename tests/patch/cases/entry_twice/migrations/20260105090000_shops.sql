create table public.shops (id uuid primary key, name text not null);
create table public.promotions (
  id uuid primary key,
  shop_id uuid not null references public.shops (id),
  label text not null
);
create table public.uses (
  id uuid primary key,
  promotion_id uuid not null references public.promotions (id),
  shop_id uuid references public.shops (id)
);
