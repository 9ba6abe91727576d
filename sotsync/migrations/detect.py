"""Which tool a migrations folder belongs to, judged by what it holds, never guessed.

The layouts that fit best are compared by what they would do. Where they apply the same parts of
the same files in the same order, the choice changes nothing and the most telling name is taken,
which is ``plain`` where nothing tells whose the folder is. Where they differ, a person has to say
which it is.
"""

from __future__ import annotations

import re

from sotsync.config import AUTO
from sotsync.errors import AmbiguousLayoutError, InputError, UsageError
from sotsync.migrations.layouts.layout import Fit, Folder, Layout, Selection
from sotsync.migrations.layouts.registry import LAYOUTS
from sotsync.text import Location

__all__ = ["detect_layout", "layout_named"]

_COMMENT_LINES = re.compile(r"^[ \t]*--.*$", re.MULTILINE)


def layout_named(name: str) -> Layout:
    """The layout of a name.

    Raises:
        UsageError: No layout has the name.
    """
    if name not in LAYOUTS:
        raise UsageError(
            f"there is no layout {name!r}", hint=f"one of {', '.join((AUTO, *LAYOUTS))}"
        )
    return LAYOUTS[name]


def detect_layout(folder: Folder) -> Layout:
    """The layout that a folder's files and its neighbours point to.

    Raises:
        AmbiguousLayoutError: Several layouts fit equally well and would apply different things.
        InputError: No layout fits, because nothing in the folder is a migration.
    """
    fits = {layout.name: layout.fit(folder) for layout in LAYOUTS.values()}
    best = max(fits.values())
    if best is Fit.NONE:
        raise InputError(
            "holds no migration that any layout knows",
            location=Location(folder.path),
            hint="name the right folder with --migrations, or the layout with --layout",
        )
    candidates = [LAYOUTS[name] for name, fit in fits.items() if fit == best]
    effects = {_effect(layout, folder) for layout in candidates}
    if len(effects) > 1:
        names = ", ".join(layout.name for layout in candidates)
        raise AmbiguousLayoutError(
            f"fits several layouts, which would not apply the same: {names}",
            location=Location(folder.path),
            hint=f"choose one with --layout, such as --layout {candidates[0].name}",
        )
    return candidates[-1] if best is Fit.POSSIBLE else candidates[0]


def _effect(layout: Layout, folder: Folder) -> tuple[object, ...]:
    """What a layout would apply, comparable between layouts."""
    selection: Selection = layout.select(folder)
    return tuple(
        (
            entry.path,
            entry.is_transactional,
            _executed(layout, folder.contents[entry.path].decode(errors="replace")),
        )
        for entry in selection.entries
    )


def _executed(layout: Layout, text: str) -> tuple[object, ...]:
    """The parts of a file without lines that are comments or empty, which execute nothing."""
    parts = (
        (
            part.is_transactional,
            _COMMENT_LINES.sub("", text[part.span.start : part.span.end]).strip(),
        )
        for part in layout.parts(text)
    )
    return tuple((is_transactional, part) for is_transactional, part in parts if part)
