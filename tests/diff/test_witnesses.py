"""Three witnesses, two by two: who stands alone."""

from __future__ import annotations

import pytest

from sotsync.diff.changes import Altered, Change, Ghost, Outdated, Subject, Undocumented
from sotsync.diff.witnesses import Disagreement, Witness, compare_servers, disagreements
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.script import Script
from sotsync.schema.models import Schema
from sotsync.text import Location, Source

IN_DOCUMENT = Location("SoT.md", 3)
IN_MIGRATIONS = Location("1_a.sql", 7)


def altered(documented: str, actual: str, place: Location = IN_DOCUMENT) -> Altered:
    return Altered(
        code="D012",
        subject=Subject.COLUMN,
        object="public.t.a",
        relation="public.t",
        aspect="type",
        documented=documented,
        actual=actual,
        documented_at=(place,),
        actual_at=IN_MIGRATIONS,
    )


def judged(
    direct: Change | None, documented: Change | None, in_database: Change | None
) -> Disagreement:
    lists = [() if change is None else (change,) for change in (direct, documented, in_database)]
    [found] = disagreements(*lists)
    return found


def test_the_document_stands_alone() -> None:
    found = judged(None, altered("text", "citext"), altered("text", "citext"))
    assert found.alone is Witness.DOCUMENT
    assert (found.document, found.migrations, found.database) == ("text", "citext", "citext")
    assert (found.document_at, found.migrations_at) == ((IN_DOCUMENT,), IN_MIGRATIONS)
    assert found.verdict == "document stands alone: migrations and database agree"
    assert found.hint == "sotsync sync"


def test_what_only_document_and_migrations_show_is_the_documents() -> None:
    found = judged(None, altered("text", "citext"), None)
    assert found.alone is Witness.DOCUMENT
    assert found.database == "citext"


def test_the_migrations_stand_alone() -> None:
    found = judged(altered("citext", "text", IN_MIGRATIONS), altered("text", "citext"), None)
    assert found.alone is Witness.MIGRATIONS
    assert (found.document, found.migrations, found.database) == ("text", "citext", "text")
    assert found.verdict == "migrations stand alone: document and database agree"


def test_the_database_stands_alone() -> None:
    direct = altered("citext", "text", IN_MIGRATIONS)
    found = judged(direct, None, altered("citext", "text"))
    assert found.alone is Witness.DATABASE
    assert (found.document, found.migrations, found.database) == ("citext", "citext", "text")
    assert found.migrations_at == IN_MIGRATIONS
    assert found.message == (
        "public.t.a: type differs (document: citext, migrations: citext, database: text); "
        "database stands alone: document and migrations agree"
    )


def test_no_two_agree() -> None:
    found = judged(altered("b", "c", IN_MIGRATIONS), altered("a", "b"), altered("a", "c"))
    assert (found.alone, found.verdict) == (None, "no two agree")
    assert (found.document, found.migrations, found.database) == ("a", "b", "c")


def test_two_witnesses_only() -> None:
    found = judged(altered("b", "c", IN_MIGRATIONS), None, None)
    assert (found.alone, found.document) == (None, None)
    assert found.verdict == "migrations and database differ"


def test_what_only_document_and_database_show() -> None:
    found = judged(None, None, altered("a", "c"))
    assert (found.document, found.migrations, found.database) == ("a", "a", "c")
    assert found.migrations_at is None


@pytest.mark.parametrize("is_dropped", [True, False])
def test_what_not_all_have(is_dropped: bool) -> None:  # noqa: FBT001 - pytest's interface
    table, key = Subject.TABLE, "public.t"
    ghost = Ghost(code="D002", subject=table, object=key, relation=key, documented="table")
    new = Undocumented(code="D001", subject=table, object=key, relation=key, actual="table")
    direct, in_database = (ghost, ghost) if is_dropped else (new, new)
    found = judged(direct, None, in_database)
    assert found.alone is Witness.DATABASE
    holders = "document and the migrations" if is_dropped else "database"
    assert found.headline == f"public.t is only in the {holders}"


def test_what_a_document_keeps_about_itself_is_no_fact() -> None:
    outdated = Outdated(code="D091", subject=Subject.ENTRY, object="DBT-001", field="Last Updated")
    assert disagreements((), (outdated,), (outdated,)) == ()


def _schema(text: str) -> Schema:
    return replay([Script(source=Source("1_a.sql", text))], platform=SUPABASE).schema


def test_of_the_platforms_tables_policies_and_triggers_are_compared() -> None:
    one = _schema("CREATE POLICY a ON storage.objects USING (true)")
    other = _schema("CREATE POLICY a ON storage.objects USING (false)")
    none = _schema("")
    [change] = compare_servers(one, other)
    assert (change.object, change.relation) == ("storage.objects.a", "storage.objects")
    [change] = compare_servers(none, other)
    assert (change.kind, change.object) == ("undocumented", "storage.objects.a")
    assert compare_servers(one, one) == ()
