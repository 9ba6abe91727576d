-- What tenants pay us. A schema of its own: the API exposes none of it but one view later on.
-- @implements DBT-109, DBT-110, DBT-111

create schema billing;
grant usage on schema billing to service_role;

create type billing.invoice_status as enum ('draft', 'open', 'paid', 'void');

-- DBT-109
create table billing.plans (
  code text primary key,
  name text not null,
  monthly_price public.money_cents not null,
  max_products integer not null,
  is_public boolean not null default true
);

insert into billing.plans (code, name, monthly_price, max_products, is_public) values
  ('free', 'Dinghy', 0, 50, true),
  ('harbour', 'Harbour', 2900, 2000, true),
  ('fleet', 'Fleet', 9900, 50000, true);

-- DBT-110
create table billing.subscriptions (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null unique references public.tenants (id) on delete restrict,
  plan_code text not null references billing.plans (code) on update cascade,
  stripe_subscription_id text unique,
  current_period daterange not null,
  cancel_at date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index idx_subscriptions_plan on billing.subscriptions (plan_code);

-- DBT-111
create table billing.invoices (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete restrict,
  subscription_id uuid not null references billing.subscriptions (id) on delete restrict,
  number serial not null unique,
  status billing.invoice_status not null default 'draft',
  amount public.money_cents not null,
  tax public.money_cents not null default 0,
  issued_on date,
  due_on date,
  paid_at timestamptz,
  created_at timestamptz not null default now(),
  constraint invoices_due_after_issue check (due_on >= issued_on)
);

create index idx_invoices_tenant_created on billing.invoices (tenant_id, created_at desc);
create index idx_invoices_unpaid on billing.invoices (due_on) where status = 'open';

create trigger set_subscriptions_updated_at
  before update on billing.subscriptions
  for each row execute function public.set_updated_at();
create trigger log_subscriptions_activity
  after insert or update or delete on billing.subscriptions
  for each row execute function public.log_activity();
create trigger log_invoices_activity
  after insert or update or delete on billing.invoices
  for each row execute function public.log_activity();

alter table billing.plans enable row level security;
alter table billing.subscriptions enable row level security;
alter table billing.invoices enable row level security;

create policy "Anyone can read public plans"
  on billing.plans for select
  using (is_public);
create policy "Owners can read their subscription"
  on billing.subscriptions for select to authenticated
  using (private.has_role(tenant_id, 'owner'));
create policy "Owners can read their invoices"
  on billing.invoices for select to authenticated
  using (private.has_role(tenant_id, 'owner') and status <> 'draft');
