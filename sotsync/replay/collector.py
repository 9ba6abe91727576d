"""Python's search for cycles, kept from running while a catalog grows.

A replay makes millions of values that live until it ends. Looking for garbage among them again and
again costs a third of a long replay, and grows faster than the history does.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sotsync.replay.catalog import Catalog

__all__ = ["collector_at_rest", "dissolve"]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the collector from running inside; afterwards it runs again if it did before.

    Calls may be nested and may run in several threads: whoever finds the collector at rest leaves
    it so, and whoever put it to rest wakes it, so the last one to end leaves it as it was.
    """
    was_enabled = gc.isenabled()
    if was_enabled:
        gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def dissolve(catalog: Catalog) -> None:
    """Part everything in a catalog that is of no more use, so that it need not be searched for.

    Tables and their parts refer to each other; only the collector would find that nothing else
    refers to them.
    """
    for namespace in catalog.namespaces.values():
        for relation in namespace.relations.values():
            for column in relation.columns.values():
                column.default = column.sequence = None
            for parts in (
                relation.columns,
                relation.constraints,
                relation.indexes,
                relation.policies,
                relation.triggers,
                relation.parents,
                relation.children,
            ):
                parts.clear()
        namespace.relations.clear()
    catalog.namespaces.clear()
