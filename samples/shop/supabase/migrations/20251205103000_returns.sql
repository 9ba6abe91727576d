-- Goods that come back, and why.
-- @implements DBT-114

create table public.returns (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  order_item_id uuid not null references public.order_items (id) on delete restrict,
  quantity integer not null,
  reason text not null,
  is_restocked boolean not null default false,
  received_at timestamptz,
  created_at timestamptz not null default now()
);

do $$
begin
  alter table public.returns
    add constraint returns_quantity_check check (quantity > 0);
exception
  when duplicate_object then null;
end
$$;

alter table public.returns
  add constraint returns_reason_check
  check (reason in ('damaged', 'wrong_item', 'does_not_fit', 'changed_mind')) not valid;
alter table public.returns validate constraint returns_reason_check;

create index idx_returns_order_item on public.returns (order_item_id);
create index idx_returns_tenant_created on public.returns (tenant_id, created_at);

create or replace function public.validate_return()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  _bought integer;
  _returned integer;
begin
  select i.quantity into _bought
  from public.order_items i
  where i.id = new.order_item_id;

  select coalesce(sum(r.quantity), 0) into _returned
  from public.returns r
  where r.order_item_id = new.order_item_id
    and r.id <> new.id;

  if _returned + new.quantity > _bought then
    raise exception 'BR-114: % returned of % bought', _returned + new.quantity, _bought
      using errcode = 'check_violation';
  end if;
  return new;
end;
$$;

create trigger validate_return
  before insert or update of quantity, order_item_id on public.returns
  for each row execute function public.validate_return();
create trigger log_returns_activity
  after insert or update or delete on public.returns
  for each row execute function public.log_activity();

alter table public.returns enable row level security;

create policy "Members can manage returns"
  on public.returns for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));
