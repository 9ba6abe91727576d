CREATE TABLE t (
  a int CONSTRAINT chosen PRIMARY KEY,
  b int UNIQUE NULLS NOT DISTINCT,
  c int UNIQUE DEFERRABLE INITIALLY DEFERRED,
  d int,
  e int,
  CONSTRAINT d_with_e UNIQUE (d) INCLUDE (e),
  UNIQUE (d, e),
  UNIQUE (e, d)
) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE UNLOGGED TABLE u (id int, PRIMARY KEY (id) INCLUDE (id2), id2 int);
CREATE TABLE IF NOT EXISTS t (other int);
CREATE TABLE v (LIKE t INCLUDING ALL);
CREATE TABLE w (LIKE t, extra text);
CREATE TABLE x (LIKE t INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE TABLE y (a int) WITH (user_catalog_table, log_autovacuum_min_duration = -1);
CREATE INDEX y_a ON y (a) WITH (deduplicate_items);
CREATE VIEW y_of_a WITH (security_barrier) AS SELECT a FROM y;
