-- What the expressions and queries beside this file are asked of.
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE app.pair AS (a int, b text);
CREATE DOMAIN word AS text CHECK (VALUE <> '');
CREATE TABLE users (id serial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, mood mood DEFAULT 'ok',
  tags text[], age int CHECK (age > 0), made timestamptz DEFAULT now(), w word,
  n bigint GENERATED ALWAYS AS IDENTITY, up text GENERATED ALWAYS AS (upper(email)) STORED);
CREATE TABLE app.posts (id int PRIMARY KEY, user_id int REFERENCES public.users ON DELETE CASCADE, t text);
CREATE INDEX posts_t ON app.posts (t);
CREATE SEQUENCE app.numbers;
CREATE VIEW seen AS SELECT id, email FROM users;
CREATE MATERIALIZED VIEW kept AS SELECT id FROM users;
CREATE FUNCTION app.f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamped BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION g();
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR SELECT TO anon, authenticated USING (id > 1 AND email <> 'x');
