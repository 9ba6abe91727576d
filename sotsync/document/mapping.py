"""Which entry describes which table: by what the entry states, and by its title only at the last.

Nothing is guessed: where two entries state one table, or a title fits two tables, the entries are
reported and left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.document.models import Document, Entry
from sotsync.findings import Finding

__all__ = ["EntryMapping", "map_entries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMapping:
    """Entries and tables, matched.

    Attributes:
        entries: Table key → its one entry. A key that is not among the known tables stands for an
            entry that states a table which is not there (dropped, planned, or misspelt).
        unmapped: Entries that state no table and whose title fits none; templates are not among
            them, deprecated ones are not either.
        ambiguous: Entries that must not be written, because they share a table or fit several.
        findings: Why, for every entry of the two groups above.
    """

    entries: Mapping[str, Entry]
    unmapped: tuple[Entry, ...] = ()
    ambiguous: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()

    def key_of(self, entry: Entry) -> str | None:
        """The table of ``entry``; None where it is unmapped or ambiguous."""
        return next((key for key, mapped in self.entries.items() if mapped is entry), None)


def map_entries(
    document: Document, keys: Iterable[str], aliases: Mapping[str, str] | None = None
) -> EntryMapping:
    """Match the entries of ``document`` with the tables and views ``keys``.

    An entry states its table by a ``<!-- sotsync: table=public.orders -->`` comment, else by the
    table or view that its DDL creates, else by a ``**Table**:`` line; else its title is compared
    with the names, without regard to case, spaces, underscores and plural.

    Args:
        document: Whose entries.
        keys: Qualified names of the tables and views that exist.
        aliases: Earlier names of tables → present keys, so that an entry follows a rename.
    """
