-- The API has said "name" since its second version; the column follows.

alter table public.products rename column title to name;
alter index public.idx_products_title_trgm rename to idx_products_name_trgm;
alter view public.low_stock rename column product_title to product_name;
