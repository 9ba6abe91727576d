"""The Cross-Reference Index: the entries' Related IDs, read from the other end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sotsync.document.models import CrossReferenceList, Entry

__all__ = [
    "ListKind",
    "cited_entries",
    "cross_reference_line",
    "expected_references",
    "list_prefix",
    "list_verb",
]

ListKind = Mapping[str, Mapping[str, str]]
"""A sibling's id → the entries that name it → ``RW`` and the like, or ``""``."""

_WORDS = {"api": "API", "journey": "UJ", "rule": "BR", "test": "TEST"}
_VERBS = {"API": "accesses", "UJ": "uses", "BR": "enforced by", "TEST": "validates"}
_ACCESS = re.compile(r"\(([^()]*)\)\s*$")
_LETTERS = (("R", "read"), ("W", "write"), ("U", "update"), ("D", "delete"))


def list_prefix(listed: CrossReferenceList) -> str | None:
    """The prefix of the ids that a list is about, by the words of its title."""
    title = listed.title.lower()
    return next((prefix for word, prefix in _WORDS.items() if word in title), None)


def list_verb(prefix: str) -> str:
    """What stands between a sibling's id and the entries."""
    return _VERBS[prefix]


def expected_references(entries: Iterable[Entry]) -> Mapping[str, ListKind]:
    """What the lists should say, by the prefix of their ids.

    A prefix is a key only once an entry names an id of it: until then a list is a person's.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for entry in entries:
        for listed in entry.regions.related:
            for line in listed.lines:
                if line.id is None:
                    continue
                targets = found.setdefault(line.id.text.partition("-")[0], {})
                cited = targets.setdefault(line.id.text, {})
                flags = _flags(line.tail.text if line.tail is not None else "")
                cited[entry.id] = cited.get(entry.id) or flags
    return found


def _flags(tail: str) -> str:
    """``RW`` for ``(Read/Write)``: the words in the parentheses that end a line."""
    match = _ACCESS.search(tail)
    words = match[1].lower() if match else ""
    return "".join(letter for letter, word in _LETTERS if word in words)


def cross_reference_line(identifier: str, verb: str, targets: Mapping[str, str]) -> str:
    """``- API-045 accesses: DBT-001 (RW), DBT-018 (R)``."""
    return f"- {identifier} {verb}: {cited_entries(targets)}"


def cited_entries(targets: Mapping[str, str]) -> str:
    """``DBT-001 (RW), DBT-018 (R)``: entries with their notes, in the order of their ids."""
    return ", ".join(
        f"{target} ({note})" if note else target for target, note in sorted(targets.items())
    )
