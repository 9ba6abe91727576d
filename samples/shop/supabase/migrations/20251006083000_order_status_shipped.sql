-- The warehouse says "shipped"; accounting needs "refunded".

alter type public.order_status rename value 'sent' to 'shipped';
alter type public.order_status add value if not exists 'refunded' after 'cancelled';
alter type public.stock_reason add value 'return' before 'correction';
