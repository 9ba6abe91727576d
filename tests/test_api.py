"""The library: its page is run as it stands, and importing it costs nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sotsync
from sotsync import api
from sotsync.errors import RefusedWriteError, UsageError
from sotsync.replay.platform import SUPABASE

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "library.md").read_bytes().decode()
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
OUTPUT = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

HEAVY = {"pydantic", "deepdiff", "sqlglot", "mistune", "postgast", "ruamel", "rich", "click"}
CREATE = "create table public.users (id uuid primary key, email text);\n"
TIGHTEN = "alter table public.users alter column email type varchar(120);\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose document is one migration behind; the current folder."""
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "20260105100000_create_users.sql").write_text(CREATE)
    monkeypatch.chdir(tmp_path)
    text = sotsync.render_document(sotsync.replay(sotsync.read_migrations(migrations)))
    (tmp_path / "SoT").mkdir()
    (tmp_path / "SoT" / "SoT.ACTUAL_SCHEMA.md").write_bytes(text.encode())
    (migrations / "20260301120000_tighten.sql").write_text(TIGHTEN)
    return tmp_path


def test_the_example_of_the_page_runs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = compile(BLOCKS[0], "library.md", "exec")
    exec(code, {})  # noqa: S102  # The page's own example, as a reader would run it.
    assert OUTPUT[0].strip() in capsys.readouterr().out.split("\n")
    document = sotsync.parse_document(
        sotsync.read_source(project / "SoT" / "SoT.ACTUAL_SCHEMA.md", root=project)
    )
    replay = sotsync.replay(sotsync.read_migrations(project / "supabase" / "migrations"))
    assert sotsync.diff(document, replay) == ()
    assert sotsync.diff(document.schema, replay.schema) == ()
    assert sotsync.plan_patch(document, replay).edits == ()


def test_a_document_of_several_files_is_one_for_the_library(project: Path) -> None:
    main = Path("SoT/SoT.ACTUAL_SCHEMA.md")
    whole = sotsync.read_source(main)
    sotsync.write_source(sotsync.split_document(whole), expected=whole)
    document = sotsync.read_document(main)
    replay = sotsync.replay(sotsync.read_migrations(Path("supabase/migrations")))
    assert sotsync.diff(document, replay) != ()
    sotsync.write_source(sotsync.plan_patch(document, replay).apply(), expected=document.source)
    after = sotsync.read_document(main)
    assert sotsync.diff(after, replay) == ()
    first, *others = after.source.files
    assert [file.path for file in others] == ["SoT/database-schema/users.md"]
    assert sotsync.compose_document(first, others) == after.source
    sotsync.write_source(sotsync.join_document(after.source), expected=after.source)
    assert [path.name for path in (project / "SoT").iterdir()] == ["SoT.ACTUAL_SCHEMA.md"]
    assert sotsync.diff(sotsync.read_document(main), replay) == ()


def test_scripts_need_no_disk(capsys: pytest.CaptureFixture[str]) -> None:
    code = compile(BLOCKS[1], "library.md", "exec")
    exec(code, {"sotsync": sotsync})  # noqa: S102  # The same.
    assert capsys.readouterr().out == "text\n"


@pytest.mark.parametrize("name", sotsync.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(sotsync, name) is not None
    assert name in dir(sotsync)
    assert name.startswith("__") or re.search(rf"\b{name}\b", PAGE)


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'unknown'"):
        getattr(sotsync, "unknown")  # noqa: B009  # Type checkers know that it is not there.


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, sotsync; print(*{name.partition('.')[0] for name in sys.modules})"
    assert not HEAVY & set(run(code).stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import sotsync.replay.engine, sotsync.diff.changes, sotsync; {0}",
        "import sotsync; {0}; import sotsync.replay.engine; {0}",
        "from sotsync import replay; import sotsync.replay.script; {0}; replay([])",
    ],
)
def test_packages_that_are_verbs_can_be_called_however_they_were_imported(code: str) -> None:
    call = "print(sotsync.replay([]).schema == sotsync.replay.engine.replay([]).schema)"
    used = code.format("import sotsync.replay.engine; " + call)
    assert "False" not in run(used).stdout


def test_a_document_is_not_compared_with_a_schema() -> None:
    with pytest.raises(TypeError, match="Document with a Replay"):
        api.diff(api.Schema(), api.replay([]))  # type: ignore[call-overload]


def test_platforms_have_names() -> None:
    assert "auth" not in sotsync.replay([]).schema.namespaces
    assert sotsync.replay([], platform="supabase") == sotsync.replay([], platform=SUPABASE)
    with pytest.raises(UsageError, match="'oracle'"):
        sotsync.replay([], platform="oracle")


@pytest.mark.parametrize(
    ("folder", "layout", "platform"),
    [
        ("supabase/migrations", "plain", "supabase"),
        ("db/migrations", "supabase", "supabase"),
        ("db/migrations", "plain", "postgres"),
    ],
)
def test_the_platform_is_guessed(folder: str, layout: str, platform: str) -> None:
    migrations = sotsync.Migrations(folder=folder, layout=layout, files=())
    assert api.guess_platform(migrations) == platform


def test_a_file_that_changed_meanwhile_is_not_written(project: Path) -> None:
    path = project / "SoT" / "SoT.ACTUAL_SCHEMA.md"
    source = sotsync.read_source(path, root=project)
    shutil.copy(path, path.with_suffix(".bak"))
    path.write_text("somebody else\n")
    with pytest.raises(RefusedWriteError):
        sotsync.write_source(source, root=project, expected=source)
    assert path.read_text() == "somebody else\n"
