CREATE TABLE posts (id int PRIMARY KEY, author uuid, org int, is_public boolean);
CREATE TABLE members (org int, member uuid, role text);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Anyone reads public posts" ON posts FOR SELECT USING (is_public);
CREATE POLICY own ON posts TO authenticated USING (author = auth.uid())
  WITH CHECK (author = auth.uid());
CREATE POLICY add ON posts FOR INSERT TO authenticated, service_role
  WITH CHECK ((SELECT auth.uid()) = author);
CREATE POLICY strict ON posts AS RESTRICTIVE FOR UPDATE TO anon USING (false);
CREATE POLICY members ON posts FOR DELETE USING (EXISTS (
  SELECT 1 FROM members m WHERE m.org = posts.org AND m.member = auth.uid() AND m.role = 'admin'));
CREATE POLICY claims ON posts FOR SELECT
  USING ((auth.jwt() -> 'app_metadata' ->> 'org')::int = org);
CREATE POLICY gone ON posts USING (true);
DROP POLICY gone ON posts;
DROP POLICY IF EXISTS never ON posts;
ALTER POLICY own ON posts TO PUBLIC USING (author = auth.uid() AND NOT is_public);
COMMENT ON POLICY add ON posts IS 'Who may write.';
CREATE POLICY "Give users access to own folder" ON storage.objects FOR SELECT TO authenticated
  USING (bucket_id = 'avatars' AND (storage.foldername(name))[1] = auth.uid()::text);
ALTER TABLE members DISABLE ROW LEVEL SECURITY;
