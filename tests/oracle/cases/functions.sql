CREATE TABLE t (id int, name text);
CREATE FUNCTION plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT a + b';
CREATE FUNCTION plus(a text) RETURNS text LANGUAGE sql AS $q$ SELECT a || '$$' $q$;
CREATE FUNCTION rows_of() RETURNS SETOF t LANGUAGE sql STABLE ROWS 10 AS $$ SELECT * FROM t $$;
CREATE FUNCTION pairs(OUT a int, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x'::text $$;
CREATE FUNCTION listed(kind text) RETURNS TABLE (id int, label varchar) LANGUAGE plpgsql AS $f$
BEGIN
  RETURN QUERY SELECT 1, $$x$$::varchar;
END
$f$;
CREATE FUNCTION many(VARIADIC xs int[]) RETURNS bigint LANGUAGE sql
  AS $$ SELECT sum(x) FROM unnest(xs) x $$;
CREATE FUNCTION secure() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, extensions SET statement_timeout TO '5s' COST 50
  AS $$ SELECT auth.uid() $$;
CREATE FUNCTION standard(a int) RETURNS int LANGUAGE sql RETURN a + 1;
CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE FUNCTION of_row(r t) RETURNS text LANGUAGE sql AS $$ SELECT r.name $$;
CREATE FUNCTION changed(INOUT a int, IN b text = 'x''y') LANGUAGE plpgsql AS $$ BEGIN a := 1; END $$;
CREATE PROCEDURE act(a int, INOUT b text DEFAULT NULL) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION nothing() RETURNS void LANGUAGE plpgsql LEAKPROOF AS $$BEGIN END$$;
CREATE FUNCTION odd("Arg One" "t", "user" int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
ALTER FUNCTION plus(int, int) STABLE;
ALTER FUNCTION nothing() SET search_path = '';
ALTER FUNCTION secure() RESET statement_timeout;
ALTER FUNCTION plus(text) RENAME TO plus_text;
CREATE FUNCTION gone() RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION gone;
DROP FUNCTION IF EXISTS never(int);
COMMENT ON FUNCTION plus(int, int) IS 'Adds.';
COMMENT ON PROCEDURE act(int, text) IS 'Acts.';
