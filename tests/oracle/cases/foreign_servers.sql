CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'true');
ALTER FOREIGN DATA WRAPPER w OPTIONS (SET debug 'false', ADD "Level" '2');
CREATE SERVER first_server TYPE 'mysql' VERSION '8' FOREIGN DATA WRAPPER w
  OPTIONS (host 'it''s', "Port" '1', api_key 'secret');
CREATE SERVER IF NOT EXISTS first_server FOREIGN DATA WRAPPER w;
ALTER SERVER first_server VERSION '9' OPTIONS (DROP "Port", SET host 'elsewhere');
CREATE USER MAPPING FOR PUBLIC SERVER first_server OPTIONS ("user" 'u', password 'p');
CREATE USER MAPPING FOR bob SERVER first_server;
CREATE USER MAPPING FOR CURRENT_USER SERVER first_server OPTIONS ("user" 'me');
ALTER USER MAPPING FOR PUBLIC SERVER first_server OPTIONS (SET "user" 'v');
DROP USER MAPPING FOR bob SERVER first_server;
CREATE FOREIGN TABLE remote (a int NOT NULL, b text DEFAULT 'x') SERVER first_server
  OPTIONS (object 'it''s', "Row" 'id');
ALTER FOREIGN TABLE remote OPTIONS (ADD extra '1', DROP "Row");
ALTER SERVER first_server RENAME TO second_server;
ALTER FOREIGN DATA WRAPPER w RENAME TO wrapper;
ALTER FOREIGN TABLE remote RENAME TO far_away;
GRANT USAGE ON FOREIGN SERVER second_server TO bob;
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO bob WITH GRANT OPTION;
COMMENT ON SERVER second_server IS 'over there';
COMMENT ON FOREIGN DATA WRAPPER wrapper IS 'how';
COMMENT ON FOREIGN TABLE far_away IS 'what';
CREATE SERVER gone FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE gone_too (a int) SERVER gone;
CREATE USER MAPPING FOR bob SERVER gone;
DROP SERVER gone CASCADE;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_foreign_data_wrapper WHERE fdwname = 'wrapper') THEN
    CREATE TABLE never (a int);
  END IF;
  IF EXISTS (SELECT 1 FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w
             ON w.oid = s.srvfdw WHERE w.fdwname = 'wrapper' AND s.srvname = 'second_server') THEN
    CREATE TABLE made (a int);
  END IF;
END $$;
