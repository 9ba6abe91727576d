"""The commands on a small project, from no document to drift and back, and on hostile input."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MIGRATIONS, Run

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
LATER = {
    "20260103090000_isbn.sql": """\
-- Books are found by their ISBN
ALTER TABLE public.books ADD COLUMN isbn text;
ALTER TABLE public.books ALTER COLUMN pages SET NOT NULL;
"""
}


def migrate(root: Path, migrations: dict[str, str] | None = None) -> None:
    """Add migrations that the document does not know yet."""
    for name, text in (LATER if migrations is None else migrations).items():
        (root / "supabase" / "migrations" / name).write_bytes(text.encode())


@pytest.fixture
def documented(library: Path, run: Run) -> Path:
    """The library with a document that is in step."""
    assert run("init").exit_code == 0
    return library / DOCUMENT


# export


def test_export_prints_sql(library: Path, run: Run) -> None:
    result = run("export")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "CREATE TABLE public.books (" in result.stdout
    assert "CREATE INDEX loans_book_idx ON public.loans" in result.stdout
    assert not (library / "SoT").exists()


def test_export_prints_json_with_places(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("export", "--format", "json")
    assert result.exit_code == 0
    books = json.loads(result.stdout)["schema"]["tables"]["public.books"]
    assert books["origin"]["created"]["path"] == "supabase/migrations/" + next(iter(MIGRATIONS))


def test_export_is_the_same_every_time(library: Path, run: Run) -> None:
    assert library.exists()
    assert run("export", "--format", "json").stdout == run("export", "--format", "json").stdout


def test_export_needs_no_project(
    library: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = str(library / "supabase" / "migrations")
    result = run("export", "--migrations", folder, "--layout", "supabase")
    assert result.exit_code == 0
    assert "CREATE TABLE public.books" in result.stdout


def test_export_of_a_dump(tmp_path: Path, run: Run) -> None:
    (tmp_path / "dump.sql").write_bytes(b"CREATE TABLE public.a (id integer);\n")
    result = run("export", "-C", str(tmp_path), "--migrations", "dump.sql")
    assert "CREATE TABLE public.a" in result.stdout


def test_export_of_some_schemas(library: Path, run: Run) -> None:
    migrate(library, {"20260104_b.sql": "CREATE SCHEMA b; CREATE TABLE b.t (id integer);"})
    result = run("export", "--schemas", "b")
    assert "CREATE TABLE b.t" in result.stdout
    assert "books" not in result.stdout


def test_a_schema_that_holds_nothing_is_an_error(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("export", "--schemas", "publik")
    assert result.exit_code == 2
    assert "'publik'" in result.stderr
    assert "public" in result.stderr.partition("hint:")[2]


def test_export_with_broken_sql_goes_on_and_says_so(library: Path, run: Run) -> None:
    migrate(library, {"20260104_x.sql": "CREATE TABL x;\nCREATE TABLE public.y (id integer);\n"})
    result = run("export")
    assert result.exit_code == 1
    assert "CREATE TABLE public.y" in result.stdout
    assert "20260104_x.sql:1:" in result.stderr
    assert "R100" in result.stderr


def test_files_and_statements_are_counted_on_request(library: Path, run: Run) -> None:
    migrate(library, {"notes.sql": "", "20260104_x.sql": "SELECT 1;\nDROP TABLE gone;\n"})
    counts = [
        "files (supabase): 3 applied, 1 skipped",
        "statements: 4 applied, 1 no effect, 0 not knowable, 1 rejected",
    ]
    for arguments in (("export",), ("export", "--format", "json"), ("init",)):
        assert "statements" not in run(*arguments, "--document", "a.md").stderr
        result = run(*arguments, "--document", "b.md", "--verbose")
        assert result.stderr.splitlines()[-2:] == counts


def test_json_has_the_counts_and_what_was_skipped(library: Path, run: Run) -> None:
    migrate(library, {"notes.sql": ""})
    exported = json.loads(run("export", "--format", "json").stdout)
    assert exported["outcomes"] == {
        "applied": 4,
        "no effect": 0,
        "not knowable": 0,
        "rejected": 0,
    }
    [skipped] = exported["skipped"]
    assert skipped["path"] == "supabase/migrations/notes.sql"
    assert "does not fit" in skipped["reason"]


@pytest.mark.parametrize("is_setting", [True, False])
def test_a_baseline_comes_first(library: Path, run: Run, *, is_setting: bool) -> None:
    (library / "supabase" / "baseline.sql").write_text("CREATE TABLE public.old (id integer);\n")
    migrate(library, {"20260104_x.sql": "ALTER TABLE public.old ADD COLUMN a text;\n"})
    arguments = () if is_setting else ("--baseline", "supabase/baseline.sql")
    if is_setting:
        (library / "sotsync.toml").write_text('baseline = "supabase/baseline.sql"\n')
    for command in ("init", "diff", "sync", "export"):
        result = run(command, *arguments)
        assert (result.exit_code, result.stderr.replace(f"wrote {DOCUMENT}\n", "")) == (0, "")
    assert "**Created**: (Migration: `baseline.sql`)" in (library / DOCUMENT).read_text()
    assert "CREATE TABLE public.old (\n  id integer,\n  a text\n);" in result.stdout


def test_a_journal_gives_dates_to_every_command(tmp_path: Path, run: Run) -> None:
    """The day is in no version: what ``init`` writes, ``diff`` and ``sync`` have to expect."""
    (tmp_path / "drizzle" / "meta").mkdir(parents=True)
    entries = []
    for number, sql in enumerate(("CREATE TABLE a (id int);", "ALTER TABLE a ADD b int;")):
        (tmp_path / "drizzle" / f"000{number}_x.sql").write_text(sql)
        entries.append({"tag": f"000{number}_x", "when": 1767225600000 + number * 86400000})
        (tmp_path / "drizzle" / "meta" / "_journal.json").write_text(
            json.dumps({"entries": entries})
        )
        assert run("init" if number == 0 else "sync", "-C", str(tmp_path)).exit_code == 0
        assert run("diff", "-C", str(tmp_path)).exit_code == 0
    text = (tmp_path / DOCUMENT).read_text()
    assert "**Created**: 2026-01-01 (Migration: `0000_x.sql`)" in text
    assert "**Last Updated**: 2026-01-02 (Migration: `0001_x.sql`)" in text
    assert "| `0001_x.sql` | 2026-01-02 |" in text


def test_skipped_files_are_said_so(library: Path, run: Run) -> None:
    migrate(library, {"notes.sql": "CREATE TABLE public.never (id integer);"})
    result = run("export", "--verbose")
    assert result.exit_code == 0
    assert "never" not in result.stdout
    assert "supabase/migrations/notes.sql" in result.stderr
    assert "M001" in result.stderr


# init


def test_init_writes_a_document_that_is_in_step(library: Path, run: Run) -> None:
    result = run("init")
    assert (result.exit_code, result.stderr) == (0, f"wrote {DOCUMENT}\n")
    text = (library / DOCUMENT).read_bytes().decode()
    assert "## DBT-001: Books" in text or "Books" in text
    assert run("diff").exit_code == 0


def test_init_writes_a_lean_document_that_is_in_step(library: Path, run: Run) -> None:
    assert run("init", "--profile", "lean").exit_code == 0
    text = (library / "SoT" / "SoT.DATA_MODEL.md").read_bytes().decode()
    assert text.startswith("---\nversion: 1.0\n")
    assert "# Data Model (SoT File)" in text
    assert "```sql" not in text
    assert run("diff").exit_code == 0
    assert run("sync", "--check").exit_code == 0


def test_init_needs_no_clock(library: Path, run: Run, documented: Path) -> None:
    first = documented.read_bytes()
    documented.unlink()
    assert run("init", "-C", str(library)).exit_code == 0
    assert documented.read_bytes() == first


def test_init_names_the_owner(library: Path, run: Run) -> None:
    (library / "sotsync.toml").write_text('owner = "Librarians"\n')
    run("init")
    assert "**Owner**: Librarians" in (library / DOCUMENT).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("existing", "arguments"),
    [
        (DOCUMENT, ()),
        ("docs/SoT.DATA_MODEL.md", ()),
        ("a.md", ("--document", "a.md")),
    ],
)
def test_init_never_overwrites(
    library: Path, run: Run, existing: str, arguments: tuple[str, ...]
) -> None:
    path = library / existing
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"mine")
    result = run("init", *arguments)
    assert result.exit_code == 2
    assert f"{existing}: a document exists already" in result.stderr
    assert path.read_bytes() == b"mine"


def test_init_elsewhere(library: Path, run: Run) -> None:
    assert run("init", "--document", "docs/schema.md").exit_code == 0
    assert run("diff", "--document", "docs/schema.md").exit_code == 0
    assert (library / "docs" / "schema.md").exists()


# diff


def test_diff_names_both_places(library: Path, run: Run, documented: Path) -> None:
    migrate(library)
    before = documented.read_bytes()
    result = run("diff")
    assert result.exit_code == 1
    assert "isbn" in result.stdout
    assert "20260103090000_isbn.sql:2" in result.stdout
    assert DOCUMENT in result.stdout
    assert documented.read_bytes() == before


def test_diff_in_several_formats(library: Path, run: Run, documented: Path) -> None:
    assert documented.exists()
    migrate(library)
    result = run("diff", "--output", "text", "--output", "json=drift.json")
    assert result.exit_code == 1
    assert "isbn" in result.stdout
    assert "isbn" in json.dumps(json.loads((library / "drift.json").read_bytes()))


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        (("yaml",), "no format 'yaml'"),
        (("json=",), "names no file"),
        (("text", "json"), "only one report"),
    ],
)
def test_reports_that_cannot_be_written(
    documented: Path, run: Run, outputs: tuple[str, ...], words: str
) -> None:
    assert documented.exists()
    result = run("diff", *(part for output in outputs for part in ("--output", output)))
    assert result.exit_code == 2
    assert words in result.stderr


def test_diff_without_a_document(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("diff")
    assert result.exit_code == 2
    assert "sotsync init" in result.stderr


def test_diff_with_a_document_that_is_named_but_missing(library: Path, run: Run) -> None:
    assert library.exists()
    result = run("diff", "--document", "a.md")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: a.md: does not exist\nhint: ")


def test_diff_of_some_schemas(library: Path, run: Run, documented: Path) -> None:
    assert documented.exists()
    migrate(library, {"20260104_b.sql": "CREATE SCHEMA b; CREATE TABLE b.t (id integer);"})
    assert run("diff").exit_code == 1
    assert run("diff", "--schemas", "public").exit_code == 0


# sync


def test_sync_repairs_and_a_second_sync_changes_nothing(
    library: Path, run: Run, documented: Path
) -> None:
    migrate(library)
    result = run("sync")
    assert result.exit_code == 0, result.output
    assert f"wrote {DOCUMENT}\n" in result.stderr
    after = documented.read_bytes()
    assert b"isbn" in after
    assert run("diff").exit_code == 0
    again = run("sync")
    assert again.exit_code == 0
    assert "wrote" not in again.stderr
    assert documented.read_bytes() == after


@pytest.mark.parametrize(("flag", "exit_code"), [("--check", 1), ("--dry-run", 0)])
def test_sync_that_shall_not_write_does_not(
    library: Path, run: Run, documented: Path, flag: str, exit_code: int
) -> None:
    migrate(library)
    before = documented.read_bytes()
    result = run("sync", flag)
    assert result.exit_code == exit_code
    assert "isbn" in result.stdout
    assert documented.read_bytes() == before


def test_a_dry_run_is_a_patch_that_applies(library: Path, run: Run, documented: Path) -> None:
    migrate(library)
    patch = run("sync", "--dry-run").stdout
    assert patch.startswith(f"--- a/{DOCUMENT}\n+++ b/{DOCUMENT}\n@@ ")
    applied = subprocess.run(
        ["git", "apply", "-p1", "-"], cwd=library, input=patch.encode(), check=False
    )
    assert applied.returncode == 0
    by_patch = documented.read_bytes()
    assert run("sync").exit_code == 0
    assert documented.read_bytes() == by_patch


def test_a_check_that_finds_nothing(run: Run, documented: Path) -> None:
    assert documented.exists()
    assert run("sync", "--check").exit_code == 0
    assert run("sync", "--dry-run").stdout == ""


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_sync_keeps_line_ends_mode_and_a_persons_words(
    library: Path, run: Run, documented: Path, newline: bytes
) -> None:
    words = "Lent books count — naïve readers ask.".encode()
    text = documented.read_bytes().replace(b"\n## Nav", b"\n" + words + b"\n\n## Nav", 1)
    documented.write_bytes(text.replace(b"\n", newline))
    documented.chmod(0o640)
    migrate(library)
    assert run("sync").exit_code == 0
    after = documented.read_bytes()
    assert words in after
    assert after.count(b"\n") == after.count(newline)
    assert stat.S_IMODE(documented.stat().st_mode) == 0o640


# hostile input


def broken_encoding(root: Path) -> None:
    (root / DOCUMENT).write_bytes(b"# \xff")


def broken_migration(root: Path) -> None:
    (root / "supabase" / "migrations" / "20260105_x.sql").write_bytes(b"-- \xff")


def folder_for_document(root: Path) -> None:
    (root / DOCUMENT).unlink()
    (root / DOCUMENT).mkdir()


def linked_document(root: Path) -> None:
    (root / DOCUMENT).rename(root / "real.md")
    (root / DOCUMENT).symlink_to(root / "real.md")


def read_only_document(root: Path) -> None:
    (root / DOCUMENT).chmod(0o444)


def empty_folder(root: Path) -> None:
    for path in (root / "supabase" / "migrations").iterdir():
        path.unlink()


def broken_settings(root: Path) -> None:
    (root / "sotsync.toml").write_bytes(b"document = ")


def broken_settings_encoding(root: Path) -> None:
    (root / "sotsync.toml").write_bytes(b"# \xff")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (broken_encoding, f"{DOCUMENT}:1:3: is not UTF-8"),
        (broken_migration, "20260105_x.sql:1:4: is not UTF-8"),
        (folder_for_document, "no Source-of-Truth document"),
        (linked_document, "is a symbolic link"),
        (read_only_document, "is read-only"),
        (empty_folder, "no migrations folder"),
        (broken_settings, "sotsync.toml:1:11: is not TOML"),
        (broken_settings_encoding, "sotsync.toml:1:3: is not UTF-8"),
    ],
)
def test_what_is_spoilt_is_said_and_left_alone(
    library: Path, run: Run, documented: Path, spoil: object, words: str
) -> None:
    migrate(library)
    assert callable(spoil)
    spoil(library)
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    result = run("sync")
    assert result.exit_code == 2
    assert (
        f"error: {words}" in result.stderr
        or f": {words}" in result.stderr
        or (words in result.stderr)
    )
    assert "Traceback" not in result.output
    assert before == {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    assert documented.parent.exists()


def test_a_document_outside_the_project_is_read_but_never_written(
    library: Path, run: Run, documented: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.md"
    documented.rename(outside)
    migrate(library)
    assert run("diff", "--document", str(outside)).exit_code == 1
    before = outside.read_bytes()
    result = run("sync", "--document", str(outside))
    assert result.exit_code == 2
    assert "outside the project" in result.stderr
    assert outside.read_bytes() == before


def test_what_a_killed_process_left_behind_does_not_matter(
    library: Path, run: Run, documented: Path
) -> None:
    migrate(library)
    left = documented.with_name(f".{documented.name}.abc.tmp")
    left.write_bytes(b"half")
    assert run("sync").exit_code == 0
    assert left.read_bytes() == b"half"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ufeff",
        ";" * 1000,
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "CREATE TABLE a (" + "a int, " * 3000 + "b int);",
        "SELECT 1" + "+1" * 20000 + ";",
        "DO $$ BEGIN EXECUTE 'DROP TABLE public.books'; END $$;",
        "$$ never closed",
        "/* never closed",
        "\\copy x from y\n\\! rm -rf /\n",
        "COPY public.books FROM stdin;\n1\t2\n\\.\n",
        "DROP TABLE public.books CASCADE; DROP TABLE public.books;",
        'ALTER TABLE public.books RENAME TO "Ünïcode \'n\' ""quotes""";',
    ],
    ids=range(14),
)
def test_odd_sql_never_ends_in_a_traceback(library: Path, run: Run, text: str) -> None:
    migrate(library, {"20260104090000_odd.sql": text})
    for arguments in (("export",), ("init",), ("diff",), ("sync",), ("diff",)):
        result = run(*arguments)
        assert result.exit_code in {0, 1}, result.output
    assert run("sync", "--dry-run").stdout == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ufeff\r\n",
        "# Nothing\n",
        "---\nversion: [\n---\n",
        "## DBT-001: Books\n" * 50,
        "> " * 500 + "## DBT-001: Books\n",
        "```sql\nCREATE TABLE public.books (\n",
        "|" * 5000 + "\n" + "|-" * 5000 + "\n",
        "## DBT-001: Books\n\n```sql\nDROP TABLE public.books;\n```\n",
    ],
    ids=range(10),
)
def test_odd_documents_never_end_in_a_traceback(library: Path, run: Run, text: str) -> None:
    path = library / DOCUMENT
    path.parent.mkdir()
    path.write_bytes(text.encode())
    for arguments in (("diff",), ("sync",), ("diff",), ("sync", "--dry-run")):
        result = run(*arguments)
        assert result.exit_code in {0, 1, 2}
        assert "Traceback" not in result.output
    if run("diff").exit_code == 0:
        assert run("sync", "--dry-run").stdout == ""


