"""Where an object of a schema comes from, kept beside the object and never compared.

Two schemas are equal when they hold the same objects, whatever wrote them: every field of an origin
is left out of equality, so that ``==`` of the models that carry one means what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sotsync.text import Location

__all__ = ["Origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The places that made an object what it is.

    Attributes:
        created: The statement that created it (in a document: the line that states it).
        changed: The statement that last changed it; equal to ``created`` where none did.
        touched: Paths of every file that touched it, in replay order, without repeats.
        renamed_from: Earlier names, oldest first; with its schema where it moved out of that.
        uncertain: The statement that makes the object's present state a guess, if one does.
    """

    created: Location | None = field(default=None, compare=False)
    changed: Location | None = field(default=None, compare=False)
    touched: tuple[str, ...] = field(default=(), compare=False)
    renamed_from: tuple[str, ...] = field(default=(), compare=False)
    uncertain: Location | None = field(default=None, compare=False)
