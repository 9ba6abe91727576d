"""Commands on a document of several files: what a person sees, and what is on disk."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MIGRATIONS, Run

MAIN = Path("SoT/SoT.ACTUAL_SCHEMA.md")
FOLDER = Path("SoT/database-schema")
RENAME = "ALTER TABLE books RENAME TO titles;\nALTER TABLE titles ADD COLUMN isbn text;\n"


def files() -> dict[str, str]:
    return {
        path.as_posix(): path.read_bytes().decode() for path in sorted(Path("SoT").rglob("*.*"))
    }


def add_migration(sql: str) -> None:
    folder = Path("supabase/migrations")
    number = len(list(folder.iterdir()))
    (folder / f"202602{number:02d}090000_step.sql").write_bytes(sql.encode())


@pytest.fixture
def divided(library: Path, run: Run) -> Path:
    """The library with a divided document, people's words in both kinds of file."""
    assert run("init", "--split").exit_code == 0
    main = MAIN.read_bytes().decode()
    main = main.replace("{Which need of the business it serves}", "Lending, said Ada", 1)
    MAIN.write_bytes(main.encode())
    books = (FOLDER / "books.md").read_bytes().decode()
    books = books.replace("- Last tested: {When}", "- Last tested: on Ada's birthday")
    (FOLDER / "books.md").write_bytes(books.encode())
    return library


def test_init_divides_where_it_is_asked_to(library: Path, run: Run) -> None:
    result = run("init", "--split")
    assert "wrote SoT/SoT.ACTUAL_SCHEMA.md and 2 specifications" in result.stderr
    assert sorted(files()) == [
        "SoT/SoT.ACTUAL_SCHEMA.md",
        "SoT/database-schema/books.md",
        "SoT/database-schema/loans.md",
    ]
    main = files()[MAIN.as_posix()]
    assert "```sql" not in main
    assert "[database-schema/books.md](database-schema/books.md)" in main
    assert "| `title` | TEXT | Yes | - |" in main
    assert run("diff").exit_code == 0
    assert run("sync").exit_code == 0
    assert (library / FOLDER / "books.md").is_file()


def test_a_setting_divides_and_a_flag_wins_over_it(library: Path, run: Run) -> None:
    Path("sotsync.toml").write_text("split = true\n")
    assert run("init").exit_code == 0
    assert FOLDER.is_dir()
    assert run("init", "--no-split", "--document", "other/SoT.ACTUAL_SCHEMA.md").exit_code == 0
    assert [path.name for path in (library / "other").iterdir()] == ["SoT.ACTUAL_SCHEMA.md"]


def test_a_large_document_is_divided_by_itself(library: Path, run: Run) -> None:
    columns = ", ".join(f"column_{number} text" for number in range(500))
    for table in range(20):
        add_migration(f"CREATE TABLE wide_{table} ({columns});")
    result = run("init")
    assert "KB, more than code hosts show well" in result.stderr
    assert len(list((library / FOLDER).iterdir())) == 22


def test_split_and_join_give_back_every_byte(library: Path, run: Run) -> None:
    assert run("init").exit_code == 0
    before = files()
    assert run("split", "--check").exit_code == 1
    shown = run("split", "--dry-run")
    assert "+++ b/SoT/database-schema/books.md" in shown.stdout
    assert files() == before
    assert run("split").exit_code == 0
    assert run("split").stderr == "nothing to do\n"
    assert run("split", "--check").exit_code == 0
    assert run("diff").exit_code == 0
    assert run("join", "--check").exit_code == 1
    result = run("join")
    assert "removed SoT/database-schema/books.md" in result.stderr
    assert run("join").stderr == "nothing to do\n"
    assert files() == before
    assert not (library / FOLDER).exists()