def test_as_a_process(library: Path) -> None:
    """The whole loop as a person runs it, with what comes out as bytes."""

    def sotsync(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "sotsync", *arguments],
            cwd=library,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )

    assert sotsync("init").returncode == 0
    migrate(library)
    assert sotsync("diff").returncode == 1
    assert sotsync("sync").returncode == 0
    final = sotsync("diff")
    assert (final.returncode, final.stderr) == (0, b"")
    assert b"\r" not in sotsync("export").stdout


def test_accepted_findings_make_no_check_fail(library: Path, run: Run) -> None:
    old = library / "supabase/migrations/20260103090000_twice.sql"
    old.write_bytes(b"CREATE TABLE public.books (id int);\n")
    assert run("init").exit_code == 1
    assert run("diff").exit_code == 1
    settings = library / "sotsync.toml"
    rule = '[[accept]]\ncode = "R101"\npath = "*_twice.sql"\nreason = "ran twice"\n'
    settings.write_bytes(rule.encode())
    assert run("diff").exit_code == 0
    assert run("sync", "--check").exit_code == 0
    assert run("export").exit_code == 0
    assert "(accepted: ran twice)" in run("export", "--verbose").stderr
    assert "(accepted: ran twice)" in run("diff", "--output", "json").stdout
    old.unlink()
    assert "A001" in run("diff", "--output", "json").stdout
    assert "A001" not in run("export", "--verbose").stderr


