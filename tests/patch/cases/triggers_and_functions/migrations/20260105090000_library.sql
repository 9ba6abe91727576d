create table public.authors (
  id bigint primary key,
  name text not null
);
create table public.books (
  id bigint primary key,
  isbn text,
  title text not null,
  shelf text default 'new',
  author_id bigint not null references public.authors (id)
);
create index idx_books_title on public.books (title);

create function public.trim_title() returns trigger language plpgsql as $$
begin
  new.title := trim(new.title);
  return new;
end;
$$;
create trigger trim_title before insert on public.books for each row execute function public.trim_title();
