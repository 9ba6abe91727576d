-- Readers ask how thick a book is.
alter table public.books add column pages integer not null default 0 check (pages >= 0);
comment on column public.books.pages is 'Counted to the last printed one';
alter table public.authors add column born date;
