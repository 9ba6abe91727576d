"""``sotsync merge-driver``: merge documents for git, entry by entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_result
from sotsync.cli.options import project_options
from sotsync.errors import InputError

if TYPE_CHECKING:
    from sotsync.cli.merging.driving import Driven
    from sotsync.cli.project import Project

__all__ = ["command"]

CONFLICTS = 1
"""git takes every exit code but 0 for conflicts."""

_RUN = "run"


class _DriverGroup(click.Group):
    """A group that takes anything that is no subcommand for what git hands to a driver."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != _RUN]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.list_commands(ctx):
            return super().resolve_command(ctx, args)
        return _RUN, self.commands[_RUN], ["--", *args]


@click.group(
    name="merge-driver",
    cls=_DriverGroup,
    subcommand_metavar="install | BASE OURS THEIRS SIZE PATH",
    epilog="Exit codes: 0 merged, 1 conflicts are marked in the file, 2 could not tell.",
)
def command() -> None:
    """Merge documents for git, entry by entry.

    git calls it with %O %A %B %L %P, once `sotsync merge-driver install` has said so. Generated
    regions are written anew from the migrations of both branches, what people wrote is merged three
    ways, and two branches that took the same new id get one each. Only where two people changed the
    same words are there conflict markers.

    \b
    Examples:
      sotsync merge-driver install
      sotsync merge-driver install --uninstall
    """  # noqa: D301 - click keeps the lines after this mark as they are


@command.command(
    name="install",
    epilog="Exit codes: 0 installed, or taken away; 2 could not tell.",
)
@project_options
@click.option(
    "--global", "is_global", is_flag=True, help="State the driver for all clones of this person."
)
@click.option("--uninstall", "is_uninstalling", is_flag=True, help="Take it all away again.")
def install(project: Project, *, is_global: bool, is_uninstalling: bool) -> None:
    """Have git merge the document, its specifications and its lists by entry.

    Two things are needed: lines in .gitattributes, to be committed, and the driver's command in
    the configuration of the clone. git takes no commands from a repository, so each clone runs this
    once. Twice is the same as once.
    """
    from sotsync.cli.merging import installing  # noqa: PLC0415 - loads the reader
    from sotsync.cli.snapshots import project_repository  # noqa: PLC0415 - the same

    repository = project_repository(project)
    before = installing.attributes(repository)
    if is_uninstalling:
        done = [installing.write_attributes(repository, before, installing.without_lines(before))]
        if installing.unset(repository, is_global=is_global):
            done.append("removed merge.sotsync from the configuration")
        _tell([one for one in done if one], "nothing was installed")
        return
    wanted = installing.patterns(project, repository)
    done = [
        installing.write_attributes(repository, before, installing.with_lines(before, wanted)),
        *installing.configure(repository, is_global=is_global),
    ]
    _tell([one for one in done if one], "installed already")
    path = repository.relative(project.document) or ""
    other = installing.overridden(repository, path)
    if other is not None:
        write_note(f"warning: another line of the attributes says merge={other} for {path}")
    write_note("commit .gitattributes; every other clone runs `sotsync merge-driver install` once")


def _tell(done: list[str], nothing: str) -> None:
    write_result("".join(f"{line}\n" for line in done or [nothing]))


@command.command(name=_RUN, hidden=True)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("size", type=click.IntRange(min=1, max=1000))
@click.argument("path")
@click.argument("labels", nargs=-1)
def run(  # noqa: PLR0913, PLR0917 - one parameter an argument of git
    base: Path, ours: Path, theirs: Path, size: int, path: str, labels: tuple[str, ...]
) -> None:
    """Merge one file in place of git; the result replaces OURS."""
    from sotsync.cli.merging.commits import Given  # noqa: PLC0415 - loads git
    from sotsync.cli.merging.driving import (  # noqa: PLC0415 - loads every stage
        by_lines,
        drive,
        encoded,
    )
    from sotsync.merge.choices import Labels, marked  # noqa: PLC0415 - the same

    given = Given(path=path, base=_read(base), ours=_read(ours), theirs=_read(theirs))
    if any(b"\0" in data for data in (given.base, given.ours, given.theirs)):
        _tell_of(path, "is binary: ours is kept")
        raise click.exceptions.Exit(CONFLICTS)
    names = Labels(ours=_label(labels, 1, "ours"), theirs=_label(labels, 2, "theirs"))
    # Should all that follows be cut short, git finds both sides in the file and not ours alone.
    ours.write_bytes(encoded(marked(by_lines(given), labels=names, size=size).text))
    driven: Driven = drive(given, Path.cwd())
    result = marked(driven.choice, labels=names, size=size)
    ours.write_bytes(encoded(result.text))
    for note in driven.notes:
        _tell_of(path, note)
    if result.conflicts:
        what = "conflict is" if result.conflicts == 1 else "conflicts are"
        _tell_of(path, f"{result.conflicts} {what} marked")
        raise click.exceptions.Exit(CONFLICTS)


def _tell_of(path: str, note: str) -> None:
    from sotsync.report.styles import harmless  # noqa: PLC0415 - with its only use

    write_note(harmless(f"sotsync: {path}: {note}"))


def _label(labels: tuple[str, ...], place: int, default: str) -> str:
    """A label that git gave; an older git leaves its percent sign standing."""
    label = labels[place] if place < len(labels) else ""
    return default if not label or label.startswith("%") else label


def _read(path: Path) -> bytes:
    """What a file of the merge holds.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="git calls this by itself") from error
