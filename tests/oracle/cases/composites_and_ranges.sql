CREATE TYPE address AS (street text, number int, zip varchar(10));
ALTER TYPE address ADD ATTRIBUTE country text, DROP ATTRIBUTE number, ALTER ATTRIBUTE zip TYPE text;
ALTER TYPE address RENAME ATTRIBUTE zip TO postcode;
CREATE TYPE person AS (name text, home address, homes address[]);
CREATE TABLE t (a address, p person);
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TABLE u (s span);
CREATE TYPE nothing AS ();
CREATE TABLE row_of (t t, ts t[]);
