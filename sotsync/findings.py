"""What a person can fix, as values: collected, sorted, never raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sotsync.text import Location

__all__ = ["Acceptance", "FailOn", "Finding", "Severity", "accept"]


class Severity(StrEnum):
    """How much a finding weighs; errors and warnings make a check fail, infos do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FailOn(StrEnum):
    """From which severity on a check fails."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    def is_failed_by(self, severity: Severity) -> bool:
        """Whether one finding of that severity is enough."""
        if self is FailOn.NEVER:
            return False
        order = list(Severity)
        return order.index(severity) <= order.index(Severity(self.value))


_SHOWN_NOTES = frozenset({"D071", "D074", "D075", "D076", "D077", "D078", "D100"})
"""Notes about links, queries and other documents, which nothing else would ever tell of."""

_RULES = "SC"
"""How the ids of rules begin: what of them a report lists is for `sotsync check` to choose."""


class Finding(BaseModel):
    """One thing to look at, with the places and the way out.

    Attributes:
        code: A stable identifier such as ``D012`` or ``R101``, documented in the reference.
        severity: How much it weighs.
        message: One sentence for a person.
        object: The schema object it is about, such as ``public.users.email``; None for a file.
        document: Where in the document, if it is about one.
        migration: Where in the migrations, if it is about one.
        hint: What to do next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    message: str
    object: str | None = None
    document: Location | None = None
    migration: Location | None = None
    hint: str | None = None

    @property
    def is_shown(self) -> bool:
        """Whether reports for people list it; most notes need no action and are only counted."""
        is_chosen = self.code in _SHOWN_NOTES or self.code.startswith(_RULES)
        return self.severity is not Severity.INFO or is_chosen

    @property
    def location(self) -> Location | None:
        """The first place to open."""
        return self.migration or self.document


class Acceptance(BaseModel):
    """What a team has looked at and lives with, such as a finding in a migration long applied.

    Attributes:
        code: The code of a finding or of a difference.
        path: A pattern for a file it is about: ``*`` and ``?`` as in a shell, ``**`` across
            folders; a pattern without a slash is one for the file's name. Any file, where it is
            left out.
        reason: Why it is accepted, for the next person who wonders.
        object: A pattern for the schema object that it is about, such as ``audit.*``; any object,
            where it is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    code: str
    path: str | None = Field(default=None)
    reason: str
    object: str | None = Field(default=None)

    @property
    def is_of_rule(self) -> bool:
        """Whether it is about what a rule of the conventions finds."""
        return self.code.startswith(_RULES)

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is the one, or one of those, that is accepted."""
        places = (finding.migration, finding.document)
        return self.names(finding.code, finding.object, (place for place in places if place))

    def names(self, code: str, about: str | None, places: Iterable[Location]) -> bool:
        """Whether something of this code, about this object, in these places, is accepted."""
        if code != self.code:
            return False
        if self.object is not None and not _pattern(self.object).fullmatch(about or ""):
            return False
        return self.path is None or any(self._is_in(place.path) for place in places)

    def _is_in(self, path: str) -> bool:
        assert self.path is not None, "asked only where there is one"
        name = path if "/" in self.path else path.rpartition("/")[2]
        return _pattern(self.path).fullmatch(name) is not None

    def note(self, message: str) -> str:
        """The message of what is accepted, with the reason."""
        return f"{message} (accepted: {self.reason})"


_UNUSED = "A001"
"""An entry of the setting ``accept`` covers no finding."""

_WILD = re.compile(r"\*\*/|\*\*|\*|\?")
_WILD_FORMS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _pattern(text: str) -> re.Pattern[str]:
    """A shell's pattern as a regular expression."""
    parts, position = [], 0
    for match in _WILD.finditer(text):
        parts += [re.escape(text[position : match.start()]), _WILD_FORMS[match.group()]]
        position = match.end()
    return re.compile("".join(parts) + re.escape(text[position:]))


def accept(
    findings: Iterable[Finding],
    acceptances: Sequence[Acceptance],
    *,
    is_complete: bool = True,
    used: Iterable[Acceptance] = (),
) -> tuple[Finding, ...]:
    """The findings, those that are accepted as notes, which make no check fail.

    Args:
        findings: What was found.
        acceptances: What is accepted.
        is_complete: Whether these are all findings there can be, so that an acceptance which
            covers none of them is out of date and becomes a note itself.
        used: Those that cover something else.
    """
    covering = set(used)
    found: list[Finding] = []
    for finding in findings:
        accepted = next((one for one in acceptances if one.covers(finding)), None)
        if accepted is None:
            found.append(finding)
            continue
        covering.add(accepted)
        message = accepted.note(finding.message)
        found.append(
            finding.model_copy(update={"severity": Severity.INFO, "message": message, "hint": None})
        )
    unused = [one for one in acceptances if is_complete and one not in covering]
    unused = [one for one in unused if not one.is_of_rule]
    return (*found, *map(_not_used, unused))


def _not_used(acceptance: Acceptance) -> Finding:
    return Finding(
        code=_UNUSED,
        severity=Severity.INFO,
        message=f"nothing is found any more of what is accepted as {acceptance.code}"
        + (f" in {acceptance.path}" if acceptance.path else ""),
        object=acceptance.object,
        hint="Take the entry out of the list.",
    )
