CREATE TABLE users (id uuid PRIMARY KEY, email text UNIQUE, team uuid, CHECK (email <> ''));
CREATE TABLE teams (id uuid PRIMARY KEY, owner uuid REFERENCES users (id));
ALTER TABLE users ADD FOREIGN KEY (team) REFERENCES teams;
CREATE INDEX users_lower ON users (lower(email)) WHERE team IS NOT NULL;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_team ON users FOR SELECT
  USING (team IN (SELECT t.id FROM teams t WHERE t.owner = auth.uid()));
CREATE VIEW team_emails AS SELECT u.email, t.id AS team FROM users u JOIN teams t ON t.id = u.team;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE OF email ON users
  FOR EACH ROW WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION touch();
ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME COLUMN email TO address;
ALTER TABLE teams RENAME TO groups;
ALTER TABLE groups RENAME COLUMN owner TO lead;
ALTER FUNCTION touch() RENAME TO stamp;
ALTER TRIGGER touch ON people RENAME TO stamp;
ALTER POLICY same_team ON people RENAME TO same_group;
ALTER INDEX users_lower RENAME TO people_lower;
ALTER VIEW team_emails RENAME TO group_addresses;
CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE);
CREATE SCHEMA archive;
ALTER TABLE groups SET SCHEMA archive;
ALTER FUNCTION stamp() SET SCHEMA archive;
