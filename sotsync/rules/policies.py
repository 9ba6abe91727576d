"""The predicates of a policy as trees."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.rules.trees import parsed
from sotsync.schema.models import Policy
from sotsync.sql import Node

__all__ = ["trees_of"]


def trees_of(policy: Policy) -> Iterator[Node]:
    """Its predicates, those left out that cannot be read."""
    for text in (policy.using, policy.with_check):
        tree = None if text is None else parsed(text)
        if tree is not None:
            yield tree
