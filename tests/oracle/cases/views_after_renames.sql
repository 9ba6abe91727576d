CREATE TABLE t (id int PRIMARY KEY, name text, other text);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT t.name, x.other FROM t JOIN t x USING (id);
CREATE VIEW y AS WITH n AS (SELECT name FROM t) SELECT n.name FROM n;
CREATE VIEW z AS SELECT name AS name, (SELECT max(other) FROM t i WHERE i.id > o.id) AS top FROM t o;
ALTER TABLE t RENAME COLUMN name TO title;
ALTER TABLE t RENAME TO things;
ALTER TABLE things RENAME other TO rest;
CREATE VIEW after AS SELECT title, rest FROM things;
