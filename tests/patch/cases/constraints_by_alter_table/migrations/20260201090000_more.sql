alter table public.books add constraint one_isbn unique (isbn);
alter table public.books drop constraint one_copy;
