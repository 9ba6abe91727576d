"""Bringing each side of a merge in step with the migrations of both, before and after it.

A merge of three texts that state the same schema has only people's words to merge: a table that one
side dropped is deprecated on all three, with the words that the other side wrote in the meantime; a
column that one side renamed is renamed on all three. So the generated regions are written anew
first, on each side, and what is merged is what then differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sotsync.document.claims import IdClaims
from sotsync.document.ids import used_numbers, without_ranges
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay

__all__ = ["Regeneration", "with_ids_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regeneration:
    """What the migrations of both sides make, and how a document is written from it.

    Attributes:
        replay: What the migrations make.
        schemas: The only schemas whose tables are documented; all of them where it is empty.
        dates: The days of the migrations.
        claims: Ids that are taken outside of the document.
        tags: The ids that comments in migrations give to tables.
        options: What a team has chosen.
    """

    replay: Replay
    schemas: tuple[str, ...] = ()
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    claims: IdClaims = field(default_factory=IdClaims)
    tags: Mapping[str, str] = field(default_factory=dict)
    options: PatchOptions = field(default_factory=PatchOptions)

    def with_tables(self, tables: Mapping[str, str]) -> Regeneration:
        """The same, with the ids that new tables get."""
        claims = replace(self.claims, tables={**self.claims.tables, **tables})
        return replace(self, claims=claims)

    def applied(self, document: Document, *, is_proven: bool = True) -> Document:
        """The document in step.

        Args:
            document: The document.
            is_proven: Whether the promises of a patch are proven on the result. What is merged
                next need not be: the end of the merge is.

        Raises:
            PromiseError: A promise would be broken.
            DocumentError: No id is left for a new entry, or the result is no document.
        """
        patch = plan_patch(
            document,
            self.replay,
            schemas=self.schemas,
            dates=self.dates,
            claims=self.claims,
            tags=self.tags,
            options=self.options,
        )
        if not patch.edits:
            return document
        is_split = len(document.source.files) > 1
        if is_proven or is_split or self.options.is_split:  # Only a proof makes files of entries.
            return parse_document(patch.apply())
        return parse_document(document.source.edited(patch.edits))


def with_ids_of(claims: IdClaims, prefix: str, texts: tuple[str, ...]) -> IdClaims:
    """The claims, with every id that the texts mention."""
    there = used_numbers(prefix, [without_ranges(text) for text in texts])
    return replace(claims, numbers=claims.numbers | there)
