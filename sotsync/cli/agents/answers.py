"""What sotsync tells an agent, in the words that the agent understands.

Advice never grants a permission: an answer that says "allow" would pass over the agent's own
questions to its user. Keys that a protocol does not name are left out, because some refuse them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, assert_never

from sotsync.cli.agents.events import Agent, Event, Moment

__all__ = ["Answer", "answer_to"]

FORMAT = "sotsync.hook/1"
"""The name and version of the plain answer."""

_BLOCKED = 2
"""The exit code by which Windsurf's hooks refuse an action; they read no JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the process leaves behind.

    Attributes:
        output: The JSON for standard output.
        refusal: What standard error says where the exit code refuses the action; else empty.
        exit_code: How the process ends.
    """

    output: str
    refusal: str = ""
    exit_code: int = 0


def answer_to(event: Event | None, advice: str, *, is_strict: bool = False) -> Answer:
    """The answer to an event.

    Args:
        event: The event; None for one that nothing is said about.
        advice: What to tell the agent; empty for nothing.
        is_strict: Whether the agent is held up instead of advised.
    """
    if event is None:
        return _said({})
    if event.agent is Agent.PLAIN:
        return _said(_plain(advice, is_strict=is_strict and bool(advice) and not event.is_again))
    if not advice:
        return _said({})
    is_held_up = is_strict and not (event.moment is Moment.END and event.is_again)
    if event.agent is Agent.WINDSURF:
        return _windsurf(event, advice, is_held_up=is_held_up)
    return _said(_told(event.agent, event, advice, is_held_up=is_held_up))


def _told(
    agent: Literal[Agent.CLAUDE, Agent.GEMINI, Agent.CURSOR],
    event: Event,
    advice: str,
    *,
    is_held_up: bool,
) -> dict[str, object]:
    match agent:
        case Agent.CLAUDE:
            return _held_up(event, advice) if is_held_up else _claude(event, advice)
        case Agent.GEMINI:
            return _refused(advice) if is_held_up else _gemini(event, advice)
        case Agent.CURSOR:
            return _cursor(event, advice, is_held_up=is_held_up)
        case _:
            assert_never(agent)


def _said(output: dict[str, object]) -> Answer:
    return Answer(output=json.dumps(output, indent=2) + "\n")


def _plain(advice: str, *, is_strict: bool) -> dict[str, object]:
    return {"format": FORMAT, "message": advice, "block": is_strict}


def _claude(event: Event, advice: str) -> dict[str, object]:
    if event.moment is Moment.END:
        return {"systemMessage": advice}
    return {"hookSpecificOutput": {"hookEventName": event.name, "additionalContext": advice}}


def _held_up(event: Event, advice: str) -> dict[str, object]:
    if event.moment is not Moment.BEFORE:
        return {"decision": "block", "reason": advice}
    return {
        "hookSpecificOutput": {
            "hookEventName": event.name,
            "permissionDecision": "deny",
            "permissionDecisionReason": advice,
        }
    }


def _refused(advice: str) -> dict[str, object]:
    return {"decision": "deny", "reason": advice}


def _gemini(event: Event, advice: str) -> dict[str, object]:
    """Before a tool runs, Gemini CLI takes words for its user only."""
    if event.moment is not Moment.AFTER:
        return {"systemMessage": advice}
    return {"hookSpecificOutput": {"hookEventName": event.name, "additionalContext": advice}}


def _cursor(event: Event, advice: str, *, is_held_up: bool) -> dict[str, object]:
    """Cursor reads no answer to ``afterFileEdit``, and before a tool only a refusal."""
    if event.name == "postToolUse":
        return {"additional_context": advice}
    if event.moment is Moment.BEFORE and is_held_up:
        return {"permission": "deny", "user_message": advice, "agent_message": advice}
    if event.moment is Moment.END and is_held_up:
        return {"followup_message": advice}
    return {}


def _windsurf(event: Event, advice: str, *, is_held_up: bool) -> Answer:
    if is_held_up and event.moment is Moment.BEFORE:
        return Answer(output="{}\n", refusal=advice, exit_code=_BLOCKED)
    return _said(_plain(advice, is_strict=False))
