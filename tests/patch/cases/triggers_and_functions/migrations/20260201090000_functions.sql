create or replace function public.trim_title() returns trigger language plpgsql as $$
begin
  new.title := btrim(new.title);
  return new;
end;
$$;
create function public.stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger stamp after update of title on public.books for each row when (old.title <> new.title) execute function public.stamp();
alter table public.books disable trigger trim_title;
