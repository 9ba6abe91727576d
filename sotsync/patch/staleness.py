"""Which statements of an entry's fences are out of date, read off the comparison that explains it.

``diff`` follows renames, so that one rename is one change; a fence has to be rewritten wherever the
old name stands. Here the comparison is made without following them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.diff.changes import Change, Ghost, Renamed, Subject, Undocumented
from sotsync.diff.members import Comparison
from sotsync.diff.relations import compare_relations, subject_of
from sotsync.schema.canonical import Scope
from sotsync.schema.models import Table, View
from sotsync.schema.names import split_qualified
from sotsync.schema.render.style import key_of

__all__ = ["Staleness", "find_staleness", "staleness_of"]

_COMMENT_CODE = "D120"
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Staleness:
    """What of one relation's SQL is out of date.

    Attributes:
        is_unknown: Whether the fences state no such relation, or under another name: all is stale.
        objects: The kind and name of everything that is missing or differs; ``""`` is the whole.
        missing: The kind and name of everything that the fences do not state at all.
        comments: The kind and name of everything whose comment differs.
        ghosts: The kind and name of everything that does not exist.
        former: The kind and name of everything renamed → its name in the document.
    """

    is_unknown: bool
    objects: frozenset[tuple[Subject, str]] = frozenset()
    missing: frozenset[tuple[Subject, str]] = frozenset()
    comments: frozenset[tuple[Subject, str]] = frozenset()
    ghosts: frozenset[tuple[Subject, str]] = frozenset()
    former: Mapping[tuple[Subject, str], str] | None = None

    def has(self, subject: Subject, name: str = _WHOLE) -> bool:
        """Whether what the fences say of it is to be replaced."""
        return self.is_unknown or (subject, name) in self.objects

    def has_comment(self, subject: Subject, name: str = _WHOLE) -> bool:
        """The same for the comment on it, which names it."""
        is_renamed = self.former_name(subject, name) is not None
        return self.is_unknown or is_renamed or (subject, name) in self.comments | self.missing

    def is_missing(self, subject: Subject, name: str) -> bool:
        """Whether the fences state no such thing."""
        return (subject, name) in self.missing

    def former_name(self, subject: Subject, name: str) -> str | None:
        """The name that it has in the document, where that is an old one."""
        return (self.former or {}).get((subject, name))

    def names(self, subject: Subject) -> tuple[str, ...]:
        """The names of all of a kind that are missing or differ, sorted."""
        return tuple(sorted(name for kind, name in self.objects if kind is subject and name))

    def __bool__(self) -> bool:
        return self.is_unknown or bool(self.objects or self.comments or self.ghosts)


def find_staleness(
    documented: Table | View | None, actual: Table | View, scope: Scope | None = None
) -> Staleness:
    """Compare a relation with what the fences state of it, in the scope of the actual schema."""
    if documented is actual:
        return Staleness(is_unknown=False)
    if documented is None or type(documented) is not type(actual):
        return Staleness(is_unknown=True)
    using = Comparison(scope=scope)
    changes = tuple(compare_relations(key_of(actual), documented, actual, using))
    return staleness_of(changes, documented, actual)


def staleness_of(
    changes: Iterable[Change], documented: Table | View, actual: Table | View
) -> Staleness:
    """What is out of date of a relation, read off the changes of a comparison."""
    key, changes = key_of(actual), tuple(changes)
    return Staleness(
        is_unknown=key_of(documented) != key,
        objects=frozenset(
            _target(one, key)
            for one in changes
            if one.code != _COMMENT_CODE and not isinstance(one, Ghost)
        ),
        missing=frozenset(_target(one, key) for one in changes if isinstance(one, Undocumented)),
        comments=frozenset(_target(one, key) for one in changes if one.code == _COMMENT_CODE),
        ghosts=frozenset(_target(one, key) for one in changes if isinstance(one, Ghost)),
        former=_former_names(documented, actual, changes),
    )


def _former_names(
    documented: Table | View, actual: Table | View, changes: Iterable[Change]
) -> Mapping[tuple[Subject, str], str]:
    key = key_of(actual)
    found = {
        _target(one, key): one.documented
        for one in changes
        if isinstance(one, Renamed) and one.documented is not None
    }
    if documented.name != actual.name:
        found[subject_of(actual), _WHOLE] = documented.name
    return found


def _target(change: Change, key: str) -> tuple[Subject, str]:
    is_whole = change.object == key
    return change.subject, _WHOLE if is_whole else split_qualified(change.object)[-1]
