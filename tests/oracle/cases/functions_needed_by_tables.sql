CREATE FUNCTION new_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x'::text $$;
CREATE FUNCTION is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> '' $$;
CREATE FUNCTION squeeze(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower($1) $$;
CREATE TABLE t (
  code text DEFAULT new_code() CHECK (is_fine(code)),
  small text GENERATED ALWAYS AS (squeeze('A')) STORED
);
CREATE INDEX t_small ON t (squeeze(code));
CREATE FUNCTION rating(t) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$;
ALTER TABLE t ADD CHECK (rating(t) > 0);
CREATE VIEW rated AS SELECT rating(t) AS r FROM t;
CREATE FUNCTION best() RETURNS SETOF rated LANGUAGE sql AS $$ SELECT * FROM rated $$;
CREATE VIEW bests AS SELECT * FROM best();
CREATE DOMAIN fine_text AS text CHECK (is_fine(VALUE));
CREATE FUNCTION takes(fine_text) RETURNS fine_text LANGUAGE sql AS $$ SELECT $1 $$;
