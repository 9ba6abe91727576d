-- A public bucket for product photographs; only members write, only under their tenant's folder.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('product-images', 'product-images', true, 5242880, array['image/jpeg', 'image/png', 'image/webp'])
on conflict (id) do nothing;

create policy "Anyone can see product images"
  on storage.objects for select
  using (bucket_id = 'product-images');

create policy "Members can upload product images"
  on storage.objects for insert to authenticated
  with check (
    bucket_id = 'product-images'
    and private.is_member(((storage.foldername(name))[1])::uuid)
  );

create policy "Members can delete product images"
  on storage.objects for delete to authenticated
  using (
    bucket_id = 'product-images'
    and private.is_member(((storage.foldername(name))[1])::uuid)
  );
