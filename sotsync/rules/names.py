"""Patterns of names, as settings have them: those of a shell, for a bare or a qualified name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

from sotsync.schema.names import split_qualified

__all__ = ["NamePatterns", "fits"]

T = TypeVar("T")


def fits(pattern: str, schema_name: str, name: str) -> bool:
    """Whether a pattern is for the table, view or function of that name."""
    parts = split_qualified(pattern)
    if len(parts) > 1:
        return fnmatchcase(schema_name, parts[0]) and fnmatchcase(name, ".".join(parts[1:]))
    return fnmatchcase(name, pattern)


class NamePatterns(Generic[T]):
    """What settings say of tables by pattern."""

    def __init__(self, stated: Mapping[str, T]) -> None:
        self._stated = stated

    def first(self, schema_name: str, name: str) -> T | None:
        """What the first pattern that fits says; None where none fits."""
        return next(self.all(schema_name, name), None)

    def all(self, schema_name: str, name: str) -> Iterator[T]:
        """What every pattern that fits says."""
        for pattern, value in self._stated.items():
            if fits(pattern, schema_name, name):
                yield value
