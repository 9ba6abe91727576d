"""``sotsync hook``: tell a coding agent what an edit means for the document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sotsync.cli.agents.settings import AGENTS, settings_for
from sotsync.cli.console import write_error, write_note, write_result
from sotsync.cli.options import cache_option
from sotsync.errors import SotsyncError, UsageError

if TYPE_CHECKING:
    from sotsync.cli.agents.answers import Answer

__all__ = ["command"]

FAILED = 1
"""The exit code of every error: agents take 2 for a refusal, and a fault must not be one."""


class _HookCommand(click.Command):
    """A command whose errors never hold up an agent."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            error.show()
            raise click.exceptions.Exit(FAILED) from error

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SotsyncError as error:
            write_error(error)
        except RecursionError:
            write_error(SotsyncError("the input is nested too deeply to be read"))
        except OSError as error:
            write_error(SotsyncError(f"{error.filename or 'hook'}: {error.strerror or error}"))
        return ctx.exit(FAILED)


@click.command(
    name="hook",
    cls=_HookCommand,
    epilog="Exit codes: 0 answered, 1 could not tell (agents go on); 2 only where --strict refuses "
    "an edit of Windsurf, whose hooks know no other way.",
)
@click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Look at the project around DIR only; by default, at the one around each file.",
)
@click.option("--strict", "is_strict", is_flag=True, help="Hold the agent up instead of advising.")
@click.option(
    "--print-settings",
    "agent",
    type=click.Choice(tuple(AGENTS)),
    help="Print the settings that make an agent call this command.",
)
@cache_option
def command(
    *,
    directory: Path | None,
    is_strict: bool,
    agent: str | None,
    is_uncached: bool,  # noqa: ARG001 - `sotsync.cli.memory` asks the context for it
) -> None:
    """Tell a coding agent what an edit means for the document: JSON in, JSON out.

    After an edit of a migration or the document, the answer names the entries that are out of step.
    Before an edit of a generated part of the document, it names the migration that makes that part;
    before an edit of a migration that is on the base branch, it asks for a new one. Everything
    else, unknown events and other projects' files among it, is answered with {}.

    Claude Code, Codex, Gemini CLI, Cursor and Windsurf are answered in their own words. Nothing is
    written, and nothing of the event is run.

    \b
    Examples:
      sotsync hook --print-settings claude
      sotsync hook < event.json
      sotsync hook --strict < event.json
    """  # noqa: D301 - click keeps the lines after this mark as they are
    if agent is not None:
        write_result(settings_for(agent))
        return
    if sys.stdin.isatty():
        raise UsageError(
            "an agent's event is read from standard input, and a terminal writes none",
            hint="`sotsync hook --print-settings claude` prints what makes an agent call this",
        )
    answer = _answer(directory, is_strict=is_strict)
    write_result(answer.output)
    if answer.refusal:
        write_note(answer.refusal)
    if answer.exit_code:
        raise click.exceptions.Exit(answer.exit_code)


def _answer(directory: Path | None, *, is_strict: bool) -> Answer:
    from sotsync.cli.agents.answers import answer_to  # noqa: PLC0415 - help needs none of it
    from sotsync.cli.agents.events import MAXIMUM_SIZE, read_event  # noqa: PLC0415 - the same

    event = read_event(sys.stdin.buffer.read(MAXIMUM_SIZE + 1))
    if event is None:
        return answer_to(None, "")
    from sotsync.cli.agents.advice import advise  # noqa: PLC0415 - loads the settings' reader

    return answer_to(event, advise(event, Path.cwd(), directory), is_strict=is_strict)
