"""The small project of the command line's tests, for what runs the command line."""

from __future__ import annotations

from tests.cli.conftest import library, run

__all__ = ["library", "run"]
