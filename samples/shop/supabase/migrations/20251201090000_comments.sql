-- Comments, so that the dashboard and the generated API docs say what the document says.

comment on schema billing is 'What tenants pay Harbour Goods';
comment on table public.tenants is 'A shop on Harbour Goods';
comment on column public.tenants.slug is 'The shop''s address: <slug>.harbour.example';
comment on column public.tenants.max_products is 'Copied from the plan; support may raise it';
comment on table public.products is 'What a shop offers; what is sold are its variants';
comment on column public.products.attributes is 'Free-form facts shown on the product page';
comment on column public.product_variants.price is 'In the smallest unit of the shop''s currency';
comment on table public.orders is 'A purchase, from checkout to delivery';
comment on column public.orders.number is 'What people say on the telephone';
comment on table public.stock_movements is 'Append-only ledger of stock changes';
comment on table public.activity_log is 'Who changed what, when';
comment on type public.order_status is 'Life of an order';
comment on function public.log_activity() is 'Writes one row of activity_log for the changed row';
comment on function private.is_member(uuid) is 'Does the caller work for this tenant?';
