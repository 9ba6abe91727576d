alter policy "Owners read" on public.notes using (true);
drop policy "Owners delete" on public.notes;
create policy "Owners insert" on public.notes for insert to authenticated with check (owner_id = auth.uid());
alter table public.tags enable row level security;
