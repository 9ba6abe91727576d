"""What each code stands for, in a few words: the rules of formats that list them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sotsync.diff.codes import CODES as DRIFT_CODES
from sotsync.replay.codes import CODES as REPLAY_CODES

__all__ = ["BOOKKEEPING", "TITLES", "title_of"]

BOOKKEEPING = frozenset({"D090", "D091", "D092"})
"""Dates and histories: they follow from other changes, so people read them in one line."""

_OTHERS = {
    "A001": "An entry of the setting `accept` covers no finding",
    "M001": "The tool that the folder belongs to does not apply the file",
    "D140": "A line of the front matter is not what its YAML says",
    "D141": "An entry's heading stands inside another entry",
    "D142": "A generated region stands inside a list or a quote",
    "D143": "A code block is never closed",
    "D144": "An entry has a second region of one kind",
    "D145": "Two entries are about one table",
    "D146": "An entry's SQL creates several tables",
    "D147": "An entry is still a copy of the template",
    "D071": "The document names a file that does not exist",
    "D074": "Another document cites an id that no entry defines",
    "D075": "One document names another that does not name it back",
    "D076": "Another document cites a deprecated entry, or an anchor that has changed",
    "D077": "A table has changed since references to it were reviewed",
    "D078": "Other documents define an id more than once",
    "P001": "An SQL block of an entry cannot be written without guessing",
    "P002": "No migration ever made or dropped an entry's table",
    "P003": "An entry would not be read as one where it belongs",
    "P004": "An entry that is to be moved shares its id with another",
}

TITLES: Mapping[str, str] = MappingProxyType(
    dict(
        sorted(
            {
                **_OTHERS,
                **{str(code): entry.title for code, entry in REPLAY_CODES.items()},
                **{code: row.title for code, row in DRIFT_CODES.items()},
            }.items()
        )
    )
)
"""Every code's title, sorted by code; the reference pages have the same."""


def title_of(code: str) -> str:
    """The title of ``code``; the code itself for one that has none."""
    return TITLES.get(code, code)
