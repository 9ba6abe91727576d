-- One row an order, with what the order list of the back office shows.
-- @implements DBT-301, DBT-302

create view public.order_summary
with (security_invoker = true)
as
select
  o.id,
  o.tenant_id,
  o.number,
  o.status,
  o.total,
  o.currency,
  o.placed_at,
  c.full_name as customer_name,
  c.email as customer_email,
  count(i.id) as item_count,
  coalesce(sum(i.quantity), 0) as unit_count
from public.orders o
join public.customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id
left join public.order_items i on i.tenant_id = o.tenant_id and i.order_id = o.id
group by o.id, c.full_name, c.email;

create or replace view public.low_stock
with (security_invoker = true)
as
select
  v.tenant_id,
  v.id as variant_id,
  p.title as product_title,
  v.sku,
  v.stock_on_hand
from public.product_variants v
join public.products p on p.tenant_id = v.tenant_id and p.id = v.product_id
where p.status = 'active'
  and v.stock_on_hand <= 5;

comment on view public.low_stock is 'Variants of active products with five or fewer left.';
