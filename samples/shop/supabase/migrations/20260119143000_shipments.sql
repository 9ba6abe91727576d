-- Orders can leave in more than one parcel.
-- @implements DBT-115

alter type public.order_status add value if not exists 'partially_shipped' before 'shipped';

create type public.carrier as enum ('royal_mail', 'dpd', 'evri', 'collection');

create table public.shipments (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  order_id uuid not null,
  carrier public.carrier not null,
  tracking_number text,
  shipped_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint shipments_order_fkey foreign key (tenant_id, order_id)
    references public.orders (tenant_id, id) on delete restrict,
  constraint shipments_delivered_after_shipped check (delivered_at >= shipped_at)
);

create index idx_shipments_order on public.shipments (tenant_id, order_id);
create index idx_shipments_tracking on public.shipments (tracking_number)
  where tracking_number is not null;

create trigger set_shipments_updated_at
  before update on public.shipments
  for each row execute function public.set_updated_at();
create trigger log_shipments_activity
  after insert or update or delete on public.shipments
  for each row execute function public.log_activity();

alter table public.shipments enable row level security;

create policy "Members can manage shipments"
  on public.shipments for all to authenticated
  using (private.is_member(tenant_id))
  with check (private.is_member(tenant_id));

comment on table public.shipments is 'A parcel that left for a buyer';
comment on column public.shipments.tracking_number is 'As the carrier prints it; null for collection';
