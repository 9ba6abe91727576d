alter table shipments add column height int;
