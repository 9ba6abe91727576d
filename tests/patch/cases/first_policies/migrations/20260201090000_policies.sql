alter table public.books enable row level security;
create policy "Readers look" on public.books for select using (true);
create policy "Staff sorts" on public.books for update using (shelf = 'new');
