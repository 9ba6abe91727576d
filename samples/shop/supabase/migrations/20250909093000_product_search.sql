-- Shop search: a weighted text vector on products, and typo-tolerant lookup by title.

alter table public.products
  add column search tsvector generated always as (
    setweight(to_tsvector('simple'::regconfig, coalesce(title, '')), 'A')
    || setweight(to_tsvector('simple'::regconfig, coalesce(description, '')), 'B')
  ) stored;

create index idx_products_search on public.products using gin (search);
create index idx_products_title_trgm on public.products using gin (title extensions.gin_trgm_ops);
create index idx_products_tags on public.products using gin (tags);
