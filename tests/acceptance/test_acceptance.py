"""The list of what must hold before anybody relies on sotsync, one number a promise.

Most of it goes through the command line, in a project as people have it. What is shown here once is
shown in depth by the tests of the rooms that it goes through. Numbers 7, 8 and 10 are in
``test_rules.py``.
"""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import pytest

from sotsync.diff.changes import Change
from sotsync.diff.documents import diff_document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import PageSettings, lean_settings, render_document
from sotsync.migrations.read import read_migrations
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Outcome, Replay
from sotsync.replay.script import Script
from sotsync.text import Source
from tests.acceptance import school
from tests.acceptance.upstream import look
from tests.cli.conftest import Run
from tests.patch.test_laws import BASE, STEPS
from tests.patch.test_laws import replayed as replay_texts
from tests.patch.test_templates import TEMPLATES

DOCUMENTS = Path(__file__).parent / "documents"
SHOP = Path(__file__).parents[2] / "samples" / "shop"
HAND_WRITTEN = ("habits", "recordings")
each_line_end = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a migration that makes nothing, and the current folder."""
    migrate(tmp_path, "-- nothing yet\n", day=1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrate(root: Path, sql: str, *, day: int) -> None:
    """One more migration."""
    folder = root / "supabase" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"202601{day:02}090000_step.sql").write_bytes(sql.encode())


def write_document(root: Path, text: str, name: str = "SoT.ACTUAL_SCHEMA.md") -> Path:
    """The project's document."""
    path = root / "SoT" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def hand_written(name: str) -> tuple[str, Replay]:
    """A document that people wrote, and the schema that it is about."""
    sql = (DOCUMENTS / f"{name}.sql").read_text(encoding="utf-8")
    script = Script(source=Source("migrations/20260401000000_a.sql", sql), version="20260401000000")
    return (DOCUMENTS / f"{name}.md").read_text(encoding="utf-8"), replay([script])


# 1


@each_line_end
@pytest.mark.parametrize("version", TEMPLATES)
def test_1_a_copy_of_the_template_is_in_step_and_keeps_every_byte(
    project: Path, run: Run, version: str, end: str
) -> None:
    path = write_document(project, TEMPLATES[version].replace("\n", end))
    before = path.read_bytes()
    assert all(entry.is_template for entry in parse_document(read(path)).entries)
    told = run("diff")
    assert (told.exit_code, "is in step with" in told.stdout) == (0, True)
    assert ("supabase/seed.sql does not exist" in told.stdout) is (not version.startswith("v2"))
    assert run("sync").exit_code == 0
    assert run("sync", "--check").exit_code == 0
    assert path.read_bytes() == before


def read(path: Path) -> Source:
    return Source(path.name, path.read_bytes().decode())


# 2


@pytest.mark.parametrize(("name", "entries"), [("habits", 4), ("recordings", 6)])
def test_2_lean_documents_that_people_wrote_are_read_and_no_section_is_lost(
    name: str, entries: int
) -> None:
    text, actual = hand_written(name)
    document = parse_document(Source("SoT.DATA_MODEL.md", text))
    assert [finding.message for finding in document.findings] == []
    assert len(document.entries) == entries
    assert [str(change) for change in diff_document(document, actual)] == []
    later = replay_on(name, "ALTER TABLE {} ADD COLUMN mood text;".format(*FIRST_TABLE[name]))
    after = plan_patch(document, later).apply().text
    lines = [line for line in text.split("\n") if not line.startswith(("version:", "last_upd"))]
    lines = [line for line in lines if "**Last Updated**" not in line]
    assert [line for line in lines if line not in after.split("\n")] == []
    assert "| mood" in after.replace("`", "")


FIRST_TABLE = {"habits": ("gardeners",), "recordings": ("recordings",)}


def replay_on(name: str, sql: str) -> Replay:
    first = Source("migrations/20260401000000_a.sql", (DOCUMENTS / f"{name}.sql").read_text())
    later = Source("migrations/20260402000000_b.sql", sql)
    return replay([Script(source=one, version=one.path[11:25]) for one in (first, later)])


# 3


