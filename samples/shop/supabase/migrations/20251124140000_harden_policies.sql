-- Findings of the autumn security review.

-- 1. Payments obey their policies even for the table's owner.
alter table public.payments force row level security;

-- 2. auth.uid() once a statement, not once a row.
alter policy "Buyers can read themselves"
  on public.customers
  using (user_id = (select auth.uid()));

-- 3. "using (true)" on categories also showed the categories of closed shops.
drop policy "Anyone can browse categories" on public.categories;
create policy "Anyone can browse categories of open shops"
  on public.categories for select
  using (
    exists (
      select 1
      from public.tenants t
      where t.id = categories.tenant_id
        and t.billing_status <> 'closed'
    )
  );

-- 4. Owners may read the trail of their own shop. That needs the tenant on every row.
alter table public.activity_log
  add column tenant_id uuid references public.tenants (id) on delete cascade;

create index idx_activity_log_tenant on public.activity_log (tenant_id, created_at desc);

create policy "Owners can read the activity of their shop"
  on public.activity_log for select to authenticated
  using (private.has_role(tenant_id, 'owner'));

create or replace function public.log_activity()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  _old jsonb := case when tg_op in ('UPDATE', 'DELETE') then to_jsonb(old) end;
  _new jsonb := case when tg_op in ('INSERT', 'UPDATE') then to_jsonb(new) end;
  _row jsonb := coalesce(_new, _old);
begin
  insert into public.activity_log
    (tenant_id, table_name, record_id, action, old_data, new_data, actor_id)
  values (
    case when tg_table_name = 'tenants'
      then (select t.id from public.tenants t where t.id = (_row ->> 'id')::uuid)
      else (_row ->> 'tenant_id')::uuid
    end,
    tg_table_name,
    (_row ->> 'id')::uuid,
    tg_op,
    _old,
    _new,
    (select auth.uid())
  );
  return coalesce(new, old);
end;
$$;
