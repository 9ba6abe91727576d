"""Foreign Key Relationships: lines of links, whose words after the dash are a person's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sotsync.diff.references import match_lines
from sotsync.diff.situation import Situation
from sotsync.document.placeholders import is_unfilled
from sotsync.document.regions import ReferenceLine, ReferenceList
from sotsync.document.render.entry import NO_RELATIONSHIPS
from sotsync.document.render.links import Directory, Relationship, relationship_line
from sotsync.patch.lost_words import ARROW
from sotsync.patch.pen import Pen

__all__ = ["ReferencePlan"]

_NOTHING = re.compile(r"[_*(]*(?:none|nothing|n/a|-)[\w ]*[)_*.]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """The plan for the reference lists of one document.

    Attributes:
        pen: Where the edits go.
        situation: Which entry is about which table.
        directory: How entries are cited once the patch is applied.
    """

    pen: Pen
    situation: Situation
    directory: Directory

    def write(
        self, references: ReferenceList, expected: Iterable[Relationship]
    ) -> Mapping[str, str]:
        """Bring the lines in step with the foreign keys.

        Returns:
            What people wrote on the lines that were removed, by what the line was about.
        """
        # Anchors that change are followed in every link; entries to come are cited here first.
        cited = {**self.directory, **self.situation.directory}
        match = match_lines(references.lines, expected, self.situation, cited)
        for line, relationship in match.wrong:
            body = relationship_line(relationship, self.directory)
            self.pen.write(line.body.span, body, "foreign key line")
        lost: dict[str, str] = {}
        for line in match.extra:
            if line.tail is not None and line.tail.text and not is_unfilled(line.tail.text):
                lost[_about(line)] = line.tail.text
            self.pen.remove(line.line, "foreign key line removed")
        self._add(references, match.missing)
        left = len((*match.correct, *match.wrong, *match.missing, *match.undecided))
        if match.extra and not left:
            self._insert(references, (NO_RELATIONSHIPS,))
        return lost

    def _add(self, references: ReferenceList, missing: tuple[Relationship, ...]) -> None:
        if not missing:
            return
        for line in references.lines:
            if line.target_id is None and _NOTHING.match(line.body.text):
                self.pen.remove(line.line, "foreign key line added")
        self._insert(references, [relationship_line(one, self.directory) for one in missing])

    def _insert(self, references: ReferenceList, texts: Iterable[str]) -> None:
        indent = references.lines[-1].indent if references.lines else "  - "
        lines = [indent + text for text in texts]
        self.pen.insert(references.insert_at, lines, "foreign key line added")


def _about(line: ReferenceLine) -> str:
    columns = ", ".join(line.columns)
    target = line.target_id or line.target_table or line.body.text
    return f"{columns}{ARROW}{target}" if columns else target