@each_line_end
@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_3_a_document_without_drift_keeps_every_byte(
    project: Path, run: Run, name: str, end: str
) -> None:
    """With spaces at the ends of lines, bars in cells and its own alignment of tables."""
    text, _ = hand_written(name)
    sql = (DOCUMENTS / f"{name}.sql").read_bytes()
    (project / "supabase" / "migrations" / "20260401000000_a.sql").write_bytes(sql)
    path = write_document(project, text.replace("\n", end), "SoT.DATA_MODEL.md")
    before = path.read_bytes()
    assert run("diff").exit_code == 0
    assert run("sync").exit_code == 0
    assert path.read_bytes() == before


@each_line_end
@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_3_a_write_keeps_every_byte_that_it_is_not_about(name: str, end: str) -> None:
    text = hand_written(name)[0].replace("\n", end)
    later = replay_on(name, "ALTER TABLE {} ADD COLUMN mood text;".format(*FIRST_TABLE[name]))
    after = plan_patch(parse_document(Source("SoT.md", text)), later).apply().text
    matcher = difflib.SequenceMatcher(None, text.split("\n"), after.split("\n"), autojunk=False)
    gone = [
        line
        for tag, a, b, _, _ in matcher.get_opcodes()
        if tag != "equal"
        for line in text.split("\n")[a:b]
    ]
    assert [one for one in gone if not one.startswith(("version", "last_up", "- **Last Up"))] == []
    assert after.count("\n") == after.count(end) == text.count(end) + 1


@each_line_end
@pytest.mark.parametrize("settings", [PageSettings(), lean_settings()], ids=["full", "lean"])
def test_3_a_document_that_sotsync_wrote_is_written_again_the_same(
    settings: PageSettings, end: str
) -> None:
    actual = school.replayed(*(drift.sql for drift in school.DRIFTS.values()))
    text = render_document(actual, settings).replace("\n", end).replace(f"|{end}", f"|  {end}")
    document = parse_document(Source("SoT.md", text))
    assert diff_document(document, actual) == ()
    assert plan_patch(document, actual).apply().text == text


# 4

ODD = (
    "CREATE POLICY IF NOT EXISTS p{0} ON t{0} USING (true);",
    "CREATE OR REPLACE POLICY p{0} ON t{0} USING (true);",
    "ALTER TABLE t{0} ADD CONSTRAINT IF NOT EXISTS c{0} CHECK (true);",
    "\\echo step {0}",
)
"""Three forms that PostgreSQL never had, and a command of psql."""


def test_4_a_folder_of_792_files_with_odd_ones_among_them_is_read_whole(tmp_path: Path) -> None:
    """What is sound in a file counts, whatever stands beside it; each odd statement is told."""
    for number in range(792):
        odd = ODD[number % 8].format(number) if number % 8 < len(ODD) else ""
        block = f"DO $$ BEGIN CREATE TYPE e{number} AS ENUM ('a'); EXCEPTION WHEN duplicate_object"
        text = (
            f"CREATE TABLE t{number} (a int);\n{odd}\n{block} THEN NULL; END $$;\n"
            f"ALTER TABLE t{number} ADD COLUMN b e{number};\n"
        )
        (tmp_path / f"{20240101000000 + number}_step.sql").write_bytes(text.encode())
    actual = replay(read_migrations(tmp_path, root=tmp_path).scripts)
    assert len(actual.scripts) == 792
    assert {f"public.t{number}" for number in range(792)} == set(actual.schema.tables)
    assert all([*table.columns] == ["a", "b"] for table in actual.schema.tables.values())
    assert len(actual.schema.enums) == 792
    told = [(one.migration.path[:14], one.code) for one in actual.findings if one.migration]
    expected = {
        (str(20240101000000 + number), "R109" if number % 8 == len(ODD) - 1 else "R100")
        for number in range(792)
        if number % 8 < len(ODD)
    }
    assert len(told) == len(expected)
    assert set(told) == expected
    assert actual.outcomes[Outcome.NOT_KNOWABLE] == 0


# 5

LIBRARY = """
CREATE TABLE readers (id uuid PRIMARY KEY, mail text NOT NULL);
CREATE TABLE loans (
  id bigint PRIMARY KEY, reader uuid NOT NULL REFERENCES readers (id), due date
);
"""


