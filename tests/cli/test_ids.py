"""``sotsync ids`` and ``sotsync mv`` on a small project in a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sotsync.errors import GitError, UsageError
from tests.cli.conftest import Run
from tests.hosts.test_git import commit, git

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
BOOK_CLUBS = "CREATE TABLE public.clubs (id uuid PRIMARY KEY);\n"
READERS = "CREATE TABLE public.readers (id uuid PRIMARY KEY);\n"
SIBLING = """\
# API contracts

## API-001: Clubs

**Database Operations**:
- [DBT-103](SoT.ACTUAL_SCHEMA.md#dbt-103-clubs) - clubs (Read)
- `DBT-103` and DBT-1031 and BR-DBT-103
"""


@pytest.fixture
def repository(library: Path, run: Run) -> Path:
    """The library with its document on ``main``."""
    git(library, "init", "-q")
    assert run("init").exit_code == 0
    commit(library, {"README.md": "A library\n"})
    return library


def migrate(root: Path, name: str, sql: str) -> None:
    (root / "supabase" / "migrations" / name).write_bytes(sql.encode())


def refused(run: Run, *arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    return result.stderr


def test_ids_are_listed_for_people_and_for_programs(repository: Path, run: Run) -> None:
    assert repository.exists()
    text = run("ids", "list").stdout
    assert f"DBT-101  public.books  Active  Feature Tables  {DOCUMENT}:" in text
    listed = json.loads(run("ids", "list", "--format", "json").stdout)["ids"]
    assert [(one["id"], one["table"]) for one in listed] == [
        ("DBT-101", "public.books"),
        ("DBT-102", "public.loans"),
    ]
    assert listed[0]["path"] == DOCUMENT


def test_ids_of_dropped_tables_are_listed(repository: Path, run: Run) -> None:
    migrate(repository, "20260103090000_drop.sql", "DROP TABLE public.loans;\n")
    assert run("sync").exit_code == 0
    assert "DBT-102  -             Deprecated  Feature Tables" in run("ids", "list").stdout


def test_the_next_id_knows_everything_in_the_project(repository: Path, run: Run) -> None:
    assert run("ids", "next", "feature").stdout == "DBT-103\n"
    assert "DBT-001  Core Table\n" in run("ids", "next").stdout
    (repository / "plan.md").write_bytes(b"DBT-107 will hold reviews\n")
    assert run("ids", "next", "feature").stdout == "DBT-108\n"


def test_the_next_id_knows_the_base_branch(repository: Path, run: Run) -> None:
    git(repository, "checkout", "-q", "-b", "feature")
    git(repository, "checkout", "-q", "main")
    migrate(repository, "20260104090000_clubs.sql", BOOK_CLUBS)
    assert run("sync").exit_code == 0
    commit(repository, {})
    git(repository, "checkout", "-q", "feature")
    assert run("ids", "next", "feature").stdout == "DBT-104\n"
    assert run("ids", "next", "feature", "--base", "feature").stdout == "DBT-103\n"
    migrate(repository, "20260105090000_readers.sql", READERS)
    assert run("sync").exit_code == 0
    assert "## DBT-104: Readers" in (repository / DOCUMENT).read_text()


def test_a_base_that_is_none_is_an_error(repository: Path, run: Run, tmp_path: Path) -> None:
    assert "knows no commit 'nowhere'" in refused(run, "ids", "next", "--base", "nowhere")
    assert "knows no commit" in refused(run, "ids", "check", "--base", "--output=x")
    (repository / ".git").rename(tmp_path / "gone")
    assert "in no git repository" in refused(run, "ids", "check", "--base", "main")
    assert run("ids", "check").exit_code == 0
    assert "no base branch" in refused(run, "ids", "reassign", "DBT-101")
    assert issubclass(GitError, Exception)


def test_ids_in_order_are_no_finding(repository: Path, run: Run) -> None:
    assert repository.exists()
    result = run("ids", "check")
    assert (result.exit_code, result.stderr) == (0, "")


def test_every_fault_of_ids_is_told(repository: Path, run: Run) -> None:
    document = repository / DOCUMENT
    text = document.read_text()
    text = text.replace("## DBT-102: Loans", "## DBT-777: Loans").replace(
        "_No deprecated tables._",
        "### DBT-777: Scrolls [DEPRECATED]\n\n### DBT-1001: Old [DEPRECATED]",
    )
    document.write_bytes(text.encode())
    result = run("ids", "check")
    assert result.exit_code == 1
    for code in ("D154", "D150", "D151", "D152", "D153", "D074"):
        assert f"[{code}]" in result.stderr, code


def test_a_deprecated_entry_does_not_cite_itself(repository: Path, run: Run) -> None:
    migrate(repository, "20260103090000_drop.sql", "DROP TABLE public.loans;\n")
    assert run("sync").exit_code == 0
    result = run("ids", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    document = repository / DOCUMENT
    document.write_text(document.read_text() + "\nLoans were DBT-102.\n")
    assert "DBT-102 is deprecated and still cited [D076]" in run("ids", "check").stderr


def test_an_entry_that_is_there_twice_is_told_once(repository: Path, run: Run) -> None:
    document = repository / DOCUMENT
    text = document.read_text()
    entry = text[text.index("## DBT-102: Loans") : text.index("## Deprecated Tables")]
    document.write_bytes(text.replace(entry, entry + entry).encode())
    assert "more than one entry DBT-102 describes public.loans" in run("ids", "check").stderr
    told = run("diff").stdout
    assert "more than one entry DBT-102 describes public.loans" in told
    assert "R101" not in told
    assert "D154" not in told


def test_an_id_used_again_since_the_base_branch(repository: Path, run: Run) -> None:
    migrate(repository, "20260103090000_drop.sql", "DROP TABLE public.loans;\n")
    assert run("sync").exit_code == 0
    commit(repository, {})
    document = repository / DOCUMENT
    text = document.read_text().replace("## DBT-101: Books", "## DBT-102: Books")
    start = text.index("### DBT-102: Loans [DEPRECATED]")
    document.write_bytes((text[:start] + text[text.index("---", start) :]).encode())
    assert (
        "DBT-102 is the id of a deprecated entry on the base branch" in run("ids", "check").stderr
    )


@pytest.fixture
def branched(repository: Path, run: Run) -> Path:
    """A branch with one new entry, which a sibling and a migration cite."""
    git(repository, "checkout", "-q", "-b", "feature")
    migrate(repository, "20260104090000_clubs.sql", "-- DBT-103\n" + BOOK_CLUBS)
    (repository / "SoT" / "SoT.API_CONTRACTS.md").write_bytes(SIBLING.encode())
    assert run("sync").exit_code == 0
    return repository


def test_an_id_of_a_branch_is_replaced_everywhere(branched: Path, run: Run) -> None:
    shown = run("ids", "reassign", "DBT-103", "--dry-run").stdout
    assert "+## DBT-104: Clubs" in shown
    assert "## DBT-103: Clubs" in (branched / DOCUMENT).read_text()
    result = run("ids", "reassign", "DBT-103")
    assert result.stdout == "DBT-103 is now DBT-104\n"
    assert (
        "supabase/migrations/20260104090000_clubs.sql:1:4: still mentions DBT-103" in result.stderr
    )
    assert result.exit_code == 1
    text = (branched / DOCUMENT).read_text()
    assert "[DBT-104](#dbt-104-clubs) - Clubs" in text
    assert "**ID**: DBT-104" in text
    assert "DBT-103" not in text
    sibling = (branched / "SoT" / "SoT.API_CONTRACTS.md").read_text()
    assert "[DBT-104](SoT.ACTUAL_SCHEMA.md#dbt-104-clubs)" in sibling
    assert "`DBT-104` and DBT-1031 and BR-DBT-103" in sibling
    assert run("sync", "--check").exit_code == 0


def test_an_id_can_be_chosen(branched: Path, run: Run) -> None:
    run("ids", "reassign", "DBT-103", "DBT-009")
    assert "## DBT-009: Clubs" in (branched / DOCUMENT).read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("DBT-101",), "is on the base branch main"),
        (("DBT-404",), "no entry has the id DBT-404"),
        (("DBT-103", "DBT-102"), "DBT-102 is taken"),
        (("DBT-103", "DBT-1500"), "is no id of this document"),
        (("DBT-103", "API-104"), "is no id of this document"),
        (("DBT-103", "--table", "books"), "is about books"),
    ],
)
def test_an_id_that_is_permanent_or_taken_is_refused(
    branched: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    before = (branched / DOCUMENT).read_bytes()
    assert message in refused(run, "ids", "reassign", *arguments)
    assert (branched / DOCUMENT).read_bytes() == before


def test_two_branches_that_took_one_id_are_told_apart(branched: Path, run: Run) -> None:
    """What a merge leaves: two entries with one id, one of which the base branch knows."""
    commit(branched, {})
    git(branched, "checkout", "-q", "main")
    migrate(branched, "20260105090000_readers.sql", READERS)
    assert run("sync").exit_code == 0
    document = branched / DOCUMENT
    theirs = document.read_text()
    assert "## DBT-103: Readers" in theirs
    commit(branched, {})
    git(branched, "checkout", "-q", "feature")
    migrate(branched, "20260105090000_readers.sql", READERS)
    entry = theirs[theirs.index("## DBT-103: Readers") : theirs.index("## Deprecated Tables")]
    text = document.read_text().replace("## Deprecated Tables", entry + "## Deprecated Tables")
    document.write_bytes(text.encode())
    assert run("ids", "check").exit_code == 1
    result = run("ids", "reassign", "DBT-103")
    assert "DBT-103 is now DBT-104" in result.stdout
    after = document.read_text()
    assert "## DBT-104: Clubs" in after
    assert "## DBT-103: Readers" in after
    assert "[DBT-104](#dbt-104-clubs) - Clubs" in after
    run("sync")
    assert run("sync", "--check").exit_code == 0


def test_two_new_entries_with_one_id_need_a_table(branched: Path, run: Run) -> None:
    migrate(branched, "20260105090000_readers.sql", READERS)
    assert run("sync").exit_code == 0
    document = branched / DOCUMENT
    document.write_bytes(document.read_text().replace("DBT-104", "DBT-103").encode())
    assert "choose with --table" in refused(run, "ids", "reassign", "DBT-103")
    assert "is now" in run("ids", "reassign", "DBT-103", "--table", "readers").stdout
    assert "## DBT-104: Readers" in document.read_text()


# mv

DROPPED = """\
DROP TABLE public.loans;
CREATE TABLE public.borrowings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book_id uuid NOT NULL REFERENCES public.books (id) ON DELETE CASCADE,
  lent_on date NOT NULL DEFAULT current_date
);
"""


def test_a_rename_by_drop_and_create_is_said_and_followed(repository: Path, run: Run) -> None:
    migrate(repository, "20260103090000_borrowings.sql", DROPPED)
    told = run("diff")
    assert told.exit_code == 1
    assert "sotsync mv public.loans public.borrowings" in told.stdout
    assert (
        "+<!-- sotsync: table=public.borrowings -->"
        in run("mv", "loans", "borrowings", "--dry-run").stdout
    )
    assert run("mv", "loans", "borrowings").exit_code == 0
    assert run("sync").exit_code == 0
    text = (repository / DOCUMENT).read_text()
    assert "## DBT-102: Borrowings\n<!-- sotsync: table=public.borrowings -->" in text
    assert "DEPRECATED" not in text
    assert run("diff").exit_code == 0


def test_without_a_word_it_is_a_drop_and_a_new_table(repository: Path, run: Run) -> None:
    migrate(repository, "20260103090000_borrowings.sql", DROPPED)
    assert "P005" in run("sync").stdout
    text = (repository / DOCUMENT).read_text()
    assert "### DBT-102: Loans [DEPRECATED]" in text
    assert "## DBT-103: Borrowings" in text
    assert run("diff").exit_code == 0
    assert "no entry is about 'loans'" in refused(run, "mv", "loans", "borrowings")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("loans", "borrowing"), "did you mean"),
        (("loans", "nothing"), "no migration makes 'nothing'"),
        (("loans", "books"), "DBT-101 is about public.books already"),
        (("nothing", "borrowings"), "no entry is about 'nothing'"),
    ],
)
def test_what_cannot_be_moved_is_said(
    repository: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    migrate(repository, "20260103090000_borrowings.sql", DROPPED)
    assert message in refused(run, "mv", *arguments)
    assert issubclass(UsageError, Exception)


def test_an_entry_is_moved_by_its_id_and_again(repository: Path, run: Run) -> None:
    sql = 'CREATE SCHEMA old; CREATE TABLE old."my loans" (id int); CREATE TABLE old.a (id int);'
    migrate(repository, "20260103090000_more.sql", f"{sql} CREATE TABLE public.a (id int);\n")
    assert run("mv", "DBT-102", "my loans").exit_code == 0
    text = (repository / DOCUMENT).read_text()
    assert '<!-- sotsync: table=old."my loans" -->' in text
    assert "'a' may be " in refused(run, "mv", "DBT-102", "a")
    assert run("mv", "DBT-102", "old.a").exit_code == 0
    text = (repository / DOCUMENT).read_text()
    assert "<!-- sotsync: table=old.a -->" in text
    assert "my loans" not in text


# tables that come back

BACK = """\
CREATE TABLE public.loans (id bigint PRIMARY KEY, book_id uuid, due date);
COMMENT ON TABLE public.loans IS 'Who has which book';
"""


@pytest.fixture
def returned(repository: Path, run: Run) -> Path:
    """The library with a described table that was dropped, and came back later."""
    document = repository / DOCUMENT
    text = document.read_text()
    text = text.replace(
        "| `book_id` | UUID | No | - | - |", "| `book_id` | UUID | No | - | The book |"
    )
    loans = text.index("## DBT-102: Loans")
    head, tail = text[:loans], text[loans:]
    tail = tail.replace("**Owner**: {Team}", "**Owner**: Lending desk", 1)
    tail = tail.replace(
        "### Version History", "### Default settings\n\nThree weeks.\n\n### Version History", 1
    )
    document.write_bytes((head + tail).encode())
    assert run("sync").exit_code == 0
    migrate(repository, "20260103090000_drop.sql", "DROP TABLE public.loans;\n")
    assert run("sync").exit_code == 0
    assert "### DBT-102: Loans [DEPRECATED]" in document.read_text()
    migrate(repository, "20260401090000_back.sql", BACK)
    return repository


def test_a_table_that_came_back_gets_a_new_id_and_the_old_one_says_which(
    returned: Path, run: Run
) -> None:
    assert run("sync").exit_code == 0
    text = (returned / DOCUMENT).read_text()
    assert "## DBT-103: Loans\n" in text
    assert "**Replacement**: [DBT-103](#dbt-103-loans)\n" in text
    assert run("diff").exit_code == 0


def test_a_table_that_came_back_may_have_its_entry_again(returned: Path, run: Run) -> None:
    assert "+## DBT-102: Loans\n" in run("sync", "--reactivate", "--dry-run").stdout
    assert run("sync", "--check", "--reactivate").exit_code == 1
    result = run("sync", "--reactivate")
    assert result.exit_code == 0, result.output
    text = (returned / DOCUMENT).read_text()
    assert "## DBT-102: Loans\n\n**ID**: DBT-102\n" in text
    assert "DEPRECATED" not in text
    assert "_No deprecated tables._" in text
    assert "- [DBT-102](#dbt-102-loans) - Loans" in text
    assert "| `book_id` | UUID | Yes | - | The book | - |" in text
    assert "| `due` | DATE | Yes | - | - | - |" in text
    assert "**Owner**: Lending desk" in text
    assert "### Default settings\n\nThree weeks.\n" in text
    assert "| 2.0 | 2026-04-01 | `20260401090000_back.sql` | Created anew | sotsync |" in text
    assert run("diff").exit_code == 0
    assert run("sync", "--reactivate", "--dry-run").stdout == ""


def test_nothing_is_put_back_that_is_not_there(repository: Path, run: Run) -> None:
    before = (repository / DOCUMENT).read_bytes()
    assert run("sync", "--reactivate").exit_code == 0
    assert (repository / DOCUMENT).read_bytes() == before


# Key Indexes


def test_bullets_of_no_index_are_told_and_taken_away_on_demand(library: Path, run: Run) -> None:
    document = library / DOCUMENT
    document.parent.mkdir()
    text = (
        "# Data Model\n\n## DBT-102: Loans\n<!-- sotsync: table=public.loans -->\n\n"
        "### Key Indexes\n\n- Index on `book_id`\n- Index on `lent_on`\n"
        "- Index on `book_id`, `lent_on` for reports\n- Reads are rare\n\n"
        "## DBT-101: Books\n<!-- sotsync: table=public.books -->\n\nPlain\n"
    )
    document.write_bytes(text.encode())
    assert "sotsync sync --prune" in run("sync").stdout
    assert document.read_text().count("Index on") == 3
    assert run("sync", "--prune").exit_code == 0
    after = document.read_text()
    assert "- Index on `book_id`\n- Reads are rare\n" in after
    assert "Index on `book_id`, `lent_on` for reports -->" in after


# settings


def test_settings_choose_what_is_written(library: Path, run: Run) -> None:
    (library / "sotsync.toml").write_bytes(
        b'owner = "Library"\nupdated_by = "docs-bot"\ndeprecated = "minimal"\n'
        b'[bump]\ndoc = false\n[categories]\naudit = ["loans"]\n'
    )
    assert run("init").exit_code == 0
    document = library / DOCUMENT
    text = document.read_text()
    assert "## DBT-401: Loans" in text
    assert "**Owner**: Library" in text
    assert "| Initial creation | docs-bot |" in text
    migrate(library, "20260103090000_drop.sql", "DROP TABLE public.loans;\n" + READERS)
    assert run("sync").exit_code == 0
    after = document.read_text()
    assert "version: 1.0\n" in after
    assert "Version History" not in after[after.index("[DEPRECATED]") :]
    assert "## DBT-102: Readers" in after
    assert run("diff").exit_code == 0


def test_four_digits_are_allowed_by_a_setting(library: Path, run: Run) -> None:
    plans = "\n".join(f"DBT-{number:03}" for number in range(1, 1000))
    (library / "plans.md").write_bytes(plans.encode())
    refusal = refused(run, "init")
    assert "no id is left" in refusal
    assert "ids.digits = 4" in refusal
    (library / "sotsync.toml").write_bytes(b"[ids]\ndigits = 4\n")
    assert run("init").exit_code == 0
    assert "## DBT-1001: Books" in (library / DOCUMENT).read_text()
    assert run("ids", "next", "feature").stdout == "DBT-1003\n"
    migrate(library, "20260103090000_readers.sql", READERS)
    assert run("sync").exit_code == 0
    assert "- [DBT-1003](#dbt-1003-readers) - Readers" in (library / DOCUMENT).read_text()
