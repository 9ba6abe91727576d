alter type public.ticket_status add value 'waiting' before 'closed';
create type public.priority as enum ('low', 'high');
alter table public.tickets add column priority public.priority;
alter table public.tickets drop column kind;
drop type public.old_kind;
