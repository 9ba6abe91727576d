"""What agents say before and after an edit, each in its own words, as one kind of value.

The words are those that the makers of the agents publish: Claude Code, Codex and editors that speak
the same (``PreToolUse``, ``PostToolUse``, ``Stop``), Gemini CLI (``BeforeTool``, ``AfterTool``,
``AfterAgent``), Cursor (``preToolUse``, ``postToolUse``, ``afterFileEdit``, ``stop``) and Windsurf
(``pre_write_code``, ``post_write_code``). Everything in an event is untrusted: what is not of the
shape that is expected counts as absent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sotsync.errors import UsageError

__all__ = ["Agent", "Event", "FileEdit", "Moment", "read_event"]

MAXIMUM_SIZE = 64 * 1024 * 1024
"""Bytes of an event; no agent writes a file that is larger than this in one step."""


class Agent(Enum):
    """Whose words an event is in, and the answer has to be in."""

    CLAUDE = "claude"
    """Claude Code, and all that took over its protocol, as Codex did."""
    GEMINI = "gemini"
    CURSOR = "cursor"
    WINDSURF = "windsurf"
    PLAIN = "plain"
    """The protocol of sotsync itself, for any other program."""


class Moment(Enum):
    """When an event happens."""

    BEFORE = "before"
    AFTER = "after"
    END = "end"
    """The agent is about to stop working."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """One file that is edited.

    Attributes:
        path: The file, as the agent names it.
        content: Its whole new content, where the agent states it.
        replacements: What gives way to what, in order, where the agent states that.
        is_gone: Whether the file is removed.
    """

    path: str
    content: str | None = None
    replacements: tuple[tuple[str, str], ...] = ()
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.

    Attributes:
        agent: Whose words it is in.
        moment: When it happens.
        name: What the agent calls it.
        folder: The folder that the agent works in; None where it does not say.
        edits: What is edited.
        is_again: Whether the agent went on working because of an earlier answer.
    """

    agent: Agent
    moment: Moment
    name: str
    folder: str | None = None
    edits: tuple[FileEdit, ...] = ()
    is_again: bool = False


_EVENTS: Mapping[str, tuple[Agent, Moment]] = {
    "PreToolUse": (Agent.CLAUDE, Moment.BEFORE),
    "PostToolUse": (Agent.CLAUDE, Moment.AFTER),
    "Stop": (Agent.CLAUDE, Moment.END),
    "BeforeTool": (Agent.GEMINI, Moment.BEFORE),
    "AfterTool": (Agent.GEMINI, Moment.AFTER),
    "AfterAgent": (Agent.GEMINI, Moment.END),
    "preToolUse": (Agent.CURSOR, Moment.BEFORE),
    "postToolUse": (Agent.CURSOR, Moment.AFTER),
    "afterFileEdit": (Agent.CURSOR, Moment.AFTER),
    "stop": (Agent.CURSOR, Moment.END),
    "pre_write_code": (Agent.WINDSURF, Moment.BEFORE),
    "post_write_code": (Agent.WINDSURF, Moment.AFTER),
    "before-edit": (Agent.PLAIN, Moment.BEFORE),
    "after-edit": (Agent.PLAIN, Moment.AFTER),
    "end": (Agent.PLAIN, Moment.END),
}
_NAMES = ("hook_event_name", "agent_action_name", "event")
_INPUTS = ("tool_input", "tool_info")
_PATHS = ("file_path", "filePath", "path")
_OLD = ("old_string", "oldString", "old_text", "oldText", "old_str")
_NEW = ("new_string", "newString", "new_text", "newText", "new_str")
_CONTENTS = ("content", "contents", "file_text", "new_source")
_LISTS = ("edits", "replacements")
_EDITING_TOOLS = re.compile(r"edit|write|create|replace|patch|delete", re.IGNORECASE)


def read_event(data: bytes) -> Event | None:
    """The event that an agent wrote; None for one that sotsync has nothing to say about.

    Raises:
        UsageError: It is no JSON object, too large, or nested too deeply.
    """
    if len(data) > MAXIMUM_SIZE:
        raise UsageError(f"the event is larger than {MAXIMUM_SIZE} bytes")
    try:
        payload = json.loads(data)
    except RecursionError as error:
        raise UsageError("the event is nested too deeply to be read") from error
    except ValueError as error:  # Bytes that are no text are one as well.
        raise UsageError(f"the event is no JSON: {error}", hint=_HINT) from error
    if not isinstance(payload, dict):
        raise UsageError("the event is JSON, but no object", hint=_HINT)
    name = next((payload[key] for key in _NAMES if isinstance(payload.get(key), str)), None)
    known = None if name is None else _EVENTS.get(name)
    if name is None or known is None:
        return None
    agent, moment = known
    return Event(
        agent=agent,
        moment=moment,
        name=name,
        folder=_folder(payload),
        edits=() if moment is Moment.END else tuple(_edits(agent, payload)),
        is_again=payload.get("stop_hook_active") is True or bool(_number(payload, "loop_count")),
    )


