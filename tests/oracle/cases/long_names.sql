CREATE TABLE a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes (
  id serial PRIMARY KEY,
  a_column_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes int UNIQUE
);
ALTER TABLE a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes
  ENABLE ROW LEVEL SECURITY;
CREATE POLICY "A policy whose name is a whole sentence, and one that goes on past the limit of names"
  ON a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes USING (true);
CREATE POLICY "Another policy whose name is a whole sentence, and one that goes on past the limit"
  ON a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes USING (false);
DROP POLICY "Another policy whose name is a whole sentence, and one that goes on past the limit"
  ON a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes;
CREATE INDEX an_index_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes
  ON a_table_name_that_goes_on_and_on_until_it_is_longer_than_sixty_three_bytes (id);
CREATE TABLE größenordnungen_für_überlange_bezeichner_mit_umlauten_überall (schlüssel int UNIQUE);
