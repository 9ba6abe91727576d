"""Which function applies which kind of statement.

Each family's module registers its handlers with :func:`handles` when it is imported; the engine
imports the families. Handlers know the session, never the engine, so there are no cycles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sotsync.replay.session import Session
from sotsync.sql import Node

__all__ = ["HANDLERS", "Handler", "handles"]

Handler: TypeAlias = Callable[[Session, Node], None]

HANDLERS: dict[str, Handler] = {}
"""Statement kind (``create_stmt``, …) to the function that applies it."""


def handles(*kinds: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for statements of these kinds.

    Raises:
        ValueError: A kind has a handler already.
    """

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            if HANDLERS.setdefault(kind, handler) is not handler:
                raise ValueError(f"two handlers for {kind}")
        return handler

    return register
