CREATE FUNCTION add_up(state int, value int) RETURNS int LANGUAGE sql IMMUTABLE
  AS $$ SELECT coalesce(state, 0) + coalesce(value, 0) $$;
CREATE AGGREGATE total(int) (SFUNC = add_up, STYPE = int, INITCOND = '0');
CREATE TABLE t (a int, kind text);
CREATE VIEW totals AS SELECT kind, total(a) AS all_of_it FROM t GROUP BY kind;
COMMENT ON AGGREGATE total(int) IS 'Sums up.';
