alter table shipments rename to parcels;
