CREATE TABLE t (id int);
DO $$ BEGIN
  CREATE TYPE state AS ENUM ('on', 'off');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  CREATE TYPE state AS ENUM ('other');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'kind') THEN
    CREATE TYPE kind AS ENUM ('a', 'b');
  END IF;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'added') THEN
    ALTER TABLE t ADD COLUMN added text;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'nothing') THEN
    ALTER TABLE t DROP CONSTRAINT nothing;
  END IF;
END $$;
DO $$ BEGIN
  ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  IF to_regclass('public.u') IS NULL THEN
    CREATE TABLE u (id int PRIMARY KEY);
  ELSE
    CREATE TABLE never (id int);
  END IF;
END $$;
