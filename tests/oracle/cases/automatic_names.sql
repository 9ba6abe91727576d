CREATE TABLE a_table_whose_name_is_almost_as_long_as_names_may_be_made (
  a_column_whose_name_is_long_too int PRIMARY KEY,
  another_column_whose_name_is_long int UNIQUE CHECK (another_column_whose_name_is_long > 0),
  third int REFERENCES a_table_whose_name_is_almost_as_long_as_names_may_be_made,
  CHECK (third > 0),
  CHECK (third > 1),
  CHECK (third > another_column_whose_name_is_long),
  CHECK (third <> another_column_whose_name_is_long),
  CHECK (1 > 0)
);
CREATE TABLE t (a int, b int, a_b int);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a, b);
CREATE INDEX ON t (a_b);
CREATE INDEX ON t (lower(a::text));
CREATE INDEX ON t ((a + b));
CREATE INDEX ON t ((a + b), (a - b), abs(a));
CREATE UNIQUE INDEX ON t (a);
ALTER TABLE t ADD UNIQUE (a);
ALTER TABLE t ADD UNIQUE (a, b);
ALTER TABLE t ADD CHECK (a > 0);
ALTER TABLE t ADD CHECK (a > b);
ALTER TABLE t ADD PRIMARY KEY (a);
ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES t (a);
ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES t (a);
ALTER TABLE t ADD COLUMN c int UNIQUE CHECK (c > 0) REFERENCES t (a);
CREATE TABLE "Odd Name" (id serial PRIMARY KEY, "Other Id" int REFERENCES t (a) UNIQUE);
