"""Whether SQL was written for Supabase, judged by what it uses and does not make itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["is_written_for_supabase"]

_WORDS = ("auth.uid()", "auth.jwt()", "auth.role()", "anon", "authenticated", "service_role")
"""One of them stands in every text with a sign; looking for words is far faster than patterns."""

_SIGN = re.compile(
    r'\bauth\.(?:uid|jwt|role)\(\)|\bto\s+"?(?:anon|authenticated|service_role)\b', re.IGNORECASE
)
_OWN = re.compile(
    r'\bcreate\s+(?:schema\s+(?:if\s+not\s+exists\s+)?"?auth'
    r'|(?:role|user)\s+"?(?:anon|authenticated|service_role))\b',
    re.IGNORECASE,
)


def is_written_for_supabase(texts: Iterable[str]) -> bool:
    """Whether the files use what Supabase brings, and none of them makes it."""
    is_signed = False
    for text in texts:
        if _OWN.search(text):
            return False
        is_signed = is_signed or (
            any(word in text for word in _WORDS) and _SIGN.search(text) is not None
        )
    return is_signed
