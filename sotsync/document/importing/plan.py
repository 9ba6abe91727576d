"""The import as a whole: files in, edits to a document and an account of every word out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.models import Carried, Harvest, Kind, Left, Reason, Text
from sotsync.document.importing.names import Names
from sotsync.document.importing.placement import place
from sotsync.document.importing.readers import read_file
from sotsync.document.mapping import map_entries
from sotsync.document.models import Document
from sotsync.replay.result import Replay
from sotsync.text import Edit, Source, apply_edits

__all__ = ["Import", "harvest_files", "plan_import"]

_SINGLE = frozenset(Kind) - {Kind.NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import would write, and what it would leave.

    Attributes:
        source: The document as it was.
        edits: What changes in it: human places only, and a Notes section in an entry.
        carried: Every text that is carried, with its place.
        left: Every text that is not, and why; names that nothing has.
        facts: How many facts the files state that migrations tell better.
        there: How many texts the document said already.
        files: The files that were read, in the order given.
    """

    source: Source
    edits: tuple[Edit, ...] = ()
    carried: tuple[Carried, ...] = ()
    left: tuple[Left, ...] = ()
    facts: int = 0
    there: int = 0
    files: tuple[str, ...] = ()

    def apply(self) -> Source:
        """The document with every text in its place."""
        return Source(self.source.path, apply_edits(self.source.text, self.edits))


def harvest_files(replay: Replay, sources: Iterable[Source]) -> tuple[Harvest, ...]:
    """What each file says of the tables and views of the replay, and what else it says."""
    names = Names(replay)
    return tuple(_harvest(names, source) for source in sources)


def _harvest(names: Names, source: Source) -> Harvest:
    gathering = Gathering(source, names)
    read_file(gathering)
    return gathering.harvest()


def plan_import(document: Document, replay: Replay, sources: Iterable[Source]) -> Import:
    """Bring human text from schema documents of any shape into ``document``.

    Facts are left to the migrations. Of two files that describe one thing the first is carried;
    what fits no field joins the Notes of its entry, and what is about nothing of ours is reported.

    Args:
        document: The document to fill; what a person has written there is never touched.
        replay: What the migrations make, and how names changed on the way.
        sources: Markdown, SQL, DBML, Prisma or tbls' JSON, in the order of their authority.
    """
    harvests = harvest_files(replay, sources)
    entries = map_entries(document, Names(replay).relations).entries
    texts: list[Text] = []
    left = [one for harvest in harvests for one in harvest.left]
    for text in _all_texts(harvests):
        if text.table in entries:
            texts.append(text)
        else:
            left.append(_without_entry(text))
    kept, conflicts = _first_of_each(texts)
    placement = place(document, entries, kept)
    return Import(
        source=document.source,
        edits=tuple(sorted(placement.edits)),
        carried=tuple(sorted(placement.carried, key=lambda one: one.text.location)),
        left=tuple(sorted((*left, *conflicts), key=lambda one: one.location)),
        facts=sum(harvest.facts for harvest in harvests),
        there=placement.there,
        files=tuple(harvest.path for harvest in harvests),
    )


def _all_texts(harvests: Iterable[Harvest]) -> Iterator[Text]:
    for harvest in harvests:
        yield from harvest.texts


def _without_entry(text: Text) -> Left:
    name = f"{text.table}.{text.member}" if text.member else text.table
    return Left(reason=Reason.NO_ENTRY, name=name, text=text.text, location=text.location)


def _first_of_each(texts: Iterable[Text]) -> tuple[list[Text], list[Left]]:
    """The texts of the first file that describes each thing, and those of later files."""
    first: dict[tuple[Kind, str, str], Text] = {}
    kept: list[Text] = []
    conflicts: list[Left] = []
    for text in texts:
        slot = (text.kind, text.table, text.member)
        earlier = first.setdefault(slot, text)
        is_other_file = earlier.location.path != text.location.path
        if text.kind in _SINGLE and is_other_file and not _is_same(earlier.text, text.text):
            conflicts.append(_conflict(text, earlier))
        else:
            kept.append(text)
    return kept, conflicts


def _is_same(one: str, other: str) -> bool:
    return " ".join(one.lower().split()) == " ".join(other.lower().split())


def _conflict(text: Text, earlier: Text) -> Left:
    name = f"{text.table}.{text.member}" if text.member else text.table
    return Left(
        reason=Reason.CONFLICT,
        name=name,
        text=text.text,
        location=text.location,
        where=earlier.location,
    )
