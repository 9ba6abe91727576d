"""How the process of a call ends: at once, with all that it said and its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import write_migrations

_ROOT = Path(__file__).parents[2]
_RUN = """
import atexit, sys
atexit.register(lambda: sys.stderr.write("tidied up"))
sys.argv = ["sotsync", *sys.argv[1:]]
from sotsync.cli import run
run()
"""


def _call(folder: Path, *arguments: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(_ROOT)!r}){_RUN}"]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run([*command, *arguments], cwd=folder, check=False, **given)  # type: ignore[call-overload,no-any-return]  # the streams


@pytest.mark.parametrize(
    ("arguments", "code"), [(("--version",), 0), (("diff",), 1), (("nothing",), 2)]
)
def test_the_exit_code_is_that_of_the_call(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    write_migrations(tmp_path)
    assert _call(tmp_path, "init").returncode == 0
    late = tmp_path / "supabase" / "migrations" / "20260103090000_late.sql"
    late.write_text("ALTER TABLE public.books ADD COLUMN late text;\n")
    ended = _call(tmp_path, *arguments)
    assert ended.returncode == code
    assert ended.stderr.endswith(b"tidied up")


def test_a_long_output_is_whole(tmp_path: Path) -> None:
    migrations = write_migrations(tmp_path)
    columns = "".join(f"ALTER TABLE public.books ADD COLUMN c{n} text;\n" for n in range(1500))
    (migrations / "20260103090000_wide.sql").write_text(columns)
    ended = _call(tmp_path, "export", "--format", "sql")
    assert ended.returncode == 0
    assert b"c1499 text" in ended.stdout
    assert len(ended.stdout) > 2**14


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has such a device")
def test_output_that_cannot_be_written_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    write_migrations(tmp_path)
    with Path("/dev/full").open("w") as full:
        ended = _call(tmp_path, "export", stdout=full)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"error: ")
    assert b"Traceback" not in ended.stderr
