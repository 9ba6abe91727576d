alter table shipments rename to parcels;
comment on table parcels is null;
