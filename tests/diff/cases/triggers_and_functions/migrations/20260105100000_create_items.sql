create table public.items (id uuid primary key, updated_at timestamptz);
create function public.touch() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end;
$$;
create trigger items_touch before update on public.items for each row execute function public.touch();
