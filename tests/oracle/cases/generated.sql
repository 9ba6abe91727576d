CREATE TABLE t (
  a int,
  b int,
  total int GENERATED ALWAYS AS (a + b) STORED,
  slug text GENERATED ALWAYS AS (lower('x' || a::text)) STORED,
  lazy int GENERATED ALWAYS AS (a * 2) VIRTUAL,
  search tsvector GENERATED ALWAYS AS (to_tsvector('english', 'x')) STORED
);
ALTER TABLE t ADD COLUMN later int GENERATED ALWAYS AS (b + 1) STORED;
ALTER TABLE t ALTER COLUMN total DROP EXPRESSION;
ALTER TABLE t RENAME COLUMN b TO c;
