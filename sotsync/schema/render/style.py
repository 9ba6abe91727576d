"""How rendered SQL looks: one value, so that a document and an export differ only in it.

Every statement is complete, ends in a semicolon, and gives the names of everything it makes, so
that it can be read back or loaded as it stands. What PostgreSQL would call the same by itself is
left unnamed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.schema.models import Relation
from sotsync.schema.names import qualified
from sotsync.schema.spelling import has_loose_operator
from sotsync.schema.types import canonical_type, display_type

__all__ = ["DOCUMENT", "EXPORT", "Style", "key_of", "names_list", "render_default", "render_type"]

INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The choices that differ between SQL for people and SQL for a server.

    Attributes:
        has_short_types: ``TIMESTAMPTZ`` rather than ``timestamp with time zone``.
        hidden_schemas: Schemas whose types are written without their qualifier.
    """

    has_short_types: bool = True
    hidden_schemas: frozenset[str] = frozenset()


DOCUMENT = Style(hidden_schemas=frozenset({"public", "extensions"}))
"""For a document's fences: short upper-case types, no qualifier that goes without saying."""

EXPORT = Style(has_short_types=False)
"""For loading: types exactly as ``format_type`` spells them."""


def render_type(text: str, style: Style = DOCUMENT) -> str:
    """The type as that style spells it."""
    if style.has_short_types:
        return display_type(text, hidden_schemas=style.hidden_schemas)
    return canonical_type(text)


def key_of(relation: Relation | str) -> str:
    """The qualified name of a relation given as itself or already by that name."""
    if isinstance(relation, str):
        return relation
    return qualified(relation.schema_name, relation.name)


def render_default(expression: str) -> str:
    """The DEFAULT clause, with parentheses where PostgreSQL's grammar asks for them there."""
    return f"DEFAULT ({expression})" if has_loose_operator(expression) else f"DEFAULT {expression}"


def names_list(names: tuple[str, ...]) -> str:
    """Rendered names between parentheses: ``(user_id, name)``."""
    return f"({', '.join(names)})"
