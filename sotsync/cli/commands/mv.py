"""``sotsync mv``: say that an entry is about another table now."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_patch, write_result
from sotsync.cli.options import project_options
from sotsync.cli.specifications import shown_files, written_files
from sotsync.errors import UsageError

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.diff.situation import Situation
    from sotsync.document.models import Entry

__all__ = ["command"]


@click.command(
    name="mv", epilog="Exit codes: 0 written, 2 could not tell, or not possible; nothing written."
)
@project_options
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; show the change.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def command(project: Project, *, is_dry_run: bool, old: str, new: str) -> None:
    """Say that the entry of the table OLD, or with the id OLD, is about the table NEW.

    For tables that were renamed by DROP and CREATE, and for entries that were matched with the
    wrong table. It writes a comment below the entry's heading, `<!-- sotsync: table=... -->`, and
    nothing else; `sotsync sync` then brings the entry in step, and people's words stay.

    \b
    Examples:
      sotsync mv public.purchases public.orders
      sotsync mv DBT-104 billing.invoices
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.cli.commands.ids import examined  # noqa: PLC0415 - loads every stage
    from sotsync.document.moving import with_table  # noqa: PLC0415 - the same
    from sotsync.files import write_source  # noqa: PLC0415 - the same

    situation, _ = examined(project)
    entry, key = _entry(situation, old), _key(situation, new)
    before = situation.document.source
    after = with_table(situation.document, entry, key)
    if is_dry_run:
        write_patch(shown_files(before, after))
        return
    write_source(project.document, after, root=project.root, expected=before)
    for note in written_files(before, after):
        write_note(note)
    write_result(f"{entry.id} is about {key} now; `sotsync sync` brings it in step\n")


def _entry(situation: Situation, name: str) -> Entry:
    """The one entry with that id, or about that table.

    Raises:
        UsageError: There is none, or there are several.
    """
    live = [entry for entry in situation.document.entries if not entry.is_deprecated]
    found = [entry for entry in live if name == entry.id or name in _names(situation.key_of(entry))]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(entry.id for entry in found)
        raise UsageError(f"several entries fit {name!r}: {ids}", hint="name one by its id")
    raise UsageError(
        f"no entry is about {name!r}",
        hint="`sotsync ids list` lists all; one that is deprecated already stays so:"
        " take the document back to before that sync",
    )


def _key(situation: Situation, name: str) -> str:
    """The key of the table or view that is called so and has no entry.

    Raises:
        UsageError: There is none, or several, or it has an entry.
    """
    keys = (*situation.schema.tables, *situation.schema.views)
    found = [name] if name in keys else [key for key in keys if name in _names(key)]
    if not found:
        near = difflib.get_close_matches(name, [*keys], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`sotsync export` prints all"
        raise UsageError(f"no migration makes {name!r}", hint=hint)
    if len(found) > 1:
        raise UsageError(f"{name!r} may be {' or '.join(found)}", hint="name its schema")
    taken = situation.mapping.entries.get(found[0])
    if taken is not None:
        raise UsageError(
            f"{taken.id} is about {found[0]} already",
            hint="take that entry out, or the document back to before it was added",
        )
    return found[0]


def _names(key: str | None) -> frozenset[str]:
    from sotsync.schema.names import split_qualified  # noqa: PLC0415 - with its only use

    return frozenset() if key is None else frozenset((key, split_qualified(key)[-1]))
