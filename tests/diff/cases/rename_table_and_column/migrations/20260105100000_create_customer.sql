create table public.customer (
  id bigint generated always as identity primary key,
  mail text not null unique check (mail <> '')
);
create index customer_mail_lower on public.customer (lower(mail));
create table public.orders (
  id bigint primary key,
  customer_id bigint not null references public.customer (id)
);
create view public.customer_mails as select id, mail from public.customer;
