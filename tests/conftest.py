"""What all tests share: none of them reads or leaves anything in the user's cache."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite",
    deadline=None,
    derandomize="SOTSYNC_EXPLORE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")
"""No test depends on how busy the machine is, nor on chance: a check of the same commit says the
same everywhere. ``SOTSYNC_EXPLORE=1`` looks for examples that nobody has met yet."""


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOTSYNC_NO_CACHE", "1")
        yield
