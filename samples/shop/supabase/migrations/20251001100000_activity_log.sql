-- The audit trail: who changed what, when. One function, one trigger a table.
-- @implements DBT-401

create table public.activity_log (
  id uuid primary key default gen_random_uuid(),
  table_name text not null,
  record_id uuid,
  action text not null,
  old_data jsonb,
  new_data jsonb,
  actor_id uuid,
  created_at timestamptz not null default now(),
  constraint activity_log_action_check check (action in ('INSERT', 'UPDATE', 'DELETE'))
);

create index idx_activity_log_record
  on public.activity_log (table_name, record_id, created_at desc);
create index idx_activity_log_actor on public.activity_log (actor_id, created_at desc);

create or replace function public.log_activity()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  _old jsonb := case when tg_op in ('UPDATE', 'DELETE') then to_jsonb(old) end;
  _new jsonb := case when tg_op in ('INSERT', 'UPDATE') then to_jsonb(new) end;
begin
  insert into public.activity_log (table_name, record_id, action, old_data, new_data, actor_id)
  values (
    tg_table_name,
    (coalesce(_new, _old) ->> 'id')::uuid,
    tg_op,
    _old,
    _new,
    auth.uid()
  );
  return coalesce(new, old);
end;
$$;

create trigger log_tenants_activity
  after insert or update or delete on public.tenants
  for each row execute function public.log_activity();
create trigger log_members_activity
  after insert or update or delete on public.members
  for each row execute function public.log_activity();
create trigger log_products_activity
  after insert or update or delete on public.products
  for each row execute function public.log_activity();
create trigger log_product_variants_activity
  after insert or update or delete on public.product_variants
  for each row execute function public.log_activity();
create trigger log_customers_activity
  after insert or update or delete on public.customers
  for each row execute function public.log_activity();
create trigger log_orders_activity
  after insert or update or delete on public.orders
  for each row execute function public.log_activity();
create trigger log_order_items_activity
  after insert or update or delete on public.order_items
  for each row execute function public.log_activity();
create trigger log_payments_activity
  after insert or update or delete on public.payments
  for each row execute function public.log_activity();
create trigger log_coupons_activity
  after insert or update or delete on public.coupons
  for each row execute function public.log_activity();

alter table public.activity_log enable row level security;
revoke insert, update, delete on public.activity_log from anon, authenticated;
