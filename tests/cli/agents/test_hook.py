"""``sotsync hook`` on a real project in a real repository: what agents are told, and what not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from sotsync.cli.agents.settings import AGENTS
from sotsync.cli.app import app
from sotsync.cli.commands import hook as hook_command
from sotsync.errors import GitError
from tests.cli.conftest import Run

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/reference/hook.schema.json").read_text(encoding="utf-8")
)
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
NEW = "supabase/migrations/20260103090000_isbn.sql"
OLD = "supabase/migrations/20260101090000_create_books.sql"
ISBN = "-- More\nALTER TABLE public.books ADD COLUMN isbn text;\n"
TYPE_CELL = "| `title` | TEXT |"

Hook = Callable[..., Any]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments),
        cwd=root,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def project(library: Path, run: Run) -> Path:
    """A library whose document is in step, committed on its base branch."""
    assert run("init").exit_code in {0, 1}
    git(library, "init", "-q", "-b", "main")
    git(library, "add", "-A")
    git(library, "commit", "-q", "-m", "first")
    return library


def call(event: object, *arguments: str) -> Result:
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    return CliRunner().invoke(app, ["hook", *arguments], input=data, catch_exceptions=False)


@pytest.fixture
def hook(project: Path) -> Hook:
    """The answer to an event in the project; every answer is of the published shape."""

    def ask(name: str, file: str = "", *arguments: str, **more: object) -> Any:  # noqa: ANN401 - JSON
        event = {
            "hook_event_name": name,
            "cwd": str(project),
            "tool_name": "Edit",
            "tool_input": {"file_path": file, **more},
        }
        result = call(event, *arguments)
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        jsonschema.validate(answer, SCHEMA)
        return answer

    return ask


def add_isbn(project: Path) -> None:
    (project / NEW).write_bytes(ISBN.encode())


def test_after_a_migration_is_written_the_stale_entry_is_named(project: Path, hook: Hook) -> None:
    add_isbn(project)
    answer = hook("PostToolUse", str(project / NEW), content=ISBN)
    words = answer["hookSpecificOutput"]["additionalContext"]
    assert answer["hookSpecificOutput"]["hookEventName"] == "PostToolUse"
    assert f"after the edit of {NEW}" in words
    assert "public.books.isbn is missing from" in words
    assert "20260103090000_isbn.sql:2 added it" in words
    assert "DBT-" in words
    assert f"{DOCUMENT}:" in words
    assert "Run `sotsync sync`" in words


def test_nothing_is_said_after_a_sync(project: Path, hook: Hook, run: Run) -> None:
    add_isbn(project)
    run("sync")
    words = json.dumps(hook("PostToolUse", NEW, content=ISBN))
    assert "isbn" not in words.replace(NEW, "").replace("20260103090000_isbn.sql", "")


def test_a_migration_that_cannot_be_read_is_told(project: Path, hook: Hook) -> None:
    (project / NEW).write_bytes(b"ALTER TABLE public.books ADD COLUM isbn text nonsense;\n")
    words = hook("PostToolUse", NEW, content="x")["hookSpecificOutput"]["additionalContext"]
    assert "R100" in words
    assert NEW in words


def test_a_document_that_cannot_be_read_is_told(project: Path, hook: Hook) -> None:
    (project / DOCUMENT).write_bytes(b"\xff")
    answer = hook("PostToolUse", DOCUMENT, content="x")
    words = answer["hookSpecificOutput"]["additionalContext"]
    assert "sotsync could not compare" in words
    assert "not UTF-8" in words
    assert hook("PreToolUse", DOCUMENT, content="x") == {}


def test_before_a_generated_cell_is_edited_the_migration_is_named(hook: Hook) -> None:
    answer = hook("PreToolUse", DOCUMENT, old_string=TYPE_CELL, new_string="| `title` | UUID |")
    output = answer["hookSpecificOutput"]
    words = output["additionalContext"]
    assert "permissionDecision" not in output
    assert "public.books, Field Specifications, line" in words
    assert f"made by {OLD}:2" in words


def test_with_strict_such_an_edit_is_refused(hook: Hook) -> None:
    changes = {"old_string": TYPE_CELL, "new_string": "| `title` | UUID |"}
    output = hook("PreToolUse", DOCUMENT, "--strict", **changes)["hookSpecificOutput"]
    assert output["permissionDecision"] == "deny"
    assert "Field Specifications" in output["permissionDecisionReason"]


def test_a_persons_parts_may_be_edited(project: Path, hook: Hook) -> None:
    text = (project / DOCUMENT).read_bytes().decode()
    line = next(line for line in text.split("\n") if line.startswith(TYPE_CELL))
    cells = line.split("|")
    cells[5] = " The name on the cover "
    assert hook("PreToolUse", DOCUMENT, old_string=line, new_string="|".join(cells)) == {}
    assert hook("PreToolUse", DOCUMENT, content=text + "\nA note\n") == {}
    assert hook("PreToolUse", DOCUMENT, content=text) == {}


def test_a_new_content_is_compared_with_the_document(project: Path, hook: Hook) -> None:
    text = (project / DOCUMENT).read_bytes().decode()
    content = text.replace("loans_book_idx", "loans_idx")
    words = hook("PreToolUse", DOCUMENT, content=content)["hookSpecificOutput"]
    assert "public.loans, Indexes" in words["additionalContext"]
    assert "20260102090000_create_loans.sql:6" in words["additionalContext"]


def test_files_of_a_divided_document_are_known(project: Path, hook: Hook, run: Run) -> None:
    assert run("split").exit_code in {0, 1}
    file = next((project / "SoT/database-schema").glob("*.md"))
    name = file.relative_to(project).as_posix()
    line = next(line for line in file.read_bytes().decode().split("\n") if line.startswith("| `"))
    cells = line.split("|")
    cells[2] = " BYTEA "
    answer = hook("PreToolUse", name, old_string=line, new_string="|".join(cells))
    assert f"generated parts of {name}" in answer["hookSpecificOutput"]["additionalContext"]


def test_a_migration_on_the_base_branch_is_not_edited(hook: Hook) -> None:
    changes = {"old_string": "title text", "new_string": "title citext"}
    words = hook("PreToolUse", OLD, **changes)["hookSpecificOutput"]["additionalContext"]
    assert f"{OLD} is on main already" in words
    assert "write a new migration" in words


def test_a_migration_of_this_branch_may_be_edited(project: Path, hook: Hook) -> None:
    add_isbn(project)
    assert hook("PreToolUse", NEW, old_string="isbn", new_string="ean") == {}


def test_what_is_run_again_when_it_changes_may_be_edited(project: Path, hook: Hook) -> None:
    name = "supabase/migrations/R__views.sql"
    (project / name).write_bytes(b"SELECT 1;\n")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "second")
    assert hook("PreToolUse", name, old_string="1", new_string="2") == {}


@pytest.mark.parametrize(
    "file", ["README.md", "src/app.py", "notes.sql", "../outside.md", "/etc/x"]
)
@pytest.mark.parametrize("name", ["PreToolUse", "PostToolUse"])
def test_other_files_are_none_of_its_business(hook: Hook, name: str, file: str) -> None:
    assert hook(name, file, old_string="a", new_string="b") == {}


@pytest.mark.parametrize("file", ["\0", "\ud800.md", "x" * 5000 + ".md", "a/" * 3000 + "b.sql"])
def test_names_that_no_file_has_are_left_out(hook: Hook, file: str) -> None:
    assert hook("PreToolUse", file, old_string="a", new_string="b") == {}


def test_a_link_to_the_document_is_the_document(project: Path, hook: Hook) -> None:
    (project / "link.md").symlink_to(project / DOCUMENT)
    assert hook("PreToolUse", "link.md", old_string=TYPE_CELL, new_string="| `title` | X |")


def test_a_project_of_another_repository_is_left_alone(project: Path, hook: Hook) -> None:
    other = project.parent / "other"
    (other / "supabase/migrations").mkdir(parents=True)
    assert hook("PostToolUse", str(other / "supabase/migrations/1.sql"), content="x") == {}


def test_with_a_directory_only_its_project_counts(project: Path) -> None:
    event = {"event": "after-edit", "cwd": "/", "files": [{"path": str(project / NEW)}]}
    add_isbn(project)
    told = json.loads(call(event, "-C", str(project)).stdout)
    jsonschema.validate(told, SCHEMA)
    assert "isbn" in told["message"]
    assert told["block"] is False
    assert json.loads(call(event, "-C", str(project), "--strict").stdout)["block"] is True


def test_a_project_without_a_document_is_left_alone(library: Path) -> None:
    event = {"event": "after-edit", "cwd": str(library), "files": [{"path": OLD}]}
    assert json.loads(call(event).stdout)["message"] == ""
    assert json.loads(call({"event": "end", "cwd": str(library)}).stdout)["message"] == ""


def test_at_the_end_the_person_is_told(project: Path, hook: Hook) -> None:
    add_isbn(project)
    assert "isbn" in hook("Stop")["systemMessage"]
    assert hook("Stop", "", "--strict")["decision"] == "block"
    event = {"hook_event_name": "Stop", "cwd": str(project), "stop_hook_active": True}
    assert "systemMessage" in json.loads(call(event, "--strict").stdout)


@pytest.mark.parametrize(
    ("event", "advice", "strict"),
    [
        ("BeforeTool", "systemMessage", "decision"),
        ("preToolUse", None, "permission"),
    ],
)
def test_every_agent_is_answered_before_an_edit(
    hook: Hook, event: str, advice: str | None, strict: str
) -> None:
    changes = {"old_string": TYPE_CELL, "new_string": "| `title` | UUID |"}
    answer = hook(event, DOCUMENT, **changes)
    assert answer == {} if advice is None else advice in answer
    assert strict in hook(event, DOCUMENT, "--strict", **changes)


@pytest.mark.parametrize(
    ("event", "advice", "strict"),
    [
        ("AfterTool", "hookSpecificOutput", "decision"),
        ("postToolUse", "additional_context", "additional_context"),
        ("afterFileEdit", None, None),
    ],
)
def test_every_agent_is_answered_after_an_edit(
    project: Path, hook: Hook, event: str, advice: str | None, strict: str | None
) -> None:
    add_isbn(project)
    assert list(hook(event, NEW, content=ISBN)) == ([advice] if advice else [])
    answer = hook(event, NEW, "--strict", content=ISBN)
    assert answer == {} if strict is None else strict in answer


def test_gemini_and_cursor_are_sent_back_to_work(project: Path, hook: Hook) -> None:
    add_isbn(project)
    assert hook("stop") == {}
    assert "isbn" in hook("stop", "", "--strict")["followup_message"]
    assert "systemMessage" in hook("AfterAgent")
    assert hook("AfterAgent", "", "--strict")["decision"] == "deny"


def test_windsurf_is_refused_by_the_exit_code(project: Path) -> None:
    changes = {"old_string": TYPE_CELL, "new_string": "| `title` | UUID |"}
    event = {
        "agent_action_name": "pre_write_code",
        "tool_info": {"file_path": str(project / DOCUMENT), "edits": [changes]},
    }
    advised = call(event)
    assert advised.exit_code == 0
    assert "Field Specifications" in json.loads(advised.stdout)["message"]
    refused = call(event, "--strict")
    assert refused.exit_code == 2
    assert refused.stdout == "{}\n"
    assert "Field Specifications" in refused.stderr


@pytest.mark.parametrize("event", [{}, {"hook_event_name": "Nonsense"}])
def test_unknown_events_are_answered_with_nothing(event: object) -> None:
    result = call(event)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "{}\n", "")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"[" * 200_000])
def test_an_error_never_refuses_an_edit(data: bytes) -> None:
    result = call(data)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: the event is ")


def test_neither_does_a_wrong_option() -> None:
    assert call({}, "--bogus").exit_code == 1


def test_neither_does_a_wrong_setting(project: Path) -> None:
    (project / "sotsync.toml").write_bytes(b"nonsense = 1\n")
    result = call({"event": "end", "cwd": str(project)})
    assert result.exit_code == 1
    assert "nonsense" in result.stderr


@pytest.mark.parametrize("error", [RecursionError(), OSError(5, "no", "file")])
def test_neither_does_a_fault(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(hook_command, "_answer", fail)
    assert call({}).exit_code == 1


def test_a_terminal_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    result = call({})
    assert result.exit_code == 1
    assert "--print-settings" in result.stderr


@pytest.mark.parametrize("agent", AGENTS)
def test_settings_of_every_agent_are_json(agent: str) -> None:
    result = call(b"", "--print-settings", agent)
    assert result.exit_code == 0
    assert "sotsync hook" in json.dumps(json.loads(result.stdout)["hooks"])


def test_what_documents_say_stays_harmless(project: Path, hook: Hook) -> None:
    name = "supabase/migrations/20260104090000_evil.sql"
    evil = 'ALTER TABLE public.books ADD COLUMN "x\x1b]0;y\x07" text;\n'
    (project / name).write_bytes(evil.encode())
    words = hook("PostToolUse", name, content=evil)["hookSpecificOutput"]["additionalContext"]
    assert "\x1b" not in words
    assert "\\x1b" in words


def test_nothing_in_the_project_is_written(project: Path, hook: Hook) -> None:
    add_isbn(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    hook("PostToolUse", NEW, content=ISBN)
    hook("PreToolUse", DOCUMENT, content="x")
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert before == after


def test_where_no_migrations_are_sql_is_no_migration(tmp_path: Path) -> None:
    event = {"event": "before-edit", "cwd": str(tmp_path), "files": [{"path": "a.sql"}]}
    assert json.loads(call(event).stdout)["message"] == ""


def test_without_a_repository_nothing_is_applied(library: Path, run: Run) -> None:
    assert run("init").exit_code in {0, 1}
    event = {"event": "before-edit", "cwd": str(library), "files": [{"path": OLD}]}
    assert json.loads(call(event).stdout)["message"] == ""


def test_where_documents_are_ambiguous_nothing_is_said(project: Path, hook: Hook) -> None:
    (project / "docs").mkdir()
    (project / "docs/SoT.ACTUAL_SCHEMA.md").write_bytes((project / DOCUMENT).read_bytes())
    assert hook("PreToolUse", DOCUMENT, old_string=TYPE_CELL, new_string="| `title` | X |") == {}


def test_where_git_fails_nothing_is_applied(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise GitError("git took too long")

    monkeypatch.setattr("sotsync.hosts.git.find_repository", fail)
    assert hook("PreToolUse", OLD, old_string="title", new_string="name") == {}


@pytest.mark.parametrize("place", ["supabase/schemas/a.sql", "db/structure.sql"])
def test_files_that_state_what_is_wanted_may_be_edited(tmp_path: Path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_bytes(b"CREATE TABLE a (id int);\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    event = {"event": "before-edit", "cwd": str(tmp_path), "files": [{"path": place}]}
    assert json.loads(call(event).stdout)["message"] == ""


def test_a_document_that_is_about_to_be_made_has_no_parts(hook: Hook) -> None:
    assert hook("PreToolUse", "SoT/database-schema/new.md", content="x") == {}


def test_many_parts_are_counted(hook: Hook) -> None:
    answer = hook("PreToolUse", DOCUMENT, content="")
    words = answer["hookSpecificOutput"]["additionalContext"]
    assert "more part" in words
    assert len(words.split("\n")) < 20


def test_many_differences_are_counted(project: Path, hook: Hook) -> None:
    columns = ", ".join(f"ADD COLUMN c{number} int" for number in range(30))
    (project / NEW).write_bytes(f"ALTER TABLE public.books {columns};\n".encode())
    words = hook("PostToolUse", NEW, content="x")["hookSpecificOutput"]["additionalContext"]
    assert "more places: run `sotsync diff`" in words
    assert len(words.split("\n")) < 30
