"""A new lean document is in step, and follows its migrations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.models import Profile
from sotsync.document.parse import parse_document
from sotsync.document.render.page import lean_settings, render_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay
from sotsync.text import Source
from tests.patch.test_laws import BASE, STEPS, replayed
from tests.patch.test_odd_names import FIRST, KINDS, NAMES, history, quoted


def synchronised(text: str, actual: Replay) -> str:
    after = plan_patch(parse_document(Source("SoT.DATA_MODEL.md", text)), actual).apply()
    document = parse_document(after)
    assert document.profile is Profile.LEAN
    # A bullet of an index that is gone may have words of a person, so it waits for --prune.
    left = [change for change in diff_document(document, actual) if change.is_repairable]
    assert [str(change) for change in left] == []
    return after.text


def test_a_new_lean_document_is_short_and_in_step() -> None:
    actual = replayed([BASE])
    text = render_document(actual, lean_settings())
    assert synchronised(text, actual) == text
    assert "```sql" not in text
    assert "Audit" not in text
    assert text.count("\n") < render_document(actual).count("\n") / 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=6))
def test_a_lean_document_follows_its_migrations(steps: list[str]) -> None:
    text = render_document(replayed([BASE]), lean_settings())
    synchronised(text, replayed([BASE, *steps]))


@pytest.mark.parametrize(
    "kind", ["column", "referenced column", "table", "schema", "index", "view"]
)
@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_an_odd_name_is_written_and_read_back(kind: str, name: str) -> None:
    actual = history(FIRST, KINDS[kind].format(quoted(name)))
    text = render_document(actual, lean_settings())
    assert synchronised(text, actual) == text
    synchronised(render_document(history(FIRST), lean_settings()), actual)
