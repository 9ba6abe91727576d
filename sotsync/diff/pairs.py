"""Matching the objects of two sides: by name, by a known rename, by content where names are free.

The step is the same for tables, columns, constraints and all others, so it is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Pair", "Pairing", "pair"]

D = TypeVar("D")
A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Generic[D, A]):
    """One object on both sides; the names differ where it was renamed."""

    name: str
    documented_name: str
    documented: D
    actual: A


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing(Generic[D, A]):
    """Two mappings, matched.

    Attributes:
        same_name: Known to both by one name.
        renamed: Documented under a name that the actual object had before.
        equal: Equal in content, and the documented name states nothing.
        ghosts: Only documented.
        undocumented: Only actual.
    """

    same_name: tuple[Pair[D, A], ...]
    renamed: tuple[Pair[D, A], ...]
    equal: tuple[Pair[D, A], ...]
    ghosts: Mapping[str, D]
    undocumented: Mapping[str, A]


def pair(
    documented: Mapping[str, D],
    actual: Mapping[str, A],
    *,
    former_names: Callable[[A], tuple[str, ...]] = lambda _: (),
    are_equal: Callable[[D, A], bool] = lambda _one, _other: False,
) -> Pairing[D, A]:
    """Match the objects of both sides.

    Args:
        documented: One side, by name.
        actual: The other side, by name.
        former_names: The names an actual object had before, oldest first.
        are_equal: Whether two objects under different names are one all the same.
    """
    matcher = _Matcher(dict(documented), dict(actual))
    same_name = [matcher.take(name, name) for name in documented if name in actual]
    renamed = [
        matcher.take(old, name)
        for name, old in _renames(matcher.documented, matcher.actual, former_names)
    ]
    equal = [
        matcher.take(old, name)
        for name, old in _equals(matcher.documented, matcher.actual, are_equal)
    ]
    return Pairing(
        same_name=tuple(same_name),
        renamed=tuple(renamed),
        equal=tuple(equal),
        ghosts=matcher.documented,
        undocumented=matcher.actual,
    )


@dataclass(slots=True)
class _Matcher(Generic[D, A]):
    """What is still unmatched on either side."""

    documented: dict[str, D]
    actual: dict[str, A]

    def take(self, documented_name: str, name: str) -> Pair[D, A]:
        return Pair(
            name=name,
            documented_name=documented_name,
            documented=self.documented.pop(documented_name),
            actual=self.actual.pop(name),
        )


def _renames(
    documented: Mapping[str, D], actual: Mapping[str, A], former: Callable[[A], tuple[str, ...]]
) -> list[tuple[str, str]]:
    """Pairs of present and documented name; the newest former name that is documented wins."""
    taken: set[str] = set()
    found = []
    for name, candidate in actual.items():
        for old in reversed(former(candidate)):
            if old in documented and old not in taken:
                taken.add(old)
                found.append((name, old))
                break
    return found


def _equals(
    documented: Mapping[str, D], actual: Mapping[str, A], are_equal: Callable[[D, A], bool]
) -> list[tuple[str, str]]:
    taken: set[str] = set()
    found = []
    for name, candidate in actual.items():
        for old, other in documented.items():
            if old not in taken and are_equal(other, candidate):
                taken.add(old)
                found.append((name, old))
                break
    return found
