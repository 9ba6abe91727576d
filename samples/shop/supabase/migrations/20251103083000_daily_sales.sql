-- Sales a day and tenant for the dashboard; refreshed every hour by a scheduled function.
-- @implements DBT-303

create materialized view public.daily_sales as
select
  o.tenant_id,
  (o.placed_at at time zone 'UTC')::date as day,
  o.currency,
  count(*) as order_count,
  sum(o.total) as revenue
from public.orders o
where o.status not in ('pending', 'cancelled')
group by o.tenant_id, (o.placed_at at time zone 'UTC')::date, o.currency;

create unique index daily_sales_key on public.daily_sales (tenant_id, day, currency);

revoke all on public.daily_sales from anon, authenticated;

create or replace function private.refresh_daily_sales()
returns void
language sql
security definer
set search_path = ''
as $$
  refresh materialized view concurrently public.daily_sales;
$$;

create or replace function public.sales_between(_tenant_id uuid, _from date, _to date)
returns table (day date, currency char(3), order_count bigint, revenue numeric)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_member(_tenant_id) then
    raise exception 'not a member of this shop' using errcode = 'insufficient_privilege';
  end if;
  return query
    select s.day, s.currency, s.order_count, s.revenue
    from public.daily_sales s
    where s.tenant_id = _tenant_id
      and s.day between _from and _to
    order by s.day;
end;
$$;
