create table public.authors (
  id bigint primary key,
  name text not null
);
