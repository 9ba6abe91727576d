create table public.loans (
  book_id bigint references public.books (id),
  reader_id uuid not null,
  lent_on date not null default current_date,
  primary key (book_id, lent_on)
);
comment on table public.loans is 'Who has which book at home';
create table public.profiles (id uuid primary key, nickname text unique);