def test_sync_writes_each_file_that_is_behind(divided: Path, run: Run) -> None:
    add_migration("ALTER TABLE books ADD COLUMN isbn text;\nCREATE TABLE shelves (id int);")
    result = run("diff")
    assert result.exit_code == 1
    assert "SoT/database-schema/books.md:" in result.stdout
    assert "SoT/SoT.ACTUAL_SCHEMA.md:" in result.stdout
    before = files()
    assert run("sync", "--check").exit_code == 1
    shown = run("sync", "--dry-run")
    assert "--- a/SoT/database-schema/books.md" in shown.stdout
    assert "+++ b/SoT/database-schema/shelves.md" in shown.stdout
    assert files() == before
    result = run("sync")
    assert result.exit_code == 0
    assert "wrote SoT/database-schema/shelves.md" in result.stderr
    after = files()
    assert "isbn TEXT" in after["SoT/database-schema/books.md"]
    assert "| `isbn` | TEXT | No | - |" in after[MAIN.as_posix()]
    assert after["SoT/database-schema/loans.md"] == before["SoT/database-schema/loans.md"]
    assert "Lending, said Ada" in after[MAIN.as_posix()]
    assert "on Ada's birthday" in after["SoT/database-schema/books.md"]
    assert run("diff").exit_code == 0
    assert run("sync").exit_code == 0
    assert files() == after
    assert (divided / FOLDER).is_dir()


def test_a_renamed_table_takes_its_file_along(divided: Path, run: Run) -> None:
    loans = (divided / FOLDER / "loans.md").read_bytes().decode()
    words = "See [the books](../database-schema/books.md#indexes--performance).\n"
    (divided / FOLDER / "loans.md").write_bytes(f"{loans}\n### Notes\n\n{words}".encode())
    add_migration(RENAME)
    assert run("sync").exit_code == 0
    after = files()
    assert "SoT/database-schema/books.md" not in after
    assert "on Ada's birthday" in after["SoT/database-schema/titles.md"]
    assert "[database-schema/titles.md](database-schema/titles.md)" in after[MAIN.as_posix()]
    linked = "](../database-schema/titles.md#indexes--performance)"
    assert linked in after["SoT/database-schema/loans.md"]
    anchor = "](../SoT.ACTUAL_SCHEMA.md#dbt-101-titles)"
    assert anchor in after["SoT/database-schema/titles.md"].replace("dbt-001", "dbt-101")
    assert run("diff").exit_code == 0


def test_a_name_that_is_taken_or_was_chosen_stays(divided: Path, run: Run) -> None:
    (divided / FOLDER / "books.md").rename(divided / FOLDER / "our-books.md")
    main = (
        MAIN.read_bytes()
        .decode()
        .replace("database-schema/books.md", "database-schema/our-books.md")
    )
    MAIN.write_bytes(main.encode())
    assert run("diff").exit_code == 0
    add_migration(RENAME)
    assert run("sync").exit_code == 0
    assert "SoT/database-schema/our-books.md" in files()


def test_a_dropped_table_leaves_its_words_and_no_file(divided: Path, run: Run) -> None:
    add_migration("DROP TABLE loans; DROP TABLE books;")
    result = run("sync")
    assert "removed SoT/database-schema/books.md" in result.stderr
    assert list(files()) == [MAIN.as_posix()]
    assert not (divided / FOLDER).exists()
    main = files()[MAIN.as_posix()]
    assert "Lending, said Ada" in main
    assert "on Ada's birthday" in main
    assert "database-schema/" not in main
    assert run("diff").exit_code == 0


