-- Free words

-- People
CREATE TABLE IF NOT EXISTS "users" (
  "id" uuid,
  -- above one

  email text, -- beside
              -- and below, aligned
  CONSTRAINT c CHECK (email <> '-- no comment, (at all)'), -- about the rule
  status text
    -- inside it
    DEFAULT 'x'
); -- after it
CREATE INDEX users_status_idx ON users (status); -- beside the index
CREATE INDEX other_idx ON users (email); -- of another name
-- Both of them
CREATE POLICY "Users see themselves" ON users USING (true);
CREATE POLICY p ON users USING ($$ -- not a comment $$ = '');
