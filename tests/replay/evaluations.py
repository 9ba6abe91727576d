"""What the interpreter of DO blocks must be able to work out; a server is asked the same."""

from __future__ import annotations

from pathlib import Path

__all__ = ["EXPRESSIONS", "NOT_KNOWN_EXPRESSIONS", "QUERIES", "SCRIPT"]

_FOLDER = Path(__file__).with_name("evaluated")


def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").splitlines()


SCRIPT = (_FOLDER / "script.sql").read_text(encoding="utf-8")
"""The schema that is asked about."""

EXPRESSIONS = _lines("expressions.txt")
"""Expressions whose value follows from the script."""

NOT_KNOWN_EXPRESSIONS = _lines("not_known.txt")
"""Expressions that nobody can know without running them."""

QUERIES = _lines("queries.txt")
"""Queries of the system catalogs; the last one is more than is followed, and gives nothing."""
