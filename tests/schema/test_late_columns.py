"""Columns of an extension's type, added by a migration, are added in the script too."""

from __future__ import annotations

import pytest

from sotsync.schema import models as m
from sotsync.schema.origin import Origin
from sotsync.schema.render import render_schema
from sotsync.text import Location

FIRST = Origin(created=Location("1.sql"))
SECOND = Origin(created=Location("2.sql"))


def _table(
    *columns: m.Column, constraints: tuple[m.Constraint, ...] = (), parents: tuple[str, ...] = ()
) -> m.Table:
    return m.Table(
        name="t",
        schema_name="public",
        columns={column.name: column for column in columns},
        constraints={constraint.name: constraint for constraint in constraints},
        parents=parents,
        origin=FIRST,
    )


def _script(table: m.Table, **others: object) -> str:
    return render_schema(m.Schema(tables={"public.t": table}, **others))  # type: ignore[arg-type]


def _column(name: str, kind: str, origin: Origin = FIRST) -> m.Column:
    return m.Column(name=name, type=kind, origin=origin)


def test_the_column_and_those_behind_it_are_added_in_order() -> None:
    script = _script(
        _table(
            _column("id", "bigint"),
            _column("place", "extensions.vector(3)", SECOND),
            _column("note", "text", SECOND),
        )
    )
    assert "(\n  id bigint\n);" in script
    place = script.index("ALTER TABLE public.t ADD COLUMN place extensions.vector(3);")
    assert place < script.index("ALTER TABLE public.t ADD COLUMN note text;")


def test_constraints_on_such_columns_come_after_them() -> None:
    key = m.Unique(name="t_note_key", columns=("note",))
    check = m.Check(name="t_check", expression="note <> ''")
    script = _script(
        _table(
            _column("id", "bigint"),
            _column("place", "vector", SECOND),
            _column("note", "text", SECOND),
            constraints=(key, check),
        )
    )
    added = script.index("ADD COLUMN note")
    assert added < script.index("ADD CONSTRAINT t_note_key")
    assert added < script.index("ADD CONSTRAINT t_check")


@pytest.mark.parametrize(
    ("column", "parents"),
    [
        (_column("place", "vector", FIRST), ()),
        (_column("place", "jsonb", SECOND), ()),
        (_column("place", "public.mood[]", SECOND), ()),
        (_column("place", "vector", SECOND), ("public.parent",)),
    ],
    ids=["made with the table", "built in", "made here", "a child"],
)
def test_other_columns_stay_in_their_table(column: m.Column, parents: tuple[str, ...]) -> None:
    mood = m.Enum(name="mood", schema_name="public", labels=("a",))
    script = _script(_table(column, parents=parents), enums={"public.mood": mood})
    assert "ADD COLUMN" not in script
