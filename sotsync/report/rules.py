"""What each code stands for, in a few words: the rules of formats that list them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sotsync.diff.codes import CODES as DRIFT_CODES
from sotsync.document.codes import CODES as DOCUMENT_CODES
from sotsync.replay.codes import CODES as REPLAY_CODES

__all__ = ["BOOKKEEPING", "TITLES", "title_of"]

BOOKKEEPING = frozenset({"D090", "D091", "D092"})
"""Dates and histories: they follow from other changes, so people read them in one line."""

_OTHERS = {
    "D077": "A table has changed since references to it were reviewed",
    "A001": "An entry of the setting `accept` covers no finding",
    "M001": "The tool that the folder belongs to does not apply the file",
    "P001": "An SQL block of an entry cannot be written without guessing",
    "P002": "No migration ever made or dropped an entry's table",
    "P003": "An entry would not be read as one where it belongs",
    "P004": "An entry that is to be moved shares its id with another",
    "P005": "A table may have been renamed by dropping and creating it",
}

TITLES: Mapping[str, str] = MappingProxyType(
    dict(
        sorted(
            {
                **_OTHERS,
                **{str(code): entry.title for code, entry in DOCUMENT_CODES.items()},
                **{str(code): entry.title for code, entry in REPLAY_CODES.items()},
                **{code: row.title for code, row in DRIFT_CODES.items()},
            }.items()
        )
    )
)
"""Every code's title, sorted by code; the reference pages have the same."""


def title_of(code: str) -> str:
    """The title of ``code``; the code itself for one that has none."""
    if code.startswith("SC"):
        from sotsync.rules.titles import rule_title  # noqa: PLC0415 - few reports are of rules

        return rule_title(code)
    return TITLES.get(code, code)
