"""``sotsync init``: write a new document from the migrations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note
from sotsync.cli.exits import exit_for
from sotsync.cli.options import output_option, project_options, verbose_option
from sotsync.cli.specifications import in_files
from sotsync.cli.summary import findings_of, summary_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sotsync.cli.project import Project
    from sotsync.findings import Finding
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay
    from sotsync.text import Source

__all__ = ["command"]

DEFAULT_DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
LEAN_DOCUMENT = "SoT/SoT.DATA_MODEL.md"


@click.command(
    name="init",
    epilog="Exit codes: 0 written, 1 written, but something in the migrations was rejected or "
    "could not be known, 2 could not tell; nothing was written.",
)
@project_options
@click.option(
    "--import",
    "imports",
    multiple=True,
    metavar="FILE",
    help="Carry human text from another schema document; may be repeated, the first wins.",
)
@click.option(
    "--split/--no-split",
    "is_split",
    default=None,
    help="Whether each full specification gets a file of its own; by default, above 400 KB.",
)
@click.option(
    "--profile",
    type=click.Choice(["full", "lean"]),
    default="full",
    show_default=True,
    help="Which template to follow: with SQL and histories, or the short one.",
)
@output_option
@verbose_option
def command(  # noqa: PLR0913 - one parameter an option
    project: Project,
    *,
    imports: tuple[str, ...],
    is_split: bool | None,
    profile: str,
    outputs: tuple[str, ...],
    is_verbose: bool,
) -> None:
    """Write a new Source-of-Truth document from the migrations.

    What migrations cannot know, such as why a table exists, is left as a {placeholder} for a
    person. A document that exists already is never overwritten.

    \b
    Examples:
      sotsync init
      sotsync init --document docs/SoT.ACTUAL_SCHEMA.md
      sotsync init --import docs/database.md
      sotsync init --split
      sotsync init --profile lean
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.imports import (  # noqa: PLC0415 - loads the formats of reports
        import_outputs,
        read_imports,
        write_import_reports,
    )

    is_lean = profile == "lean"
    target = _target(project, LEAN_DOCUMENT if is_lean else DEFAULT_DOCUMENT)
    asked = import_outputs(outputs, project)
    foreign = read_imports(project, imports)
    migrations = project.read_migrations()
    replay = project.selected(project.replay(migrations))

    from sotsync.document.importing.plan import plan_import  # noqa: PLC0415 - after what may fail
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - the same

    source = _render(project, target, migrations, replay, foreign, is_lean=is_lean)
    imported = plan_import(parse_document(source), replay, foreign) if foreign else None
    if imported is not None:
        source = imported.apply()
    source = in_files(project, target, source, is_split=is_split)
    _write(project, target, source)
    if imported is not None:
        write_import_reports(asked, imported, source.path, is_verbose=is_verbose)
    findings = (*findings_of(project, migrations, replay), *_citations(project, target, source))
    for line in summary_lines(findings, migrations, replay, is_verbose=is_verbose):
        write_note(line)
    exit_for(findings)


def _citations(project: Project, target: Path, source: Source) -> Iterable[Finding]:
    """What other documents cite in vain."""
    from sotsync.cli.surroundings import read_siblings  # noqa: PLC0415 - after what may go wrong
    from sotsync.document.citations import check_citations  # noqa: PLC0415 - the same
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - the same

    return check_citations(parse_document(source), read_siblings(project.root, target))


def _write(project: Project, target: Path, source: Source) -> None:
    from sotsync.files import write_source  # noqa: PLC0415 - only after what may go wrong

    write_source(target, source, root=project.root, is_new=True)
    others = len(source.files) - 1
    write_note(f"wrote {source.path}" + (f" and {others} specifications" if others else ""))


def _render(  # noqa: PLR0913 - all that a new document follows from
    project: Project,
    target: Path,
    migrations: Migrations,
    replay: Replay,
    foreign: tuple[Source, ...],
    *,
    is_lean: bool,
) -> Source:
    """The new document, as migrations alone make it; ids are those that anything gives already."""
    from sotsync.cli.choices import (  # noqa: PLC0415 - only after what may go wrong
        id_rules,
        owner_of,
        updated_by_of,
    )
    from sotsync.cli.imports import imported_ids  # noqa: PLC0415 - the same
    from sotsync.cli.surroundings import taken_ids  # noqa: PLC0415 - the same
    from sotsync.document.parse import DEFAULT_PREFIX  # noqa: PLC0415 - the same
    from sotsync.document.render.page import (  # noqa: PLC0415 - the same
        PageSettings,
        lean_settings,
        render_document,
    )
    from sotsync.files import shown_path  # noqa: PLC0415 - the same
    from sotsync.text import Source  # noqa: PLC0415 - the same

    claims = taken_ids(project, replay.schema, migrations, DEFAULT_PREFIX)
    if foreign:
        claims = imported_ids(claims, replay, foreign, DEFAULT_PREFIX)
    settings = replace(
        lean_settings() if is_lean else PageSettings(),
        name=target.name,
        owner=owner_of(project.settings),
        updated_by=updated_by_of(project.settings),
        rules=id_rules(project.settings),
        dates=migrations.dates,
        claims=claims,
    )
    return Source(shown_path(target, project.root), render_document(replay, settings))


def _target(project: Project, usual: str) -> Path:
    """Where to write.

    Raises:
        RefusedWriteError: A document exists already, there or in another usual place.
    """
    from sotsync.cli.discovery import find_documents  # noqa: PLC0415 - loads pydantic
    from sotsync.errors import RefusedWriteError  # noqa: PLC0415 - with its only use
    from sotsync.files import shown_path  # noqa: PLC0415 - the same
    from sotsync.text import Location  # noqa: PLC0415 - the same

    stated = project.path_of("document")
    existing = [stated] if stated is not None and stated.exists() else []
    if stated is None:
        existing = find_documents(project.root)
    if existing:
        raise RefusedWriteError(
            "a document exists already",
            location=Location(shown_path(existing[0], project.root)),
            hint=_hint(existing[0]),
        )
    return stated if stated is not None else project.root / usual


def _hint(existing: Path) -> str:
    """What to do about a document that is there; a copy of the template is one to fill."""
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - only for the error
    from sotsync.errors import SotsyncError  # noqa: PLC0415 - the same
    from sotsync.files import read_source  # noqa: PLC0415 - the same

    try:
        entries = parse_document(read_source(existing)).entries
    except SotsyncError:
        return "it is no Source-of-Truth document; --document FILE writes one elsewhere"
    if all(entry.is_template for entry in entries):
        return "it is still the template: `sotsync sync` adds an entry for every table to it"
    return "`sotsync sync` brings it in step; --document FILE writes another"
