CREATE TABLE gardeners (
  id uuid PRIMARY KEY, email text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE habits (
  id serial PRIMARY KEY,
  gardener_id uuid NOT NULL REFERENCES gardeners (id),
  title text NOT NULL,
  start_date date,
  end_date date
);
CREATE INDEX habits_gardener ON habits (gardener_id);
CREATE TABLE reminder_settings (
  gardener_id uuid PRIMARY KEY REFERENCES gardeners (id) ON DELETE CASCADE,
  hour smallint NOT NULL
);
CREATE VIEW streaks AS SELECT id AS habit_id, 7::bigint AS days FROM habits;
