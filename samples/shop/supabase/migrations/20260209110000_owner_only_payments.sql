-- Staff may see that an order is paid, but only owners see how.

alter policy "Members can read payments"
  on public.payments
  using (private.has_role(tenant_id, 'owner'));
alter policy "Members can read payments"
  on public.payments
  rename to "Owners can read payments";

drop policy "Owners can delete pending orders" on public.orders;

alter table public.orders
  alter column currency set default 'EUR';

create index idx_payments_uncaptured
  on public.payments (tenant_id, created_at)
  where captured_at is null and failed_reason is null;
