"""Names as other documents write them, matched with ours: never by guessing between two.

A name may be qualified or not, quoted, in back-ticks, capitalised, singular for plural, in camel
case. It may also be one that a migration has changed since: the rename history leads on.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.document.mapping import humanise
from sotsync.replay.history import Action, Operation
from sotsync.replay.result import Dropped, Replay
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.names import qualified, split_qualified

__all__ = ["Match", "Names", "clean"]

_FROM = re.compile(r"from (?P<old>.+)\Z")
_MARKS = re.compile(r"[`\"'\[\]*\u201c\u201d]")
_DEFAULT_SCHEMA = "public"
_LIKENESS = 0.66


def clean(text: str) -> str:
    """The name without the marks around it."""
    return _MARKS.sub("", text).strip().strip(":").strip()


@dataclass(frozen=True, slots=True)
class Match:
    """What a name stands for.

    Attributes:
        name: The key of the table, or the column's present name.
        is_exact: Whether it was written just so, but for the schema.
        former: The name as written, where a migration has changed it since.
    """

    name: str
    is_exact: bool = True
    former: str = ""


class Names:
    """The tables, views and columns of a replay, by every name that they may be called by."""

    def __init__(self, replay: Replay) -> None:
        schema = replay.schema
        self.dropped: Mapping[str, Dropped] = replay.dropped
        self.relations: dict[str, Table | View] = {**schema.tables, **schema.views}
        self.types = frozenset(_type_words(schema))
        self.others = self.types | frozenset(_other_names(schema))
        self._exact: dict[str, list[str]] = {}
        self._loose: dict[str, list[str]] = {}
        for key in self.relations:
            name = split_qualified(key)[-1]
            self._exact.setdefault(name, []).append(key)
            self._loose.setdefault(humanise(name), []).append(key)
        self._former: dict[str, set[str]] = {}
        self._renames: dict[str, list[tuple[str, str]]] = {}
        self._drops: dict[tuple[str, str], Operation] = {}
        for operation in replay.operations:
            self._take(operation)

    def _take(self, operation: Operation) -> None:
        old = _FROM.match(operation.detail)
        name = split_qualified(old["old"])[-1] if old else ""
        if operation.action is Action.RENAME_TABLE and old:
            self._former.setdefault(name, set()).add(operation.object)
        elif operation.action is Action.RENAME_COLUMN and old:
            self._renames.setdefault(operation.object, []).append((name, operation.subject))
        elif operation.action is Action.DROP_COLUMN:
            self._drops[operation.object, operation.subject] = operation

    def table(self, text: str, *, is_loose: bool = True) -> Match | None:
        """The table or view that ``text`` names; None where it names none or several."""
        name = clean(text)
        parts = split_qualified(name) if name else ()
        if not parts or len(parts) > 2:  # noqa: PLR2004 - a schema and a name
            return None
        if len(parts) == 2:  # noqa: PLR2004 - the same
            return self._qualified(parts[0], parts[1])
        for candidate in dict.fromkeys((name, name.lower())):
            if keys := self._exact.get(candidate):
                # PostgreSQL folds a bare name to lower case, and looks in public first.
                return self._one(keys, is_exact=candidate == name, is_folded=True)
        if is_loose and (keys := self._loose.get(humanise(name))):
            return self._one(keys, is_exact=False)
        former = self._former.get(name) or self._former.get(name.lower()) or set()
        return Match(min(former), former=name) if len(former) == 1 else None

    def _qualified(self, schema: str, name: str) -> Match | None:
        for candidate in ((schema, name), (schema.lower(), name.lower())):
            key = qualified(*candidate)
            if key in self.relations:
                return Match(key)
        former = {key for key in self._former.get(name, ()) if split_qualified(key)[0] == schema}
        return Match(min(former), former=name) if len(former) == 1 else None

    @staticmethod
    def _one(keys: list[str], *, is_exact: bool, is_folded: bool = False) -> Match | None:
        if len(keys) == 1:
            return Match(keys[0], is_exact)
        public = [key for key in keys if split_qualified(key)[0] == _DEFAULT_SCHEMA]
        return Match(public[0], is_exact) if is_folded and len(public) == 1 else None

    def column(self, key: str, text: str, *, is_loose: bool = True) -> Match | None:
        """The column of the table ``key`` that ``text`` names; None where it names none."""
        name = clean(text)
        columns = self.relations[key].columns
        if not name or name in columns:
            return Match(name) if name else None
        same = [one for one in columns if one.lower() == name.lower()]
        if len(same) == 1:
            return Match(same[0])
        renamed = self._renamed(key, name)
        if renamed is not None:
            return Match(renamed, former=name)
        if is_loose:
            folded = humanise(name)
            like = [one for one in columns if folded and humanise(one) == folded]
            if len(like) == 1 and self._is_same_number(like[0], name):
                return Match(like[0], is_exact=False)
        return None

    def default(self, key: str, column: str) -> str:
        """The default of a column of ours; ``""`` where it has none."""
        return self.relations[key].columns[column].default or ""

    @staticmethod
    def _is_same_number(ours: str, theirs: str) -> bool:
        """Whether the two are both plural or both singular: ``tag`` and ``tags`` are two things."""
        return ours.lower().endswith("s") == theirs.lower().endswith("s")

    def _renamed(self, key: str, name: str) -> str | None:
        current = name
        for old, new in self._renames.get(key, ()):
            current = new if old == current else current
        return current if current != name and current in self.relations[key].columns else None

    def indexes(self, key: str) -> frozenset[str]:
        """The names of a table's indexes, those behind its constraints included."""
        relation = self.relations[key]
        constraints = relation.constraints if isinstance(relation, Table) else ()
        return frozenset((*relation.indexes, *constraints))

    def table_of_index(self, name: str) -> str:
        """The key of the one table that has an index of that name; ``""`` where none has."""
        name = (split_qualified(name) or ("",))[-1]
        found = [key for key, relation in self.relations.items() if name in relation.indexes]
        return found[0] if len(found) == 1 else ""

    def policies(self, key: str) -> frozenset[str]:
        """The names of a table's policies."""
        relation = self.relations[key]
        return frozenset(relation.policies if isinstance(relation, Table) else ())

    def drop_of(self, key: str, column: str) -> Operation | None:
        """What dropped that column of the table."""
        return self._drops.get((key, clean(column)))

    def dropped_table(self, text: str) -> Dropped | None:
        """The table of that name that is gone."""
        name = split_qualified(clean(text))[-1:]
        found = [one for key, one in self.dropped.items() if split_qualified(key)[-1:] == name]
        return found[0] if len(found) == 1 else None

    def nearest_table(self, text: str) -> str:
        """The table most like that name, or nothing."""
        name = (split_qualified(clean(text)) or ("",))[-1]
        return _nearest(name, self._exact)

    def nearest_column(self, key: str, text: str) -> str:
        """The column of that table most like that name, or nothing."""
        return _nearest(clean(text), self.relations[key].columns)


def _nearest(name: str, names: Iterable[str]) -> str:
    lowered = {one.lower(): one for one in names}
    found = difflib.get_close_matches(name.lower(), sorted(lowered), n=1, cutoff=_LIKENESS)
    return lowered[found[0]] if found else ""


def _other_names(schema: Schema) -> Iterable[str]:
    """Names of what is no table: functions, triggers, indexes."""
    for key in schema.functions:
        yield split_qualified(key.partition("(")[0])[-1]
    for relation in (*schema.tables.values(), *schema.views.values()):
        yield from relation.triggers
        yield from relation.indexes


def _type_words(schema: Schema) -> Iterable[str]:
    for members in (schema.enums, schema.domains, schema.composite_types):
        yield from (split_qualified(key)[-1].lower() for key in members)
