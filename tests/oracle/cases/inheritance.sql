CREATE TABLE base (id int NOT NULL, name text DEFAULT 'x', CHECK (id > 0));
CREATE TABLE child (extra int) INHERITS (base);
CREATE TABLE merged (name text, own int) INHERITS (base);
CREATE TABLE other (z int);
CREATE TABLE twofold (w int) INHERITS (base, other);
ALTER TABLE base ADD COLUMN later int DEFAULT 5;
ALTER TABLE base RENAME COLUMN name TO title;
ALTER TABLE base ADD CONSTRAINT later_small CHECK (later < 100);
