from __future__ import annotations

import pytest

from sotsync.document.render.versions import next_version


@pytest.mark.parametrize(
    ("version", "is_breaking", "following"),
    [
        ("1.9", False, "1.10"),
        ("1.9", True, "2.0"),
        (" 2.0 ", False, "2.1"),
        ("1", False, "1.1"),
        ("1.2.3", False, "1.3.0"),
        ("1.2.3", True, "2.0.0"),
        ("draft", False, None),
        ("", False, None),
    ],
)
def test_versions_are_counted_as_text(
    version: str, *, is_breaking: bool, following: str | None
) -> None:
    assert next_version(version, is_breaking=is_breaking) == following
