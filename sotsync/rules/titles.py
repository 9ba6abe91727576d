"""What each rule asks for, in a few words, by its id."""

from __future__ import annotations

from sotsync.rules.registry import RULES

__all__ = ["WAIVER", "rule_title"]

WAIVER = "SC001"
"""A comment that allows nothing, or that is needed no more; it is no rule of the conventions."""


def rule_title(code: str) -> str:
    """The title of a rule; the id itself where there is no such rule."""
    if code == WAIVER:
        return "A comment that allows a breach gives a reason, and is needed"
    return RULES[code].title if code in RULES else code
