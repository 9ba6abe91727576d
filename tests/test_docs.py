"""The documentation is complete and true: what exists is in it, and what it shows works."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from sotsync import errors
from sotsync.cli.app import COMMANDS, app
from sotsync.cli.discovery import DOCUMENT_FOLDERS, DOCUMENT_NAMES, FALLBACKS, MIGRATION_FOLDERS
from sotsync.config import Settings
from sotsync.migrations.layouts.registry import LAYOUTS
from sotsync.report.formats import FORMATS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)


def read(path: str) -> str:
    return (ROOT / path).read_bytes().decode()


CLI = read("docs/reference/cli.md")
CONFIGURATION = read("docs/reference/configuration.md")
ERRORS = read("docs/reference/errors-and-exit-codes.md")


def options(name: str) -> list[str]:
    """The long options of a command."""
    command = app.get_command(click.Context(app), name)
    assert command is not None
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [
        flag
        for one in (command, *inner)
        for parameter in one.params
        for flag in (*parameter.opts, *parameter.secondary_opts)
        if flag.startswith("--") and parameter.name != "help"
    ]


def section(text: str, heading: str) -> str:
    """The text below a heading, up to the next of its level."""
    return text.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    own = section(CLI, f"## `sotsync {name}`")
    shared = section(CLI, "## Options that commands share")
    assert own
    for option in options(name):
        assert f"`{option}" in own or f"`{option}" in shared or f", `{option}" in shared, option


def test_no_option_is_documented_that_does_not_exist() -> None:
    known = {option for name in COMMANDS for option in options(name)} | {"--help", "--version"}
    assert set(re.findall(r"`(--[a-z-]+)", CLI)) <= known


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_documented(name: str) -> None:
    assert f"`{name}`" in section(CLI, "## `sotsync diff`")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description is not None
    row = next(line for line in CONFIGURATION.split("\n") if line.startswith(f"| `{name}` |"))
    assert description.rstrip(".") in row


@pytest.mark.parametrize(
    "name", [*MIGRATION_FOLDERS, *FALLBACKS, *DOCUMENT_FOLDERS[:-1], *DOCUMENT_NAMES]
)
def test_every_place_that_is_looked_in_is_documented(name: str) -> None:
    assert f"`{name}`" in CONFIGURATION


@pytest.mark.parametrize(
    "name", [name for name, value in inspect.getmembers(errors, inspect.isclass) if "Err" in name]
)
def test_every_error_is_documented(name: str) -> None:
    assert f"\n| `{name}` | " in ERRORS
    assert name in errors.__all__


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_documented(name: str) -> None:
    assert f"\n| `{name}` | " in read("docs/reference/layouts.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCED.sub("", page.read_bytes().decode())):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_every_page_can_be_reached(page: Path) -> None:
    reached = {
        (other.parent / target).resolve()
        for other in PAGES
        for target in LINK.findall(other.read_bytes().decode())
    }
    assert page == DOCS / "index.md" or page.resolve() in reached


def test_the_readme_sets_up_as_continuous_integration_does() -> None:
    line = next(line for line in read(".ci/run").split("\n") if line.startswith("python3 -m venv"))
    assert f"\n{line}\n" in read("README.md")


def test_the_readme_shows_every_command() -> None:
    assert all(f"\nsotsync {name} " in read("README.md") for name in COMMANDS)


def test_the_tour_ends_in_step() -> None:
    """The README's first command, without the installation."""
    assert "\npython3 samples/tour.py\n" in read("README.md")
    tour = subprocess.run(
        [sys.executable, str(ROOT / "samples" / "tour.py"), "--here"],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert tour.returncode == 0, tour.stdout.decode() + tour.stderr.decode()
    assert tour.stdout.decode().rstrip().endswith("(exit code 0)")
