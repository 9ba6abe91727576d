alter table public.books alter column isbn type varchar(13), alter column isbn set not null;
alter table public.books alter column shelf drop default;
drop index public.idx_books_title;
create unique index idx_books_title on public.books (lower(title)) where shelf is not null;