_HINT = "coding agents write events to `sotsync hook`; see docs/how-to/use-from-an-agent.md"


def _folder(payload: Mapping[str, object]) -> str | None:
    roots = payload.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots else None
    return _text(payload, ("cwd",)) or (first if isinstance(first, str) else None)


def _number(payload: Mapping[str, object], key: str) -> int:
    value = payload.get(key)
    return value if isinstance(value, int) else 0


def _text(values: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    found = (values.get(key) for key in keys)
    return next((value for value in found if isinstance(value, str)), None)


def _objects(value: object) -> Iterator[dict[str, object]]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def _edits(agent: Agent, payload: dict[str, object]) -> Iterator[FileEdit]:
    if agent is Agent.PLAIN:
        for file in _objects(payload.get("files")):
            yield from _edit(file, is_edit=True)
        return
    inputs = (payload.get(key) for key in _INPUTS)
    values = next((one for one in inputs if isinstance(one, dict)), payload)
    tool = payload.get("tool_name")
    is_edit = not isinstance(tool, str) or _EDITING_TOOLS.search(tool) is not None
    if is_edit:
        yield from _patched(values)
        files = values.get("files")
        for path in files if isinstance(files, list) else ():
            if isinstance(path, str):
                yield FileEdit(path=path)
    yield from _edit(values, is_edit=is_edit)


def _edit(values: Mapping[str, object], *, is_edit: bool) -> Iterator[FileEdit]:
    """The edit of one file, if it is one: tools that read a file name it in the same words."""
    path = _text(values, _PATHS)
    listed = [one for key in _LISTS for one in _objects(values.get(key))]
    changes = [(_text(one, _OLD), _text(one, _NEW)) for one in (values, *listed)]
    replacements = tuple((old, new) for old, new in changes if old is not None and new is not None)
    content = _text(values, _CONTENTS)
    if path and (is_edit or replacements):
        yield FileEdit(
            path=path, content=None if replacements else content, replacements=replacements
        )


_PATCH_FILE = re.compile(r"\*\*\* (Add|Update|Delete) File: (.+)")
_PATCH_TARGET = "*** Move to: "


def _patched(values: Mapping[str, object]) -> Iterator[FileEdit]:
    """The files of a patch in the form of Codex's ``apply_patch``."""
    text = _text(values, ("command", "patch", "input")) or ""
    if "*** Begin Patch" not in text:
        return
    kind, path, hunks = "", "", _Hunks()
    for line in text.split("\n"):
        start = _PATCH_FILE.match(line)
        if start is None and not line.startswith("*** "):
            hunks.add(line)
            continue
        if path and (start is not None or line.startswith("*** End Patch")):
            yield _of_patch(kind, path, hunks)
            path = ""
        if start is not None:
            kind, path, hunks = start[1], start[2].strip(), _Hunks()
        elif line.startswith(_PATCH_TARGET):
            yield FileEdit(path=line.removeprefix(_PATCH_TARGET).strip())
    if path:
        yield _of_patch(kind, path, hunks)


def _of_patch(kind: str, path: str, hunks: _Hunks) -> FileEdit:
    if kind == "Add":
        return FileEdit(path=path, content=hunks.content)
    return FileEdit(path=path, replacements=hunks.replacements, is_gone=kind == "Delete")


class _Hunks:
    """The lines of a patch of one file, as what gives way to what."""

    def __init__(self) -> None:
        self._pairs: list[tuple[list[str], list[str]]] = [([], [])]

    def add(self, line: str) -> None:
        """One more line."""
        if line.startswith("@@"):
            self._pairs.append(([], []))
            return
        old, new = self._pairs[-1]
        if not line.startswith("+"):
            old.append(line[1:])
        if not line.startswith("-"):
            new.append(line[1:])

    @property
    def replacements(self) -> tuple[tuple[str, str], ...]:
        """What gives way to what."""
        return tuple(("\n".join(old), "\n".join(new)) for old, new in self._pairs if old or new)

    @property
    def content(self) -> str:
        """The lines of a new file."""
        return "".join(f"{line}\n" for _, new in self._pairs for line in new)
