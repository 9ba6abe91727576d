alter table public.uses add column used_on date;
alter table public.shops add column opened_on date;