@pytest.fixture
def library(project: Path, run: Run) -> Path:
    """A document with words of a person behind each column."""
    migrate(project, LIBRARY, day=2)
    assert run("init").exit_code == 0
    path = project / "SoT" / "SoT.ACTUAL_SCHEMA.md"
    text = path.read_text()
    for column in ("mail", "reader", "due"):
        row = next(line for line in text.split("\n") if line.startswith(f"| `{column}` |"))
        text = text.replace(row, f"{row.removesuffix(' - | - |')} words on {column} | - |")
    path.write_bytes(text.encode())
    return path


def synchronised(run: Run, document: Path, sql: str, *, day: int) -> str:
    """The document after one more migration, with nothing left to do."""
    migrate(document.parents[1], sql, day=day)
    assert run("diff").exit_code == 1
    assert run("sync").exit_code == 0
    assert run("diff").exit_code == 0
    return document.read_text()


def test_5_a_renamed_column_keeps_its_words(library: Path, run: Run) -> None:
    after = synchronised(run, library, "ALTER TABLE readers RENAME mail TO email;", day=3)
    assert "| `email` | TEXT | No | - | words on mail | - |" in after
    assert "| `mail` |" not in after


def test_5_a_renamed_table_keeps_its_id_and_its_words(library: Path, run: Run) -> None:
    before = parse_document(read(library)).entries
    after = synchronised(run, library, "ALTER TABLE loans RENAME TO borrowings;", day=3)
    titles = [f"{entry.id}: {entry.title.text}" for entry in parse_document(read(library)).entries]
    assert titles == [f"{before[0].id}: Readers", f"{before[1].id}: Borrowings"]
    assert "words on due" in after
    assert "CREATE TABLE public.borrowings" in after


def test_5_a_dropped_table_moves_and_one_that_returns_gets_a_new_id(
    library: Path, run: Run
) -> None:
    after = synchronised(run, library, "DROP TABLE loans;", day=3)
    assert "### DBT-102: Loans [DEPRECATED]" in after
    assert "## DBT-102: Loans\n" not in after
    again = synchronised(run, library, "CREATE TABLE loans (id bigint PRIMARY KEY);", day=4)
    assert "### DBT-102: Loans [DEPRECATED]" in again
    assert "## DBT-103: Loans\n" in again


def test_5_a_planned_table_is_no_drift_until_it_appears(library: Path, run: Run) -> None:
    planned = "## DBT-109: Fines\n\n**ID**: DBT-109\n**Status**: Planned\n\nWhat late books cost.\n"
    line = "- [DBT-109](#dbt-109-fines) - Fines\n"
    text = library.read_text().replace("## Deprecated Tables", planned + "\n## Deprecated Tables")
    text = text.replace(") - Loans\n", f") - Loans\n{line}", 1)
    library.write_bytes(text.encode())
    assert run("diff").exit_code == 0, run("diff").output
    after = synchronised(run, library, "CREATE TABLE fines (id int PRIMARY KEY);", day=3)
    assert "**Status**: Active" in after[after.index("## DBT-109") :]
    assert "What late books cost." in after


def test_5_of_a_table_that_no_migration_makes_only_what_is_proven_is_compared(
    library: Path, run: Run
) -> None:
    (library.parents[1] / "supabase/migrations/20260102090000_step.sql").unlink()
    migrate(library.parents[1], "ALTER TABLE readers ADD COLUMN card text;", day=3)
    told = run("diff").stdout
    assert "D010 public.readers.card" in told
    assert "mail" not in told
    assert "[DEPRECATED]" not in library.read_text()


def test_5_one_id_on_two_branches_is_told(library: Path, run: Run) -> None:
    """What a merge leaves that nobody looked at; the ways out are in the tests of ``ids``."""
    text = library.read_text()
    entry = text[text.index("## DBT-102: Loans") : text.index("## Deprecated Tables")]
    other = entry.replace("Loans", "Fines").replace("loans", "fines")
    library.write_bytes(text.replace(entry, entry + other).encode())
    migrate(library.parents[1], "CREATE TABLE fines (LIKE loans INCLUDING ALL);", day=3)
    told = run("ids", "check")
    assert told.exit_code == 1
    assert "DBT-102 is the id of more than one entry" in told.stderr


