"""What agents write is read in each agent's own words, and nothing of it is trusted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.cli.agents.events import (
    MAXIMUM_SIZE,
    Agent,
    Event,
    FileEdit,
    Moment,
    read_event,
)
from sotsync.errors import UsageError

PATCH = """\
*** Begin Patch
*** Add File: migrations/2.sql
+CREATE TABLE a (id int);
+-- end
*** Update File: SoT/SoT.md
*** Move to: SoT/moved.md
@@ heading
 | `a` |
-| `b` |
+| `c` |
@@
+new
*** Delete File: old.sql
*** End Patch
"""


def event(**payload: object) -> Event | None:
    return read_event(json.dumps(payload).encode())


def edits(**tool_input: object) -> tuple[FileEdit, ...]:
    found = event(hook_event_name="PreToolUse", tool_name="Edit", tool_input=tool_input)
    assert found is not None
    return found.edits


@pytest.mark.parametrize(
    ("payload", "agent", "moment"),
    [
        ({"hook_event_name": "PreToolUse"}, Agent.CLAUDE, Moment.BEFORE),
        ({"hook_event_name": "PostToolUse"}, Agent.CLAUDE, Moment.AFTER),
        ({"hook_event_name": "Stop"}, Agent.CLAUDE, Moment.END),
        ({"hook_event_name": "BeforeTool"}, Agent.GEMINI, Moment.BEFORE),
        ({"hook_event_name": "AfterTool"}, Agent.GEMINI, Moment.AFTER),
        ({"hook_event_name": "AfterAgent"}, Agent.GEMINI, Moment.END),
        ({"hook_event_name": "afterFileEdit"}, Agent.CURSOR, Moment.AFTER),
        ({"hook_event_name": "stop"}, Agent.CURSOR, Moment.END),
        ({"agent_action_name": "pre_write_code"}, Agent.WINDSURF, Moment.BEFORE),
        ({"agent_action_name": "post_write_code"}, Agent.WINDSURF, Moment.AFTER),
        ({"event": "before-edit"}, Agent.PLAIN, Moment.BEFORE),
        ({"event": "end"}, Agent.PLAIN, Moment.END),
    ],
)
def test_events_of_every_agent_are_known(
    payload: dict[str, object], agent: Agent, moment: Moment
) -> None:
    found = event(**payload)
    assert found is not None
    assert (found.agent, found.moment) == (agent, moment)


@pytest.mark.parametrize(
    "payload", [{}, {"hook_event_name": "SessionStart"}, {"hook_event_name": ["PreToolUse"]}]
)
def test_other_events_are_none(payload: dict[str, object]) -> None:
    assert event(**payload) is None


def test_an_edit_states_what_gives_way_to_what() -> None:
    assert edits(file_path="a.md", old_string="x", new_string="y") == (
        FileEdit(path="a.md", replacements=(("x", "y"),)),
    )


def test_several_edits_of_one_file_are_read_in_order() -> None:
    listed = [{"old_string": "a", "new_string": "b"}, 7, {"oldText": "c", "newText": "d"}]
    assert edits(path="a.md", edits=listed) == (
        FileEdit(path="a.md", replacements=(("a", "b"), ("c", "d"))),
    )


def test_a_whole_new_content_is_read() -> None:
    assert edits(file_path="a.md", content="new") == (FileEdit(path="a.md", content="new"),)


def test_files_without_words_are_read() -> None:
    assert edits(files=["a.md", 3]) == (FileEdit(path="a.md"),)


def test_a_tool_that_only_reads_edits_nothing() -> None:
    found = event(hook_event_name="PreToolUse", tool_name="Read", tool_input={"file_path": "a.md"})
    assert found is not None
    assert found.edits == ()


def test_a_patch_states_its_files() -> None:
    found = event(
        hook_event_name="PreToolUse", tool_name="apply_patch", tool_input={"command": PATCH}
    )
    assert found is not None
    assert found.edits == (
        FileEdit(path="migrations/2.sql", content="CREATE TABLE a (id int);\n-- end\n"),
        FileEdit(path="SoT/moved.md"),
        FileEdit(
            path="SoT/SoT.md",
            replacements=(("| `a` |\n| `b` |", "| `a` |\n| `c` |"), ("", "new")),
        ),
        FileEdit(path="old.sql", is_gone=True),
    )


def test_a_patch_that_is_cut_off_states_what_is_there() -> None:
    found = event(
        hook_event_name="PreToolUse",
        tool_name="apply_patch",
        tool_input={"command": "*** Begin Patch\n*** Update File: a.md\n-x\n+y"},
    )
    assert found is not None
    assert found.edits == (FileEdit(path="a.md", replacements=(("x", "y"),)),)


def test_the_plain_protocol_names_files() -> None:
    found = event(event="after-edit", cwd="/p", files=[{"path": "a.sql", "content": "x"}, "b"])
    assert found == Event(
        agent=Agent.PLAIN,
        moment=Moment.AFTER,
        name="after-edit",
        folder="/p",
        edits=(FileEdit(path="a.sql", content="x"),),
    )


def test_cursor_states_its_workspace_and_its_turn() -> None:
    found = event(hook_event_name="stop", workspace_roots=["/w"], loop_count=1)
    assert found is not None
    assert (found.folder, found.is_again) == ("/w", True)


@pytest.mark.parametrize(
    "data",
    [b"", b"[1", b"[]", b"null", b"\xff\xfe\xfa", b"[" * 200_000, b" " * (MAXIMUM_SIZE + 1)],
    ids=["empty", "cut", "list", "null", "bytes", "deep", "large"],
)
def test_what_is_no_event_is_an_error(data: bytes) -> None:
    with pytest.raises(UsageError):
        read_event(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(
    name=st.sampled_from(["PreToolUse", "AfterTool", "postToolUse", "pre_write_code", "end"]),
    fields=st.dictionaries(
        st.sampled_from(["cwd", "workspace_roots", "tool_input", "tool_info", "files", "path"]),
        json_values
        | st.dictionaries(
            st.sampled_from(["file_path", "edits", "content", "old_string", "command", "files"]),
            json_values,
        ),
    ),
)
def test_no_shape_of_an_event_raises(name: str, fields: dict[str, object]) -> None:
    """Whatever stands where something else is expected counts as absent."""
    for key in ("hook_event_name", "agent_action_name", "event"):
        event(**{**fields, key: name})
