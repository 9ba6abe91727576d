CREATE TABLE a (id int PRIMARY KEY, code text, region text, UNIQUE (code, region));
CREATE TABLE b (
  id int PRIMARY KEY,
  a_code text,
  a_region text,
  a_id int CONSTRAINT b_to_a REFERENCES a DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (a_code, a_region) REFERENCES a (code, region) MATCH FULL ON DELETE SET NULL
);
ALTER TABLE a ADD COLUMN b_id int REFERENCES b (id) ON DELETE SET DEFAULT;
ALTER TABLE b ADD CONSTRAINT b_self FOREIGN KEY (id) REFERENCES b (id) NOT VALID;
CREATE TABLE c (
  tenant int, id int, owner int,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, owner) REFERENCES c (tenant, id) ON DELETE SET NULL (owner)
);
ALTER TABLE b VALIDATE CONSTRAINT b_self;
ALTER TABLE b ALTER CONSTRAINT b_to_a NOT DEFERRABLE;
CREATE UNIQUE INDEX a_code_key ON a (code);
CREATE TABLE d (code text REFERENCES a (code), late int REFERENCES b (id) NOT NULL);
