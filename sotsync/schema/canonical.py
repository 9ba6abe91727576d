"""One form for every spelling of an expression or query, so that equal means the same.

PostgreSQL keeps expressions as trees, and people and programs write the same tree in many ways:
``status IN ('a', 'b')`` in a migration is ``status = ANY (ARRAY['a'::text, 'b'::text])`` in a dump.
Within a :class:`Scope` the casts and qualifiers that PostgreSQL puts in do not count either.
The form is for comparing only, never for showing. Different meanings never share a form; where a
text cannot be read, its form is the text itself, less its spacing.
"""

from sotsync.schema.expressions import (
    canonical_default,
    canonical_expression,
    canonical_query,
    same_expression,
)
from sotsync.schema.normalize import normalize
from sotsync.schema.scope import Scope

__all__ = [
    "Scope",
    "canonical_default",
    "canonical_expression",
    "canonical_query",
    "normalize",
    "same_expression",
]