def test_5_after_a_full_range_comes_the_one_beyond_all(project: Path, run: Run) -> None:
    migrate(project, "".join(f"CREATE TABLE t{n} (a int);" for n in range(99)), day=2)
    assert run("init").exit_code == 0
    document = project / "SoT" / "SoT.ACTUAL_SCHEMA.md"
    after = synchronised(run, document, "CREATE TABLE one_more (a int);", day=3)
    assert "## DBT-199: T98" in after
    assert "## DBT-501: One More" in after


# 6

CONSEQUENCES = {("D060", "DBT-001"), ("D070", "DBT-108"), ("D081", "SoT.md")}
"""What follows from a table that is gone: who is referenced, the navigation, the graph."""
NOT_IN_LEAN = {"D014", "D040", "D041"}
"""What a lean document says nothing of."""
BOOKKEEPING = {"D090", "D091", "D092"}
CLEAN = ("profiles", "quizzes", "certificates", "announcements", "open_courses")


def drift_of(settings: PageSettings, *steps: str) -> tuple[Change, ...]:
    """What is told of a document after migrations that nobody wrote down."""
    text = render_document(school.replayed(), settings)
    return diff_document(parse_document(Source("SoT.md", text)), school.replayed(*steps))


def test_6_twelve_kinds_of_drift_at_once_are_all_found_and_nothing_else() -> None:
    assert len(school.DRIFTS) == 12
    changes = drift_of(PageSettings(), *(drift.sql for drift in school.DRIFTS.values()))
    told = {(change.code, change.object) for change in changes if change.code not in BOOKKEEPING}
    planted = {(drift.code, drift.object) for drift in school.DRIFTS.values()}
    assert told == planted | CONSEQUENCES
    assert [one.message for one in changes if one.relation in {f"public.{t}" for t in CLEAN}] == []


@pytest.mark.parametrize("name", school.DRIFTS)
def test_6_each_kind_of_drift_alone_is_told_by_its_code_and_place(name: str) -> None:
    drift = school.DRIFTS[name]
    changes = [one for one in drift_of(PageSettings(), drift.sql) if one.code not in BOOKKEEPING]
    assert {(one.code, one.object) for one in changes} - CONSEQUENCES == {
        (drift.code, drift.object)
    }
    [change] = [one for one in changes if one.code == drift.code]
    assert change.actual_at is not None
    assert change.actual_at.path_and_line == "supabase/migrations/20260102090000_step.sql:1"
    assert change.documented_at or drift.code == "D001"


def test_6_a_lean_document_is_told_what_it_speaks_of() -> None:
    changes = drift_of(lean_settings(), *(drift.sql for drift in school.DRIFTS.values()))
    codes = {change.code for change in changes} - BOOKKEEPING
    planted = {drift.code for drift in school.DRIFTS.values()}
    assert codes == planted - NOT_IN_LEAN | {"D070"}


# 9


@pytest.mark.parametrize("form", ["full", "lean", "split"])
def test_9_other_tools_find_each_id_once_and_every_reference_defined(
    tmp_path: Path, run: Run, form: str
) -> None:
    """As the template's own tools look: by headings, by shape, with a status for each entry."""
    shop = shutil.copytree(SHOP, tmp_path / "shop")
    here = ("-C", str(shop))
    if form == "lean":
        shutil.rmtree(shop / "SoT")
        (shop / "sotsync.toml").unlink()
        assert run("init", "--profile", "lean", *here).exit_code == 0
    assert run("sync", *here).exit_code == 0
    if form == "split":
        assert run("split", *here).exit_code == 0
    seen = look(shop / "SoT")
    assert seen.duplicates == []
    assert seen.dangling == []
    tables = {one for one in seen.defined if one.startswith("DBT-")}
    assert len(tables) == (25 if form == "lean" else 27)
    assert {seen.states[one] for one in tables} <= {"Active", "Deprecated"}


def test_9_and_so_they_do_after_each_of_many_migrations(tmp_path: Path) -> None:
    files = [BASE]
    path = tmp_path / "SoT.ACTUAL_SCHEMA.md"
    path.write_bytes(render_document(replay_texts(files)).encode())
    for step in STEPS:
        files.append(step)
        document = parse_document(read(path))
        path.write_bytes(plan_patch(document, replay_texts(files)).apply().text.encode())
        seen = look(tmp_path)
        assert (seen.duplicates, seen.dangling) == ([], []), step
