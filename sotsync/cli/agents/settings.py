"""The settings that make an agent call ``sotsync hook``, as the makers of each publish them."""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["AGENTS", "settings_for"]

_COMMAND = "sotsync hook"


def _command(limit: int, command: str) -> dict[str, object]:
    return {"type": "command", "command": command, "timeout": limit}


def _groups(
    events: Mapping[str, str | None], limit: int, command: str = _COMMAND
) -> dict[str, object]:
    """Events, each with the pattern of tool names that it is limited to."""
    return {
        event: [
            {
                **({} if matcher is None else {"matcher": matcher}),
                "hooks": [_command(limit, command)],
            }
        ]
        for event, matcher in events.items()
    }


def _claude() -> dict[str, object]:
    tools = "Edit|MultiEdit|Write"
    return {"hooks": _groups({"PreToolUse": tools, "PostToolUse": tools, "Stop": None}, 30)}


def _codex() -> dict[str, object]:
    tools = "apply_patch"
    return {"hooks": _groups({"PreToolUse": tools, "PostToolUse": tools, "Stop": None}, 30)}


def _gemini() -> dict[str, object]:
    tools = "write_file|replace"
    milliseconds = 30_000
    return {
        "hooks": _groups(
            {"BeforeTool": tools, "AfterTool": tools, "AfterAgent": None}, milliseconds
        )
    }


def _cursor() -> dict[str, object]:
    names = ("preToolUse", "postToolUse", "stop")
    return {"version": 1, "hooks": {name: [{"command": _COMMAND}] for name in names}}


def _windsurf() -> dict[str, object]:
    names = ("pre_write_code", "post_write_code")
    return {"hooks": {name: [{"command": _COMMAND, "show_output": True}] for name in names}}


AGENTS = {
    "claude": (".claude/settings.json", _claude),
    "codex": (".codex/hooks.json", _codex),
    "cursor": (".cursor/hooks.json", _cursor),
    "gemini": (".gemini/settings.json", _gemini),
    "windsurf": (".windsurf/hooks.json", _windsurf),
}
"""The file that holds each agent's settings in a project, and what to put into it."""


def settings_for(agent: str) -> str:
    """The settings of an agent, a key of :data:`AGENTS`, as JSON."""
    _, make = AGENTS[agent]
    return json.dumps(make(), indent=2) + "\n"
