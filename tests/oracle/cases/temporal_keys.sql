CREATE EXTENSION btree_gist;
CREATE TABLE t (id int, valid daterange, n text, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE u (id int, valid daterange, t_id int, UNIQUE (id, valid WITHOUT OVERLAPS), FOREIGN KEY (t_id, PERIOD valid) REFERENCES t (id, PERIOD valid));
ALTER TABLE u ADD CONSTRAINT second FOREIGN KEY (id, PERIOD valid) REFERENCES t;
ALTER TABLE u ADD CONSTRAINT third UNIQUE (t_id, valid WITHOUT OVERLAPS);
