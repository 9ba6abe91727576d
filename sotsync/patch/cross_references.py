"""The lists of the Cross-Reference Index, in step with the entries' Related IDs.

A list follows the entries once any of them names an id of its kind; until then it is a person's,
and only entries that this patch deprecates are taken off it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sotsync.diff.outline import line_after
from sotsync.diff.situation import Situation
from sotsync.document.models import CrossReferenceLine, CrossReferenceList
from sotsync.document.render.cross_references import (
    ListKind,
    cross_reference_line,
    expected_references,
    list_prefix,
    list_verb,
)
from sotsync.document.render.page import NO_REFERENCES
from sotsync.patch.context import Context
from sotsync.patch.pen import Pen
from sotsync.text import Span

__all__ = ["plan_cross_references"]


def plan_cross_references(pen: Pen, context: Context) -> None:
    """Bring every list in step."""
    index = context.document.cross_references
    if index is None or not context.has_entries:
        return
    expected = expected_references(subject.entry for subject in context.situation.subjects)
    moved = frozenset(entry.id for entry in context.moved)
    for listed in index.lists:
        prefix = list_prefix(listed)
        if prefix is not None:
            plan = _ListPlan(pen, context.situation, listed, list_verb(prefix), moved)
            plan.write(expected.get(prefix))


@dataclass(frozen=True, slots=True)
class _ListPlan:
    pen: Pen
    situation: Situation
    listed: CrossReferenceList
    verb: str
    moved: frozenset[str]

    def write(self, wanted: ListKind | None) -> None:
        for line in self.listed.lines:
            stated = dict(line.targets)
            targets: Mapping[str, str]
            if wanted is None:
                targets = {one: flag for one, flag in stated.items() if one not in self.moved}
            else:
                targets = line_after(self.situation, stated, wanted.get(line.id, {}))
            if targets.keys() != stated.keys():
                self._rewrite(line, targets)
        listed = {line.id for line in self.listed.lines}
        missing = {
            identifier: targets
            for identifier in sorted((wanted or {}).keys() - listed)
            if (targets := line_after(self.situation, {}, (wanted or {})[identifier]))
        }
        if missing:
            self._insert(missing)

    def _rewrite(self, line: CrossReferenceLine, targets: Mapping[str, str]) -> None:
        sentence = f"cross-references of {line.id}"
        if targets:
            text = cross_reference_line(line.id, line.verb or self.verb, targets)
            self.pen.write(line.line, text, sentence)
        else:
            self.pen.remove(line.line, sentence)

    def _insert(self, missing: ListKind) -> None:
        lines = [cross_reference_line(one, self.verb, cited) for one, cited in missing.items()]
        text = self.pen.source.text
        start = self.listed.insert_at
        if not self.listed.lines and text.startswith(NO_REFERENCES, start):
            span = Span(start, start + len(NO_REFERENCES))
            self.pen.write(span, self.pen.source.newline.join(lines), "cross-references added")
        else:
            self.pen.insert(start, lines, "cross-references added")
