-- Written by the marketplace connector, which insists on its own way of naming things.
-- @implements DBT-113

create table public."ChannelMappings" (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  channel text not null,
  "externalId" text not null,
  "variantId" uuid not null references public.product_variants (id) on delete cascade,
  "lastSyncedAt" timestamptz,
  constraint "ChannelMappings_channel_check" check (channel in ('etsy', 'ebay', 'amazon')),
  constraint "ChannelMappings_external_key" unique (tenant_id, channel, "externalId")
);

create index "idx_ChannelMappings_variantId" on public."ChannelMappings" ("variantId");

alter table public."ChannelMappings" enable row level security;

create policy "Members can read channel mappings"
  on public."ChannelMappings" for select to authenticated
  using (private.is_member(tenant_id));
