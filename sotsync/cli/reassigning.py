"""What ``sotsync ids reassign`` does: which entry is meant, which id it may get, what changes."""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.cli.base import Base, claimed_ids, read_base
from sotsync.cli.choices import id_rules
from sotsync.cli.project import Project
from sotsync.cli.surroundings import project_texts
from sotsync.diff.situation import Situation
from sotsync.document.ids import format_id, number_of
from sotsync.document.mapping import map_entries, stated_table
from sotsync.document.models import Document, Entry
from sotsync.document.reassign import mentions_of, reassign
from sotsync.document.render.categories import Category, category_of
from sotsync.errors import UsageError
from sotsync.files import Write
from sotsync.migrations.models import Migrations
from sotsync.patch.context import numbering_of
from sotsync.text import Location

__all__ = ["Reassigned", "Request", "reassigned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for.

    Attributes:
        old: The id to replace.
        new: Its new id; None for the next free one.
        table: The table of the entry that is meant, where two have the id.
        ref: What names the base branch; None for the usual one.
    """

    old: str
    new: str | None = None
    table: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned:
    """What is to be written.

    Attributes:
        new: The new id.
        writes: The files.
        left: Where the old id is mentioned still.
    """

    new: str
    writes: tuple[Write, ...]
    left: tuple[Location, ...]


def reassigned(
    project: Project, situation: Situation, migrations: Migrations, request: Request
) -> Reassigned:
    """What giving an entry another id changes.

    Raises:
        UsageError: No entry is meant, or several, or one whose id is permanent; or the new id is
            none, or taken.
        GitError: git knows no such base branch.
    """
    base = read_base(project, request.ref)
    if base is None:
        raise UsageError(
            "which ids are permanent is not known: there is no base branch",
            hint="name it with --base",
        )
    entry = _entry(situation, base, request)
    new = _new_id(project, situation, migrations, request, base)
    document = situation.document
    siblings = project.read_surroundings(document.source)
    changed = reassign(document, entry, new, (*siblings.siblings, *siblings.epics))
    writes = []
    for one in changed:
        if one.edits:
            is_own = one.source is document.source
            path = project.document if is_own else project.root / one.source.path
            after = one.source.edited(one.edits)
            writes.append(Write(path=path, source=after, expected=one.source))
    known = {file.path for one in changed for file in one.source.files}
    elsewhere = (
        place
        for source in project_texts(project.root)
        if source.path not in known
        for place in mentions_of(request.old, source)
    )
    left = (*(place for one in changed for place in one.left), *elsewhere)
    return Reassigned(new=new, writes=tuple(writes), left=left)


def _entry(situation: Situation, base: Base, request: Request) -> Entry:
    """The entry that is meant.

    Raises:
        UsageError: There is none, or several, or its id is on the base branch.
    """
    document = situation.document
    entries = [entry for entry in document.entries if entry.id == request.old]
    if not entries:
        raise UsageError(f"no entry has the id {request.old}", hint="`sotsync ids list` lists all")
    free = [entry for entry in entries if not _is_known(situation, base.document, entry)]
    if not free:
        raise UsageError(
            f"{request.old} is on the base branch {base.ref}, so its number is permanent",
            hint="a table that is gone keeps its id; a new one gets another",
        )
    if request.table is not None:
        wanted = request.table
        free = [one for one in free if wanted in _names(situation, one)]
        if not free:
            raise UsageError(f"no entry {request.old} that may change is about {wanted}")
    if len(free) > 1:
        raise UsageError(
            f"{len(free)} entries have the id {request.old}", hint="choose with --table"
        )
    return free[0]


def _is_known(situation: Situation, base: Document | None, entry: Entry) -> bool:
    """Whether the base branch has the entry's id, and for the same table."""
    former = [] if base is None else [one for one in base.entries if one.id == entry.id]
    if not former or base is None:
        return False
    if sum(one.id == entry.id for one in situation.document.entries) == 1:
        return True
    keys = (*situation.schema.tables, *situation.schema.views)
    known = map_entries(base, keys, gone=situation.replay.dropped)
    tables = {known.key_of(one) or _stated(one) for one in former}
    return bool(tables & _names(situation, entry)) or any(
        one.title.text == entry.title.text for one in former
    )


def _stated(entry: Entry) -> str | None:
    stated = stated_table(entry)
    return stated[0].key if len(stated) == 1 else None


def _names(situation: Situation, entry: Entry) -> frozenset[str]:
    """What the table of an entry may be called."""
    key = situation.key_of(entry) or _stated(entry)
    return frozenset() if key is None else frozenset((key, key.rpartition(".")[2]))


def _new_id(
    project: Project,
    situation: Situation,
    migrations: Migrations,
    request: Request,
    base: Base,
) -> str:
    """The new id.

    Raises:
        UsageError: The one that was asked for is none of the document, or taken.
    """
    prefix = situation.document.id_prefix
    rules = id_rules(project.settings)
    claims = claimed_ids(project, situation.schema, migrations, prefix, base)
    numbering = numbering_of(situation.document, claims, rules)
    if request.new is None:
        category = category_of(number_of(request.old) or 0, numbering.ranges)
        return format_id(prefix, numbering.following(category or Category.FEATURE))
    number = number_of(request.new)
    if (
        number is None
        or request.new != format_id(prefix, number)
        or not 0 < number <= rules.highest
    ):
        raise UsageError(
            f"{request.new!r} is no id of this document",
            hint=f"an id is {prefix}- and a number of {rules.digits} digits at most",
        )
    if number in numbering.used:
        raise UsageError(
            f"{request.new} is taken, or was once", hint="`sotsync ids next` prints a free one"
        )
    return request.new