def test_findings_name_the_file_and_line(divided: Path, run: Run) -> None:
    books = files()["SoT/database-schema/books.md"]
    (divided / FOLDER / "books.md").write_bytes(
        books.replace("pages INTEGER", "pages TEXT").encode()
    )
    report = json.loads(run("diff", "--output", "json").stdout)
    places = json.dumps(report)
    line = books[: books.index("CREATE TABLE")].count("\n") + 1
    assert re.search(rf'"path": "SoT/database-schema/books.md", "line": {line}\b', places)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ("missing", "the specification of DBT-101, SoT/database-schema/books.md, does not exist"),
        ("other id", "DBT-101 names this file as its specification, but it is that of DBT-999"),
        ("no head", "names this file as its specification, but it is no specification"),
        ("twice", "names the specification of"),
        ("outside", "is no path of a specification"),
        ("absolute", "is no path of a specification"),
        ("link", "is a symbolic link, which no specification may be"),
        ("folder", "is a folder, not a file"),
        ("encoding", "is not UTF-8"),
    ],
)
def test_a_spoiled_specification_stops_every_command(
    divided: Path, run: Run, spoil: str, message: str
) -> None:
    books, main = divided / FOLDER / "books.md", MAIN.read_bytes().decode()
    number = re.search(r"## (DBT-\d+): Books", main)
    assert number is not None
    head, text = f"specification of {number[1]} in", books.read_bytes()
    target = "](database-schema/books.md)"
    replaced = {"twice": "loans.md", "outside": "../../books.md", "absolute": "/etc/books.md"}
    if spoil in replaced:
        way = "" if spoil == "absolute" else "database-schema/"
        MAIN.write_bytes(main.replace(target, f"]({way}{replaced[spoil]})").encode())
    elif spoil == "other id":
        books.write_bytes(text.replace(head.encode(), b"specification of DBT-999 in"))
    elif spoil == "no head":
        books.write_bytes(text.partition(b"\n")[2])
    elif spoil == "encoding":
        books.write_bytes(b"\xff" + text)
    else:
        books.unlink()
    if spoil == "link":
        (divided / "elsewhere.md").write_bytes(text)
        books.symlink_to(divided / "elsewhere.md")
    if spoil == "folder":
        books.mkdir()
    before = [path for path in sorted(divided.rglob("*.md")) if path.is_file()]
    kept = [path.read_bytes() for path in before]
    add_migration("ALTER TABLE books ADD COLUMN isbn text;")
    for command in ("diff", "sync", "join", "split"):
        result = run(command)
        assert result.exit_code == 2, command
        assert message.replace("DBT-101", number[1]) in result.stderr
        assert "Traceback" not in result.output
    assert [path.read_bytes() for path in before] == kept


def test_a_file_that_no_entry_names_is_reported(divided: Path, run: Run) -> None:
    text = (divided / FOLDER / "books.md").read_bytes()
    (divided / FOLDER / "old.md").write_bytes(text)
    (divided / FOLDER / "notes.md").write_bytes(b"# Notes of our own\n")
    result = run("diff")
    assert result.exit_code == 1
    assert "SoT/database-schema/old.md:1" in result.stdout
    assert "no entry names this specification" in result.stdout
    assert "notes.md" not in result.stdout


def test_new_files_never_overwrite_what_is_there(divided: Path, run: Run) -> None:
    (divided / FOLDER / "shelves.md").write_bytes(b"# Our shelves\n")
    add_migration("CREATE TABLE shelves (id int);")
    result = run("sync")
    assert result.exit_code == 2
    assert "SoT/database-schema/shelves.md: the file exists already" in result.stderr
    assert files()["SoT/database-schema/shelves.md"] == "# Our shelves\n"


def test_what_ends_with_its_file_keeps_the_files_apart(divided: Path, run: Run) -> None:
    """In one file a code block that never ends would swallow the next entry."""
    books = divided / FOLDER / "books.md"
    books.write_bytes(books.read_bytes() + b"\n### Notes\n\n```\nnever closed\n")
    before = files()
    result = run("join")
    assert result.exit_code == 2
    assert "would be read in another way" in result.stderr
    assert files() == before


def test_the_cache_sees_every_file(divided: Path, run: Run) -> None:
    assert run("diff").exit_code == 0
    books = divided / FOLDER / "books.md"
    books.write_bytes(books.read_bytes().replace(b"pages INTEGER", b"pages TEXT"))
    assert run("diff").exit_code == 1


KILLED = """
import os, signal, sys
count, at = 0, int(sys.argv[1])
def watch(event, arguments):
    global count
    if event == "os.rename" and "SoT" in str(arguments):
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
from sotsync.cli import main
sys.argv = ["sotsync", "sync"]
main()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX kills so")
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_killed_sync_is_finished_by_the_next(divided: Path, run: Run, at: int) -> None:
    """Between two files it leaves a journal: readers say so, and the next sync goes on."""
    add_migration(RENAME)
    add_migration("ALTER TABLE loans ADD COLUMN note text;")
    here = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(at)],
        check=False,
        cwd=divided,
        env={**os.environ, "PYTHONPATH": str(here)},
    )
    assert ended.returncode == -signal.SIGKILL
    result = run("diff")
    assert result.exit_code == 2
    assert "was being written when sotsync was stopped" in result.stderr
    assert run("sync", "--check").exit_code == 2
    result = run("sync")
    assert "finished a write that was cut short" in result.stderr
    assert result.exit_code == 0
    assert run("diff").exit_code == 0
    assert "on Ada's birthday" in files()["SoT/database-schema/titles.md"]
    assert len(MIGRATIONS) == 2
