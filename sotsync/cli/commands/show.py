"""``sotsync show``: one entry in the terminal, facts and prose together."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import is_coloured, write_result
from sotsync.cli.options import engine_option, project_options
from sotsync.errors import InputError, UsageError
from sotsync.report.styles import Style

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.document.models import Entry
    from sotsync.report.showing import Subjects
    from sotsync.schema.models import Schema

__all__ = ["command"]

_NEAREST = 3


@click.command(name="show", epilog="Exit codes: 0 shown, 2 could not tell, as of an unknown name.")
@click.argument("name", metavar="ID|TABLE")
@project_options
@engine_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to show it.",
)
def command(project: Project, *, name: str, format_: str) -> None:
    """Show one table or view: what the migrations make of it and what people wrote of it.

    Named by the id of its entry, or by its own name, with its schema where several have it. Where
    document and migrations differ, the drift stands beside the fact. A table without an entry is
    shown by its facts, a planned or deprecated entry by its prose.

    \b
    Examples:
      sotsync show DBT-001
      sotsync show orders
      sotsync show billing.invoices --format json
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.report.show_formats import SHOW_FORMATS  # noqa: PLC0415 - loads every stage
    from sotsync.report.showing import show  # noqa: PLC0415 - the same

    subjects = _subjects(project)
    entry, key = _found(subjects, name)
    style = Style(is_coloured=is_coloured(sys.stdout))
    write_result(SHOW_FORMATS[format_](show(subjects, entry, key), style))


def _subjects(project: Project) -> Subjects:
    """Both sides; the migrations alone where the project has no document."""
    from sotsync.report.showing import Subjects  # noqa: PLC0415 - loads every stage

    if not _has_document(project):
        replay = project.selected(project.replay(project.read_migrations()))
        return Subjects(document=None, mapping=None, schema=replay.schema)
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage
    from sotsync.diff.situation import former_relations  # noqa: PLC0415 - the same
    from sotsync.document.mapping import map_entries  # noqa: PLC0415 - the same

    compared = compare(project)
    schema = compared.replay.schema
    former = former_relations(schema)
    keys, gone = (*schema.tables, *schema.views), compared.replay.dropped
    mapping = map_entries(compared.document, keys, former, gone=gone)
    return Subjects(
        document=compared.document, mapping=mapping, schema=schema, changes=compared.changes
    )


def _has_document(project: Project) -> bool:
    if project.settings.document is not None:
        return True
    try:
        return project.document.exists()
    except InputError:
        return False


def _found(subjects: Subjects, name: str) -> tuple[Entry | None, str | None]:
    """The entry and the key that a name means.

    Raises:
        UsageError: It means nothing, or several.
    """
    entries = subjects.document.entries if subjects.document is not None else ()
    named = [one for one in entries if one.id == name.upper()]
    if named:
        return named[0], subjects.key_of(named[0])
    keys = _keys(subjects.schema, name)
    if len(keys) > 1:
        raise UsageError(f"{name!r} is in several schemas", hint=f"one of {', '.join(keys)}")
    if keys:
        mapping = subjects.mapping
        return (None if mapping is None else mapping.entries.get(keys[0])), keys[0]
    titled = [one for one in entries if one.title.text.casefold() == name.casefold()]
    if len(titled) == 1:
        return titled[0], subjects.key_of(titled[0])
    near = _nearest(subjects, name)
    raise UsageError(
        f"there is no table, view or entry {name!r}",
        hint=f"did you mean {', '.join(near)}?"
        if near
        else "`sotsync ids list` lists what there is",
    )


def _keys(schema: Schema, name: str) -> list[str]:
    """The tables and views of that name, which may be quoted and qualified, or none of both."""
    from sotsync.schema.names import split_qualified  # noqa: PLC0415 - loads patterns

    wanted = split_qualified(name)
    everything = [*schema.tables, *schema.views]
    exact = [key for key in everything if split_qualified(key)[-len(wanted) :] == wanted]
    if exact or not wanted:
        return exact
    folded = tuple(part.lower() for part in wanted)
    return [
        key
        for key in everything
        if tuple(part.lower() for part in split_qualified(key))[-len(folded) :] == folded
    ]


def _nearest(subjects: Subjects, name: str) -> list[str]:
    return difflib.get_close_matches(name, sorted(set(_names(subjects))), n=_NEAREST)


def _names(subjects: Subjects) -> Iterator[str]:
    """Every name that something goes by."""
    for key in (*subjects.schema.tables, *subjects.schema.views):
        yield key
        yield key.rpartition(".")[2]
    for entry in subjects.document.entries if subjects.document is not None else ():
        yield entry.id
        yield entry.title.text
