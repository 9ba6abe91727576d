CREATE EXTENSION btree_gist WITH SCHEMA extensions;
CREATE TABLE bookings (
  room int,
  during tstzrange,
  cancelled boolean DEFAULT false,
  EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled),
  CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) DEFERRABLE
);
ALTER TABLE bookings ADD EXCLUDE USING gist (int4range(room, room + 1) WITH &&);
