from __future__ import annotations

from sotsync.patch.column_comments import carry_comments

OLD = """CREATE TABLE t (
  -- Identity
  id INT, -- on the label

  -- Old things
  -- nobody needs
  gone TEXT, -- lost
  kept TEXT DEFAULT '--' , -- not a default

  "Odd ""name" TEXT,
  plain TEXT
)"""


def test_comments_follow_their_columns() -> None:
    new = """CREATE TABLE t (
  id BIGINT,
  moved TEXT,
  "Odd ""name" TEXT,
  plain TEXT,
  CONSTRAINT c CHECK (true)
);"""
    assert (
        carry_comments(OLD, new, {"moved": "kept"})
        == """CREATE TABLE t (
  -- Identity
  id BIGINT, -- on the label

  -- Old things
  -- nobody needs
  moved TEXT, -- not a default
  "Odd ""name" TEXT,
  plain TEXT,
  CONSTRAINT c CHECK (true)
);"""
    )


def test_nothing_is_carried_where_nothing_was_said() -> None:
    new = "CREATE TABLE t (\n  id INT\n);"
    assert carry_comments("create table t (id int)", new, {}) == new
    assert carry_comments("create table t (id int) -- all on one line", new, {}) == new


def test_lines_that_go_on_with_a_condition_are_no_columns() -> None:
    """Only the line on which a column begins takes its comments."""
    new = """CREATE TABLE t (
  kept TEXT,
  CONSTRAINT c CHECK (
    kept > 'a'
    OR kept < 'b'
  )
);"""
    assert carry_comments(OLD, new, {}).count("-- not a default") == 1


def test_a_column_of_a_query_is_known_by_its_own_name() -> None:
    """Not by the table that it comes from, which stands on every line."""
    old = """CREATE VIEW v AS
SELECT
  b.id, -- on the label
  b.title AS name -- on the cover
FROM books b"""
    new = """CREATE VIEW v AS
SELECT
  b.id,
  b.shelf,
  b.title AS name
FROM books b"""
    assert (
        carry_comments(old, new, {})
        == """CREATE VIEW v AS
SELECT
  b.id, -- on the label
  b.shelf,
  b.title AS name -- on the cover
FROM books b"""
    )
