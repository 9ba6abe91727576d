CREATE SCHEMA app;
CREATE TABLE a (id int PRIMARY KEY, owner_id uuid, updated_at timestamptz, status text);
CREATE TABLE b (id int PRIMARY KEY, owner_id uuid, updated_at timestamptz);
CREATE TABLE c (id int PRIMARY KEY, note text);
CREATE TABLE app.d (id int, owner_id uuid);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.updated_at = now(); RETURN NEW; END $f$;
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['a', 'b', 'c'] LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON public.%I FOR SELECT USING (true)', t || '_read', t);
    EXECUTE 'COMMENT ON TABLE ' || quote_ident(t) || ' IS ' || quote_literal('It''s ' || upper(t));
  END LOOP;
END $$;
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT c.table_schema, c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.column_name = 'updated_at' AND c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_name DESC
  LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS touched ON %I.%I', r.table_schema, r.table_name);
    EXECUTE format('CREATE TRIGGER touched BEFORE UPDATE ON %I.%I FOR EACH ROW EXECUTE FUNCTION touch()', r.table_schema, r.table_name);
  END LOOP;
END $$;
CREATE POLICY own ON a TO authenticated USING (owner_id = auth.uid() AND public.is_admin()) WITH CHECK (owner_id = auth.uid());
CREATE POLICY sub ON b FOR DELETE USING (EXISTS (SELECT 1 FROM a WHERE a.owner_id = auth.uid() AND a.id = b.id));
DO $$
DECLARE
  p record;
  q text;
  w text;
  made text;
BEGIN
  FOR p IN SELECT schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check
           FROM pg_policies WHERE schemaname = 'public' AND (qual LIKE '%auth.uid()%' OR with_check ~ 'auth\.uid\(\)')
           ORDER BY tablename, policyname
  LOOP
    q := replace(p.qual, 'auth.uid()', '(select auth.uid())');
    q := regexp_replace(q, 'is_admin\(\)', '(select is_admin())', 'g');
    w := p.with_check;
    IF w IS NOT NULL THEN
      w := replace(w, 'auth.uid()', '(select auth.uid())');
    END IF;
    EXECUTE format('DROP POLICY %I ON %I.%I', p.policyname, p.schemaname, p.tablename);
    made := format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.policyname, p.schemaname, p.tablename,
      CASE WHEN p.permissive = 'PERMISSIVE' THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.cmd, array_to_string(p.roles, ', '));
    IF q IS NOT NULL THEN made := made || ' USING (' || q || ')'; END IF;
    IF w IS NOT NULL THEN made := made || ' WITH CHECK (' || w || ')'; END IF;
    EXECUTE made;
  END LOOP;
END $$;
DO $$
DECLARE
  found_it boolean;
  total int;
  names text[];
  one text := 'none';
  i int;
BEGIN
  SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'app' AND tablename = 'd') INTO found_it;
  SELECT count(*) INTO total FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace
    WHERE n.nspname = 'public' AND k.relkind = 'r';
  SELECT array_agg(attname) INTO names FROM pg_attribute WHERE attrelid = 'public.c'::regclass AND attnum > 0 AND NOT attisdropped;
  SELECT conname INTO one FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'p';
  IF found_it AND total = 3 THEN
    ALTER TABLE app.d ADD COLUMN seen boolean;
  ELSE
    DROP TABLE app.d;
  END IF;
  IF names @> ARRAY['note'] THEN ALTER TABLE c ADD COLUMN has_note boolean; END IF;
  IF one IS NOT NULL THEN
    EXECUTE format('ALTER TABLE a RENAME CONSTRAINT %I TO a_key', one);
  END IF;
  FOR i IN 1..3 LOOP
    CONTINUE WHEN i = 2;
    EXECUTE format('CREATE TABLE part_%s (id int)', i);
  END LOOP;
  FOR i IN REVERSE 3..1 LOOP
    EXIT WHEN i < 3;
    EXECUTE 'CREATE TABLE last_' || i || ' (id int)';
  END LOOP;
  i := 0;
  WHILE i < 2 LOOP
    i := i + 1;
    EXECUTE format('ALTER TABLE c ADD COLUMN extra_%s int DEFAULT %L', i, i);
  END LOOP;
  LOOP
    i := i + 1;
    EXIT WHEN i > 4;
  END LOOP;
  CASE i WHEN 5 THEN CREATE TABLE five (id int); WHEN 1, 2 THEN CREATE TABLE few (id int); ELSE NULL; END CASE;
END $$;
DO $$ BEGIN
  BEGIN
    CREATE TABLE undone (id int);
    ALTER TABLE a ADD COLUMN status int;
  EXCEPTION WHEN duplicate_column THEN
    ALTER TABLE a ADD COLUMN caught boolean;
  END;
  BEGIN
    PERFORM 'nothing'::regclass;
  EXCEPTION WHEN undefined_table OR undefined_object THEN
    CREATE TABLE was_missing (id int);
  WHEN others THEN
    RAISE;
  END;
  BEGIN
    RAISE EXCEPTION 'no %', 1 USING ERRCODE = 'unique_violation';
  EXCEPTION WHEN unique_violation THEN
    CREATE TABLE was_raised (id int);
  END;
  BEGIN
    EXECUTE 'ALTER TABLE a DROP COLUMN nowhere';
  EXCEPTION WHEN SQLSTATE '42703' THEN NULL;
  END;
END $$;
CREATE FUNCTION guard(target text, who uuid DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY guarded ON %I USING (owner_id = auth.uid())', target);
END $f$;
SELECT guard('b');
SELECT guard(target := 'a');
CREATE PROCEDURE make(name text) LANGUAGE plpgsql AS $f$ BEGIN EXECUTE 'CREATE TABLE ' || quote_ident(name) || ' (id int)'; END $f$;
CALL make('made by call');
DO $$ BEGIN PERFORM guard('d') WHERE false; END $$;
CREATE FUNCTION add_once(t_name text, c_name text, sql_text text) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
  IF NOT EXISTS (SELECT constraint_name FROM information_schema.constraint_column_usage WHERE table_name = t_name AND constraint_name = c_name) THEN
    EXECUTE sql_text;
  END IF;
END $f$;
SELECT add_once('a', 'a_status_once', 'ALTER TABLE a ADD CONSTRAINT a_status_once UNIQUE (status);');
SELECT add_once('a', 'a_status_once', 'ALTER TABLE a ADD CONSTRAINT a_status_once UNIQUE (id);');
