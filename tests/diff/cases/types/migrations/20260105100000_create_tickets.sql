create type public.ticket_status as enum ('open', 'closed');
create type public.old_kind as enum ('a', 'b');
create domain public.short_text as text check (length(value) < 200);
create table public.tickets (
  id uuid primary key,
  status public.ticket_status not null default 'open',
  kind public.old_kind,
  title public.short_text
);
create table public.replies (id uuid primary key, status public.ticket_status);
