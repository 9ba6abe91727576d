alter table public.books alter column isbn type varchar(13);
