CREATE TABLE recordings (id uuid PRIMARY KEY, title varchar(200) NOT NULL, length interval);
CREATE TABLE segments (
  id bigint PRIMARY KEY,
  recording_id uuid NOT NULL REFERENCES recordings (id),
  body text NOT NULL
);
CREATE TABLE speakers (id uuid PRIMARY KEY, name text);
CREATE TABLE highlights (
  id uuid PRIMARY KEY, segment_id bigint NOT NULL REFERENCES segments (id), note text
);
CREATE TABLE exports (id uuid PRIMARY KEY, format text);
CREATE TABLE segment_speakers (
  segment_id bigint NOT NULL REFERENCES segments (id),
  speaker_id uuid NOT NULL REFERENCES speakers (id),
  PRIMARY KEY (segment_id, speaker_id)
);
