"""The options that commands share, so that each is spelled and explained once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = [
    "branch_option",
    "cache_option",
    "engine_option",
    "fail_on_option",
    "output_option",
    "project_options",
    "reopened_project",
    "verbose_option",
]

P = ParamSpec("P")

_OPTIONS = (
    click.option(
        "-C",
        "--directory",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="Look for the project from DIR instead of the current folder.",
    ),
    click.option("--document", metavar="FILE", help="The Source-of-Truth document."),
    click.option(
        "--migrations", metavar="DIR", help="The migrations folder, or one SQL file with a dump."
    ),
    click.option(
        "--baseline",
        metavar="FILE",
        help="A dump of the schema that was there before the first migration.",
    ),
    click.option(
        "--layout",
        metavar="NAME",
        help="How the folder is read; by default, and with auto, detected from it.",
    ),
    click.option(
        "--platform",
        metavar="NAME",
        help="What is there before the first migration: supabase, postgres, or auto.",
    ),
    click.option(
        "--schemas", metavar="A,B", help="Only these database schemas; by default, all of them."
    ),
)

_NAMES = ("document", "migrations", "baseline", "layout", "platform", "schemas")
"""The settings that the shared options give."""

engine_option = click.option(
    "--engine",
    type=click.Choice(("static", "postgres")),
    default="static",
    show_default=True,
    help="How migrations are replayed: read only, or run on a throw-away server as well.",
)
"""For commands that need to know what only running the migrations tells."""

branch_option = click.option(
    "--base",
    metavar="REF",
    help="Report only what this branch made, since it left the branch, tag or commit REF; auto is"
    " what CI says that a pull request would be merged into.",
)
"""For commands that can tell what a branch made from what was there."""

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "info", "never")),
    help="From which severity on the exit code is 1.  [default: warning]",
)
"""For commands whose exit code a team may move."""

output_option = click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="How to report, to standard output or a file; may be repeated. [default: text]",
)
"""For commands that report changes."""

cache_option = click.option(
    "--no-cache",
    "is_uncached",
    is_flag=True,
    envvar="SOTSYNC_NO_CACHE",
    help="Work everything out anew, and remember nothing.",
)
"""For commands whose output is remembered for the next call with the same inputs."""

verbose_option = click.option(
    "-v",
    "--verbose",
    "is_verbose",
    is_flag=True,
    help="List notes as well, and count files and statements by how they ended.",
)
"""For commands that write findings to standard error."""


def project_options(
    function: Callable[Concatenate[Project, P], None],
) -> Callable[..., None]:
    """Give a command the shared options, and its function the project they lead to."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        from sotsync.cli.project import open_project  # noqa: PLC0415 - loads pydantic

        flags = {name: kwargs.pop(name) for name in _NAMES}
        kwargs.pop("is_uncached", None)  # `sotsync.cli.memory` asks the context for it.
        directory = kwargs.pop("directory")
        assert directory is None or isinstance(directory, Path)
        is_run = kwargs.pop("engine", None) == "postgres"
        function(open_project(directory, flags, is_run=is_run), *args, **kwargs)

    for option in reversed(_OPTIONS):
        wrapper = option(wrapper)
    return wrapper


def reopened_project() -> Project:
    """The project of the current call, with its settings as they are now.

    Raises:
        ConfigurationError: The file of settings is wrong now.
    """
    from sotsync.cli.project import open_project  # noqa: PLC0415 - loads pydantic

    given = click.get_current_context().params
    flags = {name: given[name] for name in _NAMES}
    return open_project(given["directory"], flags, is_run=given.get("engine") == "postgres")
