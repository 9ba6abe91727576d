"""Document, migrations and database side by side: who of the three stands alone in what.

Three comparisons of two sides each answer it: where the document differs from the migrations and
from the database in one fact, in which those two agree, the document stands alone, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, computed_field

from sotsync.diff.changes import (
    Altered,
    Change,
    Outdated,
    Renamed,
    Subject,
    Unmapped,
    excerpt,
)
from sotsync.diff.codes import drift_code
from sotsync.diff.schemas import diff_schemas
from sotsync.findings import Severity
from sotsync.schema.models import Schema, Table
from sotsync.text import Location

__all__ = ["Disagreement", "Witness", "compare_servers", "disagreements"]

EXISTENCE = "existence"


class Witness(StrEnum):
    """One of the three that say what the schema is."""

    DOCUMENT = "document"
    MIGRATIONS = "migrations"
    DATABASE = "database"


_HINTS: Mapping[Witness | None, str] = {
    Witness.DOCUMENT: "sotsync sync",
    Witness.MIGRATIONS: "apply the migration to the database, then: sotsync sync",
    Witness.DATABASE: "apply the missing migrations, or write one for what was changed by hand",
    None: "apply the missing migrations, or write one for what was changed by hand",
}


class Disagreement(BaseModel):
    """One fact in which the witnesses differ.

    Attributes:
        code: The drift code of the same fact between document and migrations.
        subject: What kind of thing it is about.
        object: Its key.
        relation: The key of the table, view or type it belongs to; what reports group by.
        aspect: What of it differs; ``existence`` where not all have it.
        document: What the document says; None where it says nothing.
        migrations: What the migrations make; None where they make nothing.
        database: What the database has; None where it has nothing.
        alone: Who stands alone against the two others; None where no two agree, or where there are
            only two witnesses.
        document_at: Where the document says so, or should.
        migrations_at: The statement that made it so, if it is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    subject: Subject
    object: str
    relation: str | None = None
    aspect: str
    document: str | None = None
    migrations: str | None = None
    database: str | None = None
    alone: Witness | None = None
    document_at: tuple[Location, ...] = ()
    migrations_at: Location | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way to publish a property.
    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return drift_code(self.code).severity

    @computed_field  # type: ignore[prop-decorator]  # The same.
    @property
    def hint(self) -> str:
        """What to do next."""
        return _HINTS[self.alone]

    @computed_field  # type: ignore[prop-decorator]  # The same.
    @property
    def message(self) -> str:
        """One sentence for a person."""
        said = ", ".join(
            f"{witness.value}: {excerpt(value) if value is not None else '-'}"
            for witness, value in self.values.items()
        )
        return f"{self.headline} ({said}); {self.verdict}"

    @property
    def headline(self) -> str:
        """What differs, in a few words."""
        if self.aspect == EXISTENCE:
            holders = [each.value for each, value in self.values.items() if value is not None]
            return f"{self.object} is only in the {' and the '.join(holders)}"
        return f"{self.object}: {self.aspect} differs"

    @property
    def verdict(self) -> str:
        """Who stands alone."""
        if self.alone is None:
            return "no two agree" if self.document is not None else "migrations and database differ"
        others = [witness.value for witness in Witness if witness is not self.alone]
        verb = "stand" if self.alone is Witness.MIGRATIONS else "stands"
        return f"{self.alone.value} {verb} alone: {' and '.join(others)} agree"

    @property
    def values(self) -> Mapping[Witness, str | None]:
        """What each says."""
        return {
            Witness.DOCUMENT: self.document,
            Witness.MIGRATIONS: self.migrations,
            Witness.DATABASE: self.database,
        }


_Key = tuple[str, str, str]


def compare_servers(migrations: Schema, database: Schema) -> tuple[Change, ...]:
    """Where what the migrations make (as the documented side) and a database differ.

    Of the tables that the platform owns, the policies and triggers are compared.
    """
    external = {
        key
        for schema in (migrations, database)
        for key, table in schema.tables.items()
        if table.is_external
    }
    return diff_schemas(_comparable(migrations, external), _comparable(database, external))


def _comparable(schema: Schema, external: Iterable[str]) -> Schema:
    additions = {key: _additions(key, schema.tables.get(key)) for key in sorted(external)}
    return schema.model_copy(update={"tables": {**schema.tables, **additions}})


def _additions(key: str, table: Table | None) -> Table:
    if table is None:
        return Table(name=key, schema_name="")
    return Table(name=key, schema_name="", policies=table.policies, triggers=table.triggers)


def disagreements(
    direct: Iterable[Change],
    documented: Iterable[Change] = (),
    in_database: Iterable[Change] = (),
) -> tuple[Disagreement, ...]:
    """Every fact in which the witnesses differ, sorted by table.

    Args:
        direct: Where the migrations (as the documented side) and the database differ.
        documented: Where the document and the migrations differ.
        in_database: Where the document and the database differ.
    """
    ours, theirs, between = map(_facts, (documented, in_database, direct))
    keys = sorted({**ours, **theirs, **between})
    found = (_judge(ours.get(key), theirs.get(key), between.get(key), key) for key in keys)
    return tuple(sorted(found, key=lambda one: (one.relation or one.object, one.code, one.object)))


def _facts(changes: Iterable[Change]) -> dict[_Key, Change]:
    facts: dict[_Key, Change] = {}
    for change in changes:
        if not isinstance(change, Outdated | Unmapped):
            facts.setdefault((change.subject.value, change.object, _aspect(change)), change)
    return facts


def _aspect(change: Change) -> str:
    if isinstance(change, Altered):
        return change.aspect
    return "name" if isinstance(change, Renamed) else EXISTENCE


def _judge(
    ours: Change | None, theirs: Change | None, between: Change | None, key: _Key
) -> Disagreement:
    """Put three differences of two together; ``ours`` is that of document and migrations."""
    change = ours or between or theirs
    assert change is not None  # every key comes from one of them
    said = ours or theirs
    made = ours.actual if ours else between.documented if between else None
    has = theirs.actual if theirs else between.actual if between else None
    if theirs and not between and not ours:
        made = theirs.documented
    if ours and not theirs and not between:
        has = ours.actual
    alone = {
        (True, True, False): Witness.DOCUMENT,
        (True, False, False): Witness.DOCUMENT,  # The two others do not differ.
        (True, False, True): Witness.MIGRATIONS,
        (False, True, True): Witness.DATABASE,
    }.get((ours is not None, theirs is not None, between is not None))
    return Disagreement(
        code=change.code,
        subject=change.subject,
        object=change.object,
        relation=change.relation,
        aspect=key[2],
        document=said.documented if said else None,
        migrations=made,
        database=has,
        alone=alone,
        document_at=said.documented_at if said else (),
        migrations_at=_made_at(ours, between),
    )


def _made_at(ours: Change | None, between: Change | None) -> Location | None:
    if ours is not None:
        return ours.actual_at
    if between is None:
        return None
    return next(iter(between.documented_at), None)
