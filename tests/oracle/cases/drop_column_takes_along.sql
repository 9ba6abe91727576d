CREATE TABLE t (
  a int, b int, c int, d int UNIQUE,
  CHECK (a > b),
  CONSTRAINT only_c CHECK (c > 0),
  UNIQUE (b, c)
);
CREATE TABLE u (d int REFERENCES t (d));
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b_c ON t (b, c);
CREATE INDEX t_where ON t (a) WHERE c > 0;
CREATE INDEX t_expression ON t ((b + c));
ALTER TABLE t DROP COLUMN b;
ALTER TABLE t DROP COLUMN d CASCADE;
CREATE TABLE p (id int, owner uuid);
ALTER TABLE p ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON p USING (owner = auth.uid());
CREATE POLICY small ON p FOR SELECT USING (id < 10);
ALTER TABLE p DROP COLUMN owner CASCADE;
CREATE VIEW seen AS SELECT a, c FROM t;
ALTER TABLE t DROP COLUMN c CASCADE;
