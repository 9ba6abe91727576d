create table public.notes (id uuid primary key, owner_id uuid not null, body text);
alter table public.notes enable row level security;
create policy "Owners read" on public.notes for select using (owner_id = auth.uid());
create policy "Owners delete" on public.notes for delete using (owner_id = auth.uid());
create table public.tags (id uuid primary key);
