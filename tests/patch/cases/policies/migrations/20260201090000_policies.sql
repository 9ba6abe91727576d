drop policy "Readers look" on public.books;
alter policy "Staff sorts" on public.books rename to "Staff moves";
create policy "Owners delete" on public.books for delete to authenticated using (id > 10);
comment on policy "Owners delete" on public.books is 'Old labels stay';
alter table public.books force row level security;
