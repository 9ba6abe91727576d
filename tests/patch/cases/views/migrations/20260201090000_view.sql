drop view public.titles;
create materialized view public.titles as select id, title, shelf from public.books where shelf is not null;
create unique index titles_id on public.titles (id);
