"""Storage parameters as SQL, from the ``name=value`` that a catalog keeps of them.

Source: PostgreSQL manual, CREATE TABLE, "Storage Parameters"; ``pg_class.reloptions``.
"""

from __future__ import annotations

import re

from sotsync.schema.names import quote_literal
from sotsync.schema.render.style import names_list

__all__ = ["render_parameters"]

_PLAIN = re.compile(r"[A-Za-z_]\w*|[-+]?\d+(?:\.\d+)?", re.ASCII)
"""The values that the grammar takes without quotes."""


def render_parameters(options: tuple[str, ...]) -> str:
    """The parameters between parentheses: ``(fillfactor=70)``."""
    return names_list(tuple(map(_parameter, options)))


def _parameter(option: str) -> str:
    name, sign, value = option.partition("=")
    return option if not sign or _PLAIN.fullmatch(value) else f"{name}={quote_literal(value)}"