def test_ids_in_use_go_to_their_tables_and_to_no_other(library: Path, run: Run) -> None:
    tagged = library / "supabase/migrations/20260103090000_shelves.sql"
    tagged.write_bytes(b"-- DBT-104\nCREATE TABLE public.shelves (id int);\n")
    (library / "SoT").mkdir()
    sibling = library / "SoT/SoT.API_CONTRACTS.md"
    sibling.write_bytes(b"- [DBT-107](SoT.ACTUAL_SCHEMA.md#dbt-107-loans) - Loans\n- DBT-103\n")
    (library / "src").mkdir()
    (library / "src/stock.ts").write_bytes(b"// @implements DBT-109\n")
    (library / "node_modules").mkdir()
    (library / "node_modules/x.md").write_bytes(b"DBT-180\n")
    (library / "src/broken.md").write_bytes(b"DBT-181 \xff\n")
    result = run("init")
    headings = re.findall(
        r"^## (DBT.*)", (library / "SoT/SoT.ACTUAL_SCHEMA.md").read_text(), re.MULTILINE
    )
    assert headings == ["DBT-104: Shelves", "DBT-107: Loans", "DBT-110: Books"]
    assert "SoT.API_CONTRACTS.md:2:3: DBT-103 is cited and no entry defines it" in result.stderr
    assert result.exit_code == 0
    (library / "supabase/migrations/20260104090000_reviews.sql").write_bytes(
        b"CREATE TABLE public.reviews (id int);\n-- DBT-112\nCREATE TABLE public.tags (id int);\n"
    )
    assert "DBT-103 is cited" in run("sync").stdout
    text = (library / "SoT/SoT.ACTUAL_SCHEMA.md").read_text()
    assert re.findall(r"^## (DBT.*)", text, re.MULTILINE)[3:] == [
        "DBT-112: Tags",
        "DBT-113: Reviews",
    ]
    assert run("diff").exit_code == 0


@pytest.mark.parametrize("command", ["diff", "sync", "show", "review"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_conflict_that_is_left_says_two_things_at_once(
    documented: Path, run: Run, command: str, newline: str
) -> None:
    text = documented.read_bytes().decode()
    sides = ("<<<<<<< ours", "One.", "=======", "Other.", ">>>>>>> theirs", "")
    text = text.replace("\n### Purpose", "\n" + "\n".join(sides) + "\n### Purpose", 1)
    before = text.replace("\n", newline).encode()
    documented.write_bytes(before)
    result = run(command, *(["books"] if command == "show" else []))
    assert result.exit_code == 2
    assert "holds a merge conflict that is not resolved" in result.stderr
    assert f"{DOCUMENT}:{text[: text.index('<<<<')].count(chr(10)) + 1}:1" in result.stderr
    assert documented.read_bytes() == before


def test_marks_that_are_no_conflict_are_text(documented: Path, run: Run) -> None:
    documented.write_bytes(documented.read_bytes() + b"\nTitle\n=======\n\n>>>>>>> a quote\n")
    assert run("diff").exit_code == 0
