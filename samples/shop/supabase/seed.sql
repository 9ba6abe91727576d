-- Two shops to play with after `supabase db reset`. Not part of the schema.

insert into public.tenants (id, name, slug, plan_code, billing_status, max_products) values
  ('11111111-1111-4111-8111-111111111111', 'Duckworth & Daughters', 'duckworth', 'harbour', 'active', 2000),
  ('22222222-2222-4222-8222-222222222222', 'Saltmarsh Supply', 'saltmarsh', 'free', 'trialing', 50);

insert into public.categories (id, tenant_id, name, slug, position) values
  ('aaaaaaaa-0000-4000-8000-000000000001', '11111111-1111-4111-8111-111111111111', 'Oilskins', 'oilskins', 1),
  ('aaaaaaaa-0000-4000-8000-000000000002', '11111111-1111-4111-8111-111111111111', 'Rope & twine', 'rope-and-twine', 2);

insert into public.products (id, tenant_id, category_id, name, slug, description, status, published_at, tags) values
  ('bbbbbbbb-0000-4000-8000-000000000001', '11111111-1111-4111-8111-111111111111',
   'aaaaaaaa-0000-4000-8000-000000000001', 'Duck-canvas smock', 'duck-canvas-smock',
   'Heavy cotton, waxed by hand.', 'active', now(), '{waxed,unisex}');

insert into public.product_variants (id, tenant_id, product_id, sku, option_values, price, weight_grams) values
  ('cccccccc-0000-4000-8000-000000000001', '11111111-1111-4111-8111-111111111111',
   'bbbbbbbb-0000-4000-8000-000000000001', 'DUCK-M', '{"size": "M"}', 12900, 1150),
  ('cccccccc-0000-4000-8000-000000000002', '11111111-1111-4111-8111-111111111111',
   'bbbbbbbb-0000-4000-8000-000000000001', 'DUCK-L', '{"size": "L"}', 12900, 1240);

insert into public.stock_movements (tenant_id, variant_id, quantity, reason) values
  ('11111111-1111-4111-8111-111111111111', 'cccccccc-0000-4000-8000-000000000001', 12, 'purchase'),
  ('11111111-1111-4111-8111-111111111111', 'cccccccc-0000-4000-8000-000000000002', 4, 'purchase');
