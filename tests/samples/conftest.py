"""The sample project, as a copy that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "samples" / "shop"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return shutil.copytree(SHOP, tmp_path / "shop")


@pytest.fixture(scope="module")
def toured_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample for one tour, whose steps the tests of a module look at."""
    return shutil.copytree(SHOP, tmp_path_factory.mktemp("tour") / "shop")
