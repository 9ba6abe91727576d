"""Who made what on a server of our own, noted by the server itself.

An event trigger notes for every DDL command which statement of which file ran it, whatever made
the command: a loop of EXECUTE, a function, a DO block. A refused statement's notes go with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sotsync.schema.origin import Origin
from sotsync.text import Location

if TYPE_CHECKING:
    import psycopg

__all__ = ["PLACE", "read_origins", "watch"]

PLACE = "sotsync.place"
"""The setting that holds the place of the statement that is running."""

_SETUP = """
CREATE SCHEMA pg_sotsync;
CREATE TABLE pg_sotsync.touch (
  number bigint GENERATED ALWAYS AS IDENTITY, place text, object oid
);
CREATE FUNCTION pg_sotsync.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO pg_sotsync.touch (place, object)
  SELECT current_setting('sotsync.place', true), objid
  FROM pg_catalog.pg_event_trigger_ddl_commands() WHERE objid IS NOT NULL;
END $$;
CREATE EVENT TRIGGER sotsync_note ON ddl_command_end EXECUTE FUNCTION pg_sotsync.note();
"""

_TOUCHES = """
SELECT object::int8, place FROM pg_sotsync.touch WHERE place <> '' ORDER BY number
"""


def watch(connection: psycopg.Connection[Any]) -> None:
    """Start noting."""
    # Only the system may make a schema named so; readers leave such schemas out.
    connection.execute("SET allow_system_table_mods = on")
    connection.execute(_SETUP.encode())
    connection.execute("RESET allow_system_table_mods")


def read_origins(connection: psycopg.Connection[Any]) -> dict[int, Origin]:
    """What was noted, by oid; a new server gives no oid twice."""
    origins: dict[int, Origin] = {}
    for oid, text in connection.execute(_TOUCHES.encode()).fetchall():
        place = _location(text)
        before = origins.get(oid, Origin(created=place))
        touched = tuple(dict.fromkeys((*before.touched, place.path)))
        origins[oid] = Origin(created=before.created, changed=place, touched=touched)
    return origins


def _location(text: str) -> Location:
    path, line, column = text.rsplit(":", 2)
    return Location(path, int(line), int(column))
