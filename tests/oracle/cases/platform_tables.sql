CREATE TABLE profiles (
  id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
  avatar uuid REFERENCES storage.objects (id)
);
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = '' AS $$ BEGIN INSERT INTO public.profiles (id) VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER on_new_user AFTER INSERT ON auth.users
  FOR EACH ROW EXECUTE FUNCTION handle_new_user();
CREATE POLICY "own folder" ON storage.objects FOR INSERT TO authenticated
  WITH CHECK (bucket_id = 'files' AND owner = auth.uid());
CREATE VIEW user_mails AS SELECT u.id, u.email FROM auth.users u;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles USING ((SELECT auth.uid()) = id);
