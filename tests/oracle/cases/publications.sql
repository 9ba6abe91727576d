CREATE SCHEMA s;
CREATE TABLE t (id int PRIMARY KEY, b int);
CREATE TABLE u (a int);
CREATE TABLE s.w (a int);
CREATE PUBLICATION p FOR TABLE t (id, b) WHERE (b > 1), u WITH (publish = 'insert,update');
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish_via_partition_root);
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA s, TABLE u;
CREATE PUBLICATION nothing;
ALTER PUBLICATION supabase_realtime ADD TABLE t, u;
ALTER PUBLICATION supabase_realtime DROP TABLE u;
ALTER PUBLICATION p RENAME TO q;
ALTER PUBLICATION q DROP TABLE u;
ALTER PUBLICATION q SET (publish = 'delete, truncate');
ALTER TABLE t RENAME COLUMN b TO c;
ALTER TABLE t RENAME TO tt;
COMMENT ON PUBLICATION q IS 'what';
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_publication_tables
                 WHERE pubname = 'supabase_realtime' AND schemaname = 'public' AND tablename = 'u') THEN
    ALTER PUBLICATION supabase_realtime ADD TABLE u;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_publication_tables
                 WHERE pubname = 'supabase_realtime' AND tablename = 'tt') THEN
    ALTER PUBLICATION supabase_realtime ADD TABLE tt;
  END IF;
  IF (SELECT count(*) FROM pg_publication_tables WHERE pubname = 'everything') > 2 THEN
    CREATE TABLE counted (a int);
  END IF;
END $$;
CREATE TABLE gone (a int);
ALTER PUBLICATION supabase_realtime ADD TABLE gone;
DROP TABLE gone;
DROP PUBLICATION nothing;
CREATE TABLE listed (id int PRIMARY KEY, a int, b int, c text);
CREATE TABLE other (id int PRIMARY KEY, a int);
CREATE PUBLICATION by_column FOR TABLE listed (id, a), other WHERE (a > 1);
ALTER TABLE listed DROP COLUMN b;
ALTER TABLE listed DROP COLUMN a;
ALTER TABLE other DROP COLUMN a;
ALTER TABLE other ALTER COLUMN a TYPE bigint;
ALTER TABLE listed ALTER COLUMN a TYPE bigint;
ALTER TABLE listed DROP COLUMN a CASCADE;
DROP TABLE other;
CREATE EXTENSION pg_stat_statements WITH SCHEMA pg_catalog;
