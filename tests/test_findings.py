"""Accepted findings: what a team lives with fails no check, and does not grow old unseen."""

from __future__ import annotations

import pytest

from sotsync.findings import Acceptance, Finding, Severity, accept
from sotsync.text import Location

REFUSED = Finding(
    code="R101",
    severity=Severity.WARNING,
    message="refused",
    object="public.t",
    migration=Location("supabase/migrations/20240311_old.sql", 3, 1),
    hint="Correct it.",
)

PATTERNS = {
    "20240311_old.sql": True,
    "*_old.sql": True,
    "2024????_old.sql": True,
    "old.sql": False,
    "supabase/migrations/20240311_old.sql": True,
    "supabase/*/*.sql": True,
    "supabase/**": True,
    "**/20240311_old.sql": True,
    "**/supabase/migrations/*": True,
    "supabase/*.sql": False,
    "supabase.migrations/*": False,
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_names_files(pattern: str) -> None:
    acceptance = Acceptance(code="R101", path=pattern, reason="known")
    assert acceptance.covers(REFUSED) is PATTERNS[pattern]


def test_the_code_and_the_object_have_to_fit() -> None:
    assert Acceptance(code="R101", path="*", reason="x", object="public.t").covers(REFUSED)
    assert not Acceptance(code="R101", path="*", reason="x", object="public.u").covers(REFUSED)
    assert not Acceptance(code="R106", path="*", reason="x").covers(REFUSED)
    nowhere = Finding(code="R101", severity=Severity.WARNING, message="refused")
    assert not Acceptance(code="R101", path="**", reason="x").covers(nowhere)


def test_what_is_accepted_is_a_note_with_its_reason() -> None:
    other = REFUSED.model_copy(update={"code": "R106"})
    (note, same) = accept([REFUSED, other], [Acceptance(code="R101", path="*", reason="known")])
    assert (note.severity, note.message) == (Severity.INFO, "refused (accepted: known)")
    assert note.hint is None
    assert same is other


def test_what_is_accepted_and_no_longer_found_is_told() -> None:
    acceptances = [Acceptance(code="R101", path="gone.sql", reason="known")]
    (note,) = accept([], acceptances)
    assert (note.code, note.severity) == ("A001", Severity.INFO)
    assert note.message == "nothing is found any more of what is accepted as R101 in gone.sql"
    assert accept([], acceptances, is_complete=False) == ()
