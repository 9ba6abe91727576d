CREATE DOMAIN email AS text CHECK (VALUE ~* '^[^@]+@[^@]+$');
CREATE DOMAIN percent AS numeric(5, 2) DEFAULT 0 NOT NULL
  CONSTRAINT in_range CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN code AS varchar(10) COLLATE "C" CHECK (length(VALUE) > 2) CHECK (VALUE <> 'abc');
CREATE TABLE t (e email, p percent DEFAULT 10, c code[]);
ALTER DOMAIN email ADD CONSTRAINT not_long CHECK (length(VALUE) < 255) NOT VALID;
ALTER DOMAIN email SET DEFAULT 'nobody@example.com';
ALTER DOMAIN percent DROP NOT NULL;
ALTER DOMAIN code RENAME CONSTRAINT code_check TO long_enough;
ALTER DOMAIN email RENAME TO mail;
COMMENT ON DOMAIN percent IS 'Out of a hundred.';
