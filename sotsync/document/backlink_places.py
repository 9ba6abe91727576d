"""Where a missing back-link belongs: the one list that is there for it, if there is just one.

Where the list is not the only one that could be meant, or is not there, only a person knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sotsync.document.backlinks import Pair, Reference, References
from sotsync.document.regions import RelatedList
from sotsync.document.siblings import LabelledList, labelled_lists

__all__ = ["list_here", "list_there"]

_TITLE_WORDS = {"API": "api", "UJ": "journey", "BR": "rule", "TEST": "test"}
"""A word in the title of the entry's list for ids of a kind."""

_LABELS = {
    "API": "database operations",
    "UJ": "database tables accessed",
    "BR": "database constraints",
    "TEST": "validates",
}
"""The label of the list for entries in a definition of a kind."""

_FLAT = "related ids"
_POLICY = re.compile(r"\b(?:rls|polic(?:y|ies)|row[- ]level)\b", re.IGNORECASE)


def list_here(references: References, pair: Pair) -> RelatedList | None:
    """The list of the entry that is there for what names it."""
    reference = references.incoming[pair]
    lists = references.entries[pair[0]].regions.related
    return _related_list(lists, pair[1], is_policy=_is_about_policies(reference))


def _related_list(
    lists: Sequence[RelatedList], other: str, *, is_policy: bool
) -> RelatedList | None:
    """The one list of an entry that is there for an id, if there is just one."""
    kind = other.partition("-")[0]
    testing = [one for one in lists if "rls" in one.title.lower()]
    usual = [one for one in lists if one not in testing]
    word = _TITLE_WORDS.get(kind, kind.lower())
    return _first_alone(
        testing if is_policy and kind == "TEST" else (),
        [one for one in usual if one.title and word in one.title.lower()],
        [
            one
            for one in usual
            if any(line.id is not None and _is_of(line.id.text, kind) for line in one.lines)
        ],
        [one for one in usual if not one.title or one.title.lower() == _FLAT],
    )


def _is_of(identifier: str, kind: str) -> bool:
    return identifier.startswith(f"{kind}-")


def _first_alone(*choices: Sequence[RelatedList]) -> RelatedList | None:
    found = next((one for one in choices if one), ())
    return found[0] if len(found) == 1 else None


def _is_about_policies(reference: Reference) -> bool:
    return _POLICY.search(f"{reference.note} {reference.words}") is not None


def list_there(references: References, other: str) -> LabelledList | None:
    """The list of a definition that is there for the entries that name it."""
    home = references.home(other)
    if home is None:
        return None
    lists = labelled_lists(home.sibling, home.definition)
    label = _LABELS.get(home.definition.id.partition("-")[0], _FLAT)
    prefix = f"{references.document.id_prefix}-"
    listing = {
        citation.place
        for citation in home.definition.citations
        if citation.is_listed and citation.id.startswith(prefix)
    }
    choices = (
        [one for one in lists if one.label == label],
        [one for one in lists if any(line.contains(at) for line in one.bullets for at in listing)],
        [one for one in lists if one.label == _FLAT],
    )
    found: Sequence[LabelledList] = next((one for one in choices if one), ())
    return found[0] if len(found) == 1 else None
