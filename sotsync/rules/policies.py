"""The predicates of a policy as trees."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.schema.models import Policy
from sotsync.sql import Node
from sotsync.sql.deparse import parse_expression
from sotsync.sql.parser import GrammarError, NestingError

__all__ = ["trees_of"]


def trees_of(policy: Policy) -> Iterator[Node]:
    """Its predicates, those left out that cannot be read."""
    for text in (policy.using, policy.with_check):
        if text is not None:
            try:
                yield parse_expression(text)
            except (GrammarError, NestingError):
                continue
