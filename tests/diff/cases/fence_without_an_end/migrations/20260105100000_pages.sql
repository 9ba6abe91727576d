create table public.pages (id uuid primary key, title text);
alter table public.pages enable row level security;
create policy "Anybody reads" on public.pages for select using (true);
create trigger touch before update on public.pages for each row execute function suppress_redundant_updates_trigger();
