"""What a branch's migrations do to the schema, as Markdown for reviewers.

Texts from migrations stand in code spans, as in the report of drift.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotsync.diff.effects import Effect, Sign
from sotsync.report.markdown_format import (
    code_cell,
    code_span,
    escaped,
    places_cell,
    value_cell,
)
from sotsync.report.words import count

__all__ = ["BranchEffects", "render_effects_within"]

_ICONS = {
    Sign.ADDED: "➕",  # noqa: RUF001 - the sign itself
    Sign.DROPPED: "➖",  # noqa: RUF001 - the same
    Sign.RENAMED: "✏️",
    Sign.CHANGED: "✏️",
    Sign.REMADE: "♻️",
}
_BREAKING = "💥 breaking"
_LARGEST_PART = 40
"""Rows of one table's part: the first ones say what a branch is about."""
_LISTED_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchEffects:
    """What a branch's migrations do.

    Attributes:
        effects: Every net change of the schema, sorted.
        added: The migrations that the base does not have, by path.
        edited: Those that the base has with another text.
        removed: Those that only the base has.
        is_base_empty: Whether the base had no migrations that could be read.
    """

    effects: tuple[Effect, ...] = ()
    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_base_empty: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.effects or self.added or self.edited or self.removed)


def render_effects_within(branch: BranchEffects, limit: int) -> str:
    """The effects in ``limit`` characters, ending in a line end; empty where there is nothing.

    What breaks programs comes first. What does not fit is counted at the end.
    """
    if branch.is_empty:
        return ""
    text = "\n".join(_head(branch)) + "\n"
    parts = [("\n".join(_part(group, rows)) + "\n", len(rows)) for group, rows in _groups(branch)]
    left = len(branch.effects)
    for part, number in parts:
        room = len(text) + len(part) + len(_rest(left))
        if room > limit:
            return text + _rest(left)
        text += part
        left -= number
    return text


def _rest(number: int) -> str:
    return f"\n_{count(number, 'change is', 'changes are')} not listed here._\n"


def _head(branch: BranchEffects) -> Iterator[str]:
    breaking = sum(one.is_breaking for one in branch.effects)
    icon = f"{_BREAKING.partition(' ')[0]} " if breaking else ""
    yield f"### {icon}What the migrations change"
    yield ""
    told = count(len(branch.effects), "change", "changes") if branch.effects else "No change"
    broken = f", **{breaking:,} breaking**" if breaking else ""
    yield f"{told} of the schema{broken}.{_files('new', branch.added)}"
    if branch.edited or branch.removed:
        yield ""
        yield (
            "⚠️ Migrations that the base branch has are not what they were; a database that"
            f" applied them does not follow.{_files('edited', branch.edited)}"
            f"{_files('removed', branch.removed)}"
        )
    if branch.is_base_empty:
        yield ""
        yield "The base branch has no migrations that can be read, so everything is new."


def _files(how: str, paths: Sequence[str]) -> str:
    if not paths:
        return ""
    listed = ", ".join(map(code_span, paths[:_LISTED_FILES]))
    more = f" and {len(paths) - _LISTED_FILES:,} more" if len(paths) > _LISTED_FILES else ""
    return f" {count(len(paths), f'{how} migration', f'{how} migrations')}: {listed}{more}."


def _groups(branch: BranchEffects) -> list[tuple[str, list[Effect]]]:
    """The effects by what they belong to, those that break programs first."""
    found: dict[str, list[Effect]] = {}
    for effect in branch.effects:
        found.setdefault(effect.group, []).append(effect)
    return sorted(found.items(), key=lambda item: not any(one.is_breaking for one in item[1]))


def _part(group: str, effects: Sequence[Effect]) -> Iterator[str]:
    yield ""
    yield f"#### {code_span(group)}"
    yield ""
    yield "| | What | Before | After | Where |"
    yield "|---|---|---|---|---|"
    rows = sorted(effects, key=lambda one: not one.is_breaking)
    yield from map(_row, rows[:_LARGEST_PART])
    if len(rows) > _LARGEST_PART:
        more = count(len(rows) - _LARGEST_PART, "more change", "more changes")
        yield ""
        yield f"_{more} of it._"


def _row(effect: Effect) -> str:
    mark = f"{_ICONS[effect.sign]} {_BREAKING}" if effect.is_breaking else _ICONS[effect.sign]
    values = " | ".join(map(value_cell, (effect.before, effect.after)))
    places = (effect.at,) if effect.at else ()
    return f"| {mark} | {_what(effect)} | {values} | {places_cell(places)} |"


def _what(effect: Effect) -> str:
    """``column `email`: type``, ``table added``."""
    name = f" {code_cell(effect.name)}" if effect.name else ""
    shown = effect.aspect if effect.aspect != effect.subject else ""
    about = f": {escaped(shown)} changed" if shown else f" {effect.sign.value}"
    doubt = _doubt(effect)
    return f"{effect.subject}{name}{about}{doubt}"


def _doubt(effect: Effect) -> str:
    if effect.uncertain_at is None:
        return ""
    return f" (uncertain, see {places_cell((effect.uncertain_at,))})"
