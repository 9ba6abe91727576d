CREATE SCHEMA "My App";
CREATE TYPE "My App"."Order Status" AS ENUM ('New', 'Done');
CREATE TABLE "My App"."Orders" (
  "Id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  "user" text NOT NULL,
  "Status" "My App"."Order Status" NOT NULL DEFAULT 'New'::"My App"."Order Status",
  "select" int CHECK ("select" > 0),
  "ünïcode" text UNIQUE,
  "with ""quotes""" int,
  UNIQUE ("user", "Status")
);
CREATE TABLE "My App"."Lines" (
  "Order Id" uuid REFERENCES "My App"."Orders" ("Id") ON DELETE CASCADE,
  "No." serial,
  PRIMARY KEY ("Order Id", "No.")
);
CREATE INDEX "By User" ON "My App"."Orders" (lower("user"), "with ""quotes""" DESC);
CREATE VIEW "My App"."Open Orders" AS
  SELECT "Id", "user" AS "User Name" FROM "My App"."Orders" WHERE "Status" = 'New';
ALTER TABLE "My App"."Orders" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "It's mine" ON "My App"."Orders" USING ("user" = auth.uid()::text);
CREATE FUNCTION "My App"."Do It"("Arg" "My App"."Order Status") RETURNS "My App"."Orders"
  LANGUAGE sql AS $$ SELECT * FROM "My App"."Orders" LIMIT 1 $$;
CREATE FUNCTION "My App".stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "Stamp!" BEFORE UPDATE OF "user" ON "My App"."Orders"
  FOR EACH ROW EXECUTE FUNCTION "My App".stamp();
COMMENT ON COLUMN "My App"."Orders"."with ""quotes""" IS 'Quoted.';
ALTER TABLE "My App"."Orders" RENAME COLUMN "select" TO "Choice";
ALTER SCHEMA "My App" RENAME TO "Your App";
