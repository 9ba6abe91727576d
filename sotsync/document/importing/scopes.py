"""What a place in a foreign document is about: a table's section, or text about none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import clean
from sotsync.document.importing.words import Topic, kind_of_label, topic_of

__all__ = ["LABEL_LEVEL", "General", "Scope", "is_about_values"]

LABEL_LEVEL = 7
"""The level of a section that a label begins: deeper than every heading."""


_FACT_LABELS = frozenset({"schema", "id", "primary key", "pk", "rls enabled"})
_ENTRY_LABELS = frozenset({"category", "status", "created", "last updated", "table"})


@dataclass(slots=True)
class Scope:
    """The table that the text is about; an unknown one has no key."""

    level: int
    name: str = ""
    key: str = ""
    topic: Topic = Topic.NONE
    subheading: str = ""
    has_purpose: bool = False
    has_columns: bool = False
    is_reported: bool = False
    is_bold: bool = False
    is_certain: bool = True
    is_identified: bool = False

    def is_fact_label(self, label: str) -> bool:
        """Whether a labelled line states a fact: an entry with an id has lines for some."""
        name = label.lower()
        return name in _FACT_LABELS or (self.is_identified and name in _ENTRY_LABELS)

    def is_next_label(self, text: str) -> bool:
        """Whether the line looks like the label of this section, and so names another table."""
        if self.level < LABEL_LEVEL or self.is_bold != text.startswith("**"):
            return False
        name = clean(text)
        is_name = re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None
        return is_name and topic_of(name) is Topic.NONE and kind_of_label(name) is None

    def take_label(self, name: str, *, is_bold: bool) -> None:
        """Go on below a label: what follows is about what it says."""
        topic = topic_of(name)
        kind = kind_of_label(name)
        if topic is not Topic.NONE or kind or is_bold:
            self.topic = Topic.OTHER if topic is Topic.NONE else topic
        if kind is Kind.STORES:
            self.topic = Topic.PURPOSE
        self.subheading = name


@dataclass(slots=True)
class General:
    """Text about no table, gathered below one heading.

    Attributes:
        heading: The heading's words.
        level: Its level.
        label: The last line above that ends with a colon.
        at: Where the heading stands, while nothing has told it; -1 else.
        start: Where the text begins; -1 while there is none.
        lines: The text.
    """

    heading: str = ""
    level: int = 1
    label: str = ""
    at: int = -1
    start: int = -1
    lines: list[str] = field(default_factory=list)


_VALUES = re.compile(
    r"json|payload|value|enum|state|status|example|sample|request|response|config|option|setting",
    re.IGNORECASE,
)


def is_about_values(heading: str) -> bool:
    """Whether a heading inside a section announces fields of something else than the table."""
    return _VALUES.search(heading) is not None
