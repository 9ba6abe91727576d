create table public.t (id uuid primary key, rest text);
create view public.v as select id from public.t;
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t_f before insert on public.t for each row execute function public.f();
create policy "p" on public.t using (true);
