"""Which references were reviewed, and what their tables were then: a small file to commit.

One line a reference, sorted, so that two branches that review different references merge by
themselves. It holds no date: what counts is what the table was, not when.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sotsync.diff.fingerprints import Fingerprint, fingerprint
from sotsync.diff.situation import former_relations
from sotsync.document.backlinks import Pair, References
from sotsync.document.mapping import map_entries
from sotsync.errors import InputError
from sotsync.findings import Finding, Severity
from sotsync.schema.models import Schema, Table, View
from sotsync.schema.models.base import SchemaObject
from sotsync.schema.scope import Scope
from sotsync.text import Location, Source

__all__ = ["Review", "Reviewable", "check_reviews", "parse_review", "render_review", "reviewable"]

SUSPECT = "D077"
"""A table has changed since references to it were reviewed."""

_FORMAT = "sotsync.review/1"
_AGAIN = "resolve it, or write it anew with `sotsync review --all`"
_PAIR = re.compile(r"(\S+) (\S+)")
_LISTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The fingerprint of each reviewed reference's table, by the reference."""

    reviewed: Mapping[Pair, Fingerprint] = field(default_factory=dict)


def parse_review(source: Source) -> Review:
    """Read a file of reviewed references.

    A reference that stands twice with two fingerprints, as after a careless merge, is not reviewed.

    Raises:
        InputError: It is none.
    """
    try:
        stated = json.loads(source.text, object_pairs_hook=_without_doubt)
    except (json.JSONDecodeError, RecursionError) as error:
        line, column = (error.lineno, error.colno) if isinstance(error, ValueError) else (0, 1)
        raise InputError(
            "is not JSON", location=Location(source.path, line, column), hint=_AGAIN
        ) from error
    is_ours = isinstance(stated, dict) and stated.get("format") == _FORMAT
    reviewed = stated.get("reviewed") if is_ours else None
    if not isinstance(reviewed, dict):
        raise InputError(
            f"is no list of reviewed references of the form {_FORMAT}",
            location=Location(source.path),
            hint=_AGAIN,
        )
    return Review(reviewed=dict(_pairs(reviewed)))


def _without_doubt(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        found[key] = value if found.get(key, value) == value else None
    return found


def _pairs(reviewed: Mapping[str, object]) -> Iterator[tuple[Pair, Fingerprint]]:
    for key, value in reviewed.items():
        match = _PAIR.fullmatch(key)
        if match is not None and isinstance(value, str):
            yield (match[1], match[2]), Fingerprint.parse(value)


def render_review(review: Review, newline: str = "\n") -> str:
    """The file's text, one line a reference."""
    lines = [
        f"    {json.dumps(' '.join(pair))}: {json.dumps(str(review.reviewed[pair]))}"
        for pair in sorted(review.reviewed)
    ]
    body = f"{{{newline}{f',{newline}'.join(lines)}{newline}  }}" if lines else "{}"
    head = f'  "format": {json.dumps(_FORMAT)},{newline}  "reviewed": '
    return f"{{{newline}{head}{body}{newline}}}{newline}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewable:
    """What references can be reviewed now.

    Attributes:
        references: The document and its siblings.
        relations: The table or view of each entry, by the entry's id.
        fingerprints: The present fingerprint of each reference's table.
    """

    references: References
    relations: Mapping[str, Table | View]
    fingerprints: Mapping[Pair, Fingerprint]


def reviewable(references: References, schema: Schema) -> Reviewable:
    """Every reference whose both ends are there and whose table exists."""
    mapping = map_entries(
        references.document, (*schema.tables, *schema.views), former_relations(schema)
    )
    relations: dict[str, Table | View] = {}
    for key, entry in mapping.entries.items():
        relation = schema.relation(key)
        if relation is not None and references.entries.get(entry.id) is entry:
            relations[entry.id] = relation
    scope = Scope(schema)
    cited = sorted({entry for entry, _ in references.pairs} & relations.keys())
    prints = {entry: fingerprint(relations[entry], schema, scope) for entry in cited}
    return Reviewable(
        references=references,
        relations=relations,
        fingerprints={pair: prints[pair[0]] for pair in references.pairs if pair[0] in prints},
    )


def check_reviews(present: Reviewable, review: Review) -> tuple[Finding, ...]:
    """The references whose table has changed since they were reviewed, and those that never were.

    What others rely on having changed is a warning; anything else about the table is a note.
    """
    changed: dict[tuple[str, bool], list[str]] = {}
    fresh: dict[str, list[str]] = {}
    for (entry, other), now in present.fingerprints.items():
        before = review.reviewed.get((entry, other))
        if before is None:
            fresh.setdefault(entry, []).append(other)
        elif before != now:
            is_contract = before.contract != now.contract
            changed.setdefault((entry, is_contract), []).append(other)
    found = [
        _suspect(present, entry, others, is_contract=is_contract)
        for (entry, is_contract), others in sorted(changed.items())
    ]
    return (*found, *(_new(present, entry, fresh[entry]) for entry in sorted(fresh)))


def _suspect(present: Reviewable, entry: str, others: list[str], *, is_contract: bool) -> Finding:
    relation = present.relations[entry]
    key = f"{relation.schema_name}.{relation.name}"
    what = "has changed" if is_contract else "is made otherwise"
    return Finding(
        code=SUSPECT,
        severity=Severity.WARNING if is_contract else Severity.INFO,
        message=f"{key} {what} since what refers to {entry} was reviewed: "
        f"{_shown(present, entry, others)}",
        object=entry,
        document=_place(present, entry),
        migration=_last_change(relation),
        hint=f"Check them, then run sotsync review {entry}",
    )


def _last_change(relation: Table | View) -> Location | None:
    """The last statement that touched a table or anything that is part of it."""
    parts: list[Mapping[str, SchemaObject]] = [
        relation.columns,
        relation.indexes,
        relation.triggers,
        relation.rules,
    ]
    if isinstance(relation, Table):
        parts += [relation.constraints, relation.policies]
    origins = [relation.origin, *(one.origin for part in parts for one in part.values())]
    places = [place for origin in origins for place in (origin.changed, origin.created) if place]
    touched = relation.origin.touched
    if not touched:
        return relation.origin.changed or relation.origin.created
    last = [place for place in places if place.path == touched[-1]]
    return max(last, default=Location(touched[-1]))


def _new(present: Reviewable, entry: str, others: list[str]) -> Finding:
    return Finding(
        code=SUSPECT,
        severity=Severity.INFO,
        message=f"what refers to {entry} was never reviewed: {_shown(present, entry, others)}",
        object=entry,
        document=_place(present, entry),
        hint=f"Check them, then run sotsync review {entry}",
    )


def _place(present: Reviewable, entry: str) -> Location:
    references = present.references
    heading = references.entries[entry].heading
    return references.document.source.location(heading.line.start)


def _shown(present: Reviewable, entry: str, others: Iterable[str]) -> str:
    told = []
    for other in others:
        pair = (entry, other)
        references = present.references
        reference = references.incoming.get(pair) or references.outgoing[pair]
        told.append(f"{other} ({reference.place.path_and_line})")
    more = len(told) - _LISTED
    return ", ".join(told[:_LISTED]) + (f" and {more} more" if more > 0 else "")
