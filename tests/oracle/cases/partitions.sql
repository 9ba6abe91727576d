CREATE TABLE events (id bigint, at timestamptz NOT NULL, kind text DEFAULT 'x', n int CHECK (n > 0))
  PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events
  FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_kind ON events (kind);
ALTER TABLE events ADD PRIMARY KEY (id, at);
CREATE TABLE lists (k text, v int, PRIMARY KEY (k, v)) PARTITION BY LIST (k);
CREATE TABLE lists_ab PARTITION OF lists FOR VALUES IN ('a', 'b');
CREATE TABLE lists_c PARTITION OF lists (CONSTRAINT small CHECK (v < 10)) FOR VALUES IN ('c');
CREATE TABLE hashed (id int, name text) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1)
  PARTITION BY RANGE (name);
CREATE TABLE hashed_1_a PARTITION OF hashed_1 FOR VALUES FROM (MINVALUE) TO ('m');
CREATE TABLE by_expression (at timestamptz) PARTITION BY RANGE (date_trunc('day', at, 'UTC'));
CREATE TABLE apart (name text, id int);
ALTER TABLE hashed_1 DETACH PARTITION hashed_1_a;
CREATE TABLE attached (name text, id int);
ALTER TABLE hashed_1 ATTACH PARTITION attached FOR VALUES FROM ('m') TO (MAXVALUE);
ALTER TABLE events ADD COLUMN later text;
ALTER TABLE events_2024 ALTER COLUMN kind SET DEFAULT 'y';
