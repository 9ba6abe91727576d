create or replace function public.touch() returns trigger language plpgsql as $$
begin
  new.updated_at = clock_timestamp();
  return new;
end;
$$;
drop trigger items_touch on public.items;
create trigger items_touch before insert or update on public.items for each row execute function public.touch();
create function public.audit() returns trigger language plpgsql as $$ begin return null; end; $$;
create trigger items_audit after delete on public.items for each row execute function public.audit();
