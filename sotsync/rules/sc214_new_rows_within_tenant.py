"""SC214: nobody can write a row into another tenant."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.findings import Finding, Severity
from sotsync.rules.access import new_rows
from sotsync.rules.loose import Loose, loose_policies
from sotsync.rules.models import Inspection, Rule
from sotsync.rules.strengths import Strength
from sotsync.rules.telling import member, place_of, tell
from sotsync.schema.models import PolicyCommand

__all__ = ["RULE"]

_ID = "SC214"
_WEIGHTS = {
    Strength.OPEN: Severity.ERROR,
    Strength.NOTHING: Severity.ERROR,
    Strength.PEOPLE: Severity.WARNING,
    Strength.UNSURE: Severity.INFO,
    Strength.USER: Severity.WARNING,
}
_WRITING = (PolicyCommand.INSERT, PolicyCommand.UPDATE)


def _check(inspection: Inspection) -> Iterator[Finding]:
    for loose in loose_policies(inspection, _WRITING, new_rows):
        if loose.strength in _WEIGHTS:
            yield _told(loose)


def _told(loose: Loose) -> Finding:
    name = member(loose.key, loose.policy.name)
    how = "" if loose.policy.with_check is not None else ", having no WITH CHECK,"
    told = _WORDS[loose.strength].format(" and ".join(loose.commands))
    return tell(
        _ID,
        _WEIGHTS[loose.strength],
        name,
        f"{name}{how} {told}: {loose.part}",
        at=place_of(loose.policy.origin),
        hint=_HINT,
    )


_WORDS = {
    Strength.OPEN: "lets {} leave rows in any tenant",
    Strength.NOTHING: "lets {} leave rows in any tenant",
    Strength.PEOPLE: "lets {} by some people leave rows in any tenant",
    Strength.UNSURE: "lets {} leave what a function decides",
    Strength.USER: "lets {} leave a person's own rows in any tenant",
}
_HINT = "Compare the tenant column in WITH CHECK, as USING does for rows that are there."

RULE = Rule(
    id=_ID,
    title="Policies keep new rows within the tenant",
    severity=Severity.ERROR,
    requirement="D.3",
    check=_check,
)
