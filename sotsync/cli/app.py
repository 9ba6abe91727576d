"""The ``sotsync`` command: finds its subcommands by name and turns errors into exit codes.

A command's module is imported only when the command runs or the help lists it, and imports the
heavy parts only inside its function, because the command line starts in every hook and check.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import click

from sotsync._version import __version__
from sotsync.cli.console import write_error
from sotsync.errors import COULD_NOT_TELL, InputError, SotsyncError

__all__ = ["COMMANDS", "app"]

COMMANDS = (
    "init",
    "diff",
    "check",
    "comment",
    "sync",
    "pr",
    "review",
    "show",
    "mv",
    "ids",
    "split",
    "join",
    "hook",
    "merge-driver",
    "export",
)
"""The subcommands in the order of the help; each lives in the module of its name."""

INTERRUPTED = 130
"""The exit code of a process that Ctrl-C ended, as shells count it."""


class _Group(click.Group):
    """A group that loads its commands when they are asked for and never shows a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's interface
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sotsync.cli.commands.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        with _exit_codes(ctx):
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextlib.contextmanager
def _exit_codes(ctx: click.Context) -> Iterator[None]:
    """Turn what may end a call into a message and the exit code that the reference promises."""
    try:
        yield
    except SotsyncError as error:
        write_error(error)
        ctx.exit(error.exit_code)
    except RecursionError:
        write_error(SotsyncError("the input is nested too deeply to be read"))
        ctx.exit(COULD_NOT_TELL)
    except BrokenPipeError:
        _silence(sys.stdout)
        ctx.exit(COULD_NOT_TELL)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        write_error(InputError(f"{place}{error.strerror or error}"))
        ctx.exit(COULD_NOT_TELL)
    except KeyboardInterrupt:
        ctx.exit(INTERRUPTED)


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere; else Python complains of the closed pipe at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 in step, 1 drift or findings, 2 could not tell.",
)
@click.version_option(__version__, prog_name="sotsync", message="%(prog)s %(version)s")
def app() -> None:
    """Keep a Markdown Source-of-Truth document and PostgreSQL migrations in step.

    No database is needed: sotsync reads the migration files, works out the schema that PostgreSQL
    would have after them, and compares it with what the document says.

    \b
    Start with a project that has migrations but no document yet:
      sotsync init
    See what the document gets wrong, then repair it:
      sotsync diff
      sotsync sync
    """  # noqa: D301 - click keeps the lines after this mark as they are
