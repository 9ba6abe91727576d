"""``sotsync ids``: list, find, check and replace the ids of the document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import finding_lines, write_note, write_patch, write_result
from sotsync.cli.exits import DRIFT, exit_for
from sotsync.cli.options import project_options
from sotsync.cli.specifications import shown_files, written_files

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.diff.situation import Situation
    from sotsync.document.claims import IdClaims
    from sotsync.document.registry import IdRow
    from sotsync.files import Write
    from sotsync.migrations.models import Migrations

__all__ = ["command", "examined"]

CATEGORIES = ("core", "feature", "junction", "view", "audit")

_base_option = click.option(
    "--base",
    "ref",
    metavar="REF",
    help="The branch that work is based on. [default: the remote's own, else main or master]",
)


@click.group(name="ids", epilog="Exit codes: 0 done, 1 something to look at, 2 could not tell.")
def command() -> None:
    """List, find, check and replace the ids of the document.

    \b
    Examples:
      sotsync ids list
      sotsync ids next feature
      sotsync ids check --base origin/main
      sotsync ids reassign DBT-042
    """  # noqa: D301 - click keeps the lines after this mark as they are


@command.command(name="list", epilog="Exit codes: 0 listed, 2 could not tell.")
@project_options
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
def list_command(project: Project, *, shape: str) -> None:
    """List every id with its table, status, category and place."""
    from sotsync.document.registry import list_ids  # noqa: PLC0415 - loads the reader

    situation, _ = examined(project)
    rows = list_ids(situation.document, situation.mapping)
    write_result(_as_json(rows) if shape == "json" else _as_text(rows))


def _as_json(rows: Iterable[IdRow]) -> str:
    listed = [
        {
            "id": row.id,
            "title": row.title,
            "table": row.table,
            "status": row.status,
            "category": row.category,
            "is_deprecated": row.is_deprecated,
            "path": row.place.path,
            "line": row.place.line,
        }
        for row in rows
    ]
    return json.dumps({"format": 1, "ids": listed}, indent=2, ensure_ascii=False) + "\n"


def _as_text(rows: Iterable[IdRow]) -> str:
    from sotsync.report.styles import harmless  # noqa: PLC0415 - with its only use

    cells = [
        (
            row.id,
            row.table or "-",
            "Deprecated" if row.is_deprecated else row.status or "-",
            row.category or "-",
            row.place.path_and_line,
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "".join(f"{harmless(line)}\n" for line in lines)


@command.command(name="next", epilog="Exit codes: 0 printed, 2 could not tell; no id is left.")
@project_options
@_base_option
@click.argument("category", required=False, type=click.Choice(CATEGORIES))
def next_command(project: Project, *, ref: str | None, category: str | None) -> None:
    """Print the next free id of CATEGORY, or that of each category.

    It follows the highest number that was ever used in the category's range: in the document,
    deprecated entries too, anywhere in the project, and on the base branch.
    """
    from sotsync.cli.choices import id_rules  # noqa: PLC0415 - loads the renderer
    from sotsync.document.ids import format_id  # noqa: PLC0415 - the same
    from sotsync.document.render.categories import Category  # noqa: PLC0415 - the same
    from sotsync.patch.context import numbering_of  # noqa: PLC0415 - the same

    situation, migrations = examined(project)
    document = situation.document
    numbering = numbering_of(
        document, _claims(project, situation, migrations, ref), id_rules(project.settings)
    )
    if category is not None:
        number = numbering.following(Category[category.upper()])
        write_result(f"{format_id(document.id_prefix, number)}\n")
        return
    for one in Category:
        identifier = format_id(document.id_prefix, numbering.following(one))
        write_result(f"{identifier}  {one.value}\n")


@command.command(name="check", epilog="Exit codes: 0 in order, 1 findings, 2 could not tell.")
@project_options
@_base_option
def check_command(project: Project, *, ref: str | None) -> None:
    """Say what is wrong with ids.

    Two entries with one id, an id that is used again after its table was dropped, ids out of every
    range or with four digits, ids that the base branch has and this one lacks, and mentions of ids
    that no entry has.
    """
    from sotsync.cli.base import read_base  # noqa: PLC0415 - starts git
    from sotsync.document.citations import check_citations  # noqa: PLC0415 - loads the reader
    from sotsync.document.codes import Code  # noqa: PLC0415 - the same
    from sotsync.document.registry import check_ids  # noqa: PLC0415 - the same

    situation, _ = examined(project)
    document = situation.document
    base = read_base(project, ref)
    around = project.read_surroundings(document.source)
    findings = (
        *(one for one in situation.findings if one.code == Code.DUPLICATE_ID),
        *(one for one in situation.mapping.findings if one.code == Code.SHARED_TABLE),
        *check_ids(document, None if base is None else base.document),
        *check_citations(document, (document.source, *around.siblings, *around.epics)),
    )
    for line in finding_lines(findings, is_verbose=True):
        write_note(line)
    exit_for(findings)


@command.command(
    name="reassign",
    epilog="Exit codes: 0 done, 1 done, and mentions are left for a person, 2 could not tell; "
    "nothing was written.",
)
@project_options
@_base_option
@click.option("--table", metavar="NAME", help="Which entry is meant, where two have the id.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; show the change.")
@click.argument("old", metavar="ID")
@click.argument("new", metavar="[NEW]", required=False)
def reassign_command(  # noqa: PLR0913 - one parameter an option
    project: Project,
    *,
    ref: str | None,
    table: str | None,
    is_dry_run: bool,
    old: str,
    new: str | None,
) -> None:
    """Give the entry ID another id, NEW or the next free one, wherever documents mention it.

    Only an id that the base branch does not have can be replaced: others may know any other.
    Migrations and code are never edited; where they mention the id is listed.
    """
    from sotsync.cli.reassigning import Request, reassigned  # noqa: PLC0415 - loads every stage
    from sotsync.files import write_sources  # noqa: PLC0415 - with its only use

    situation, migrations = examined(project)
    request = Request(old=old, new=new, table=table, ref=ref)
    result = reassigned(project, situation, migrations, request)
    if is_dry_run:
        write_patch("".join(map(_shown, result.writes)))
    else:
        write_sources(result.writes, root=project.root)
        for write in result.writes:
            for note in written_files(write.expected, write.source):
                write_note(note)
        write_result(f"{old} is now {result.new}\n")
    for place in result.left:
        write_note(f"{place}: still mentions {old}")
    if result.left:
        raise click.exceptions.Exit(DRIFT)


def _shown(write: Write) -> str:
    assert write.expected is not None  # What is edited was read.
    return shown_files(write.expected, write.source)


def examined(project: Project) -> tuple[Situation, Migrations]:
    """The project's document and migrations, brought together; nothing is compared."""
    from sotsync.diff.situation import examine  # noqa: PLC0415 - loads every stage
    from sotsync.document.claims import read_tags  # noqa: PLC0415 - the same
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - the same

    document = parse_document(project.read_document())
    migrations = project.read_migrations()
    replay = project.replay(migrations)
    tags = read_tags(document.id_prefix, replay, migrations.scripts)
    schemas = project.settings.schemas
    return examine(document, replay, schemas=schemas, tags=tags), migrations


def _claims(
    project: Project, situation: Situation, migrations: Migrations, ref: str | None
) -> IdClaims:
    from sotsync.cli.base import claimed_ids, read_base  # noqa: PLC0415 - starts git

    base = read_base(project, ref)
    prefix = situation.document.id_prefix
    return claimed_ids(project, situation.schema, migrations, prefix, base)
