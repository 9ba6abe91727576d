-- Postcodes are longer abroad than at home, and an address may wait for its city.

alter table public.addresses
  alter column postcode type text,
  alter column city drop not null,
  add column region text;

alter table public.addresses
  add constraint addresses_postcode_length check (char_length(postcode) between 2 and 16);

comment on column public.addresses.region is 'State, county or province, where the country needs one';
