"""What statements would change, found by applying them for a try and undoing them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sotsync.replay.catalog import Object

__all__ = ["Watch"]


@dataclass(slots=True)
class Watch:
    """The objects that a try changed or dropped, and what it made, by identity."""

    changed: dict[int, Object] = field(default_factory=dict)
    made: dict[int, Object] = field(default_factory=dict)

    def note_change(self, target: Object) -> None:
        """Note that the target was changed or taken away."""
        self.changed[id(target)] = target

    def note_made(self, target: Object) -> None:
        """Note that the target is new; of what it is a part, nobody knows all parts then."""
        self.made[id(target)] = target
        whole = getattr(target, "relation", None)
        if whole is not None:
            self.changed[id(whole)] = whole

    def concerned(self) -> list[Object]:
        """What was there before and may be otherwise now."""
        return [target for key, target in self.changed.items() if key not in self.made]
