"""Texts without what must not be shown: tokens, and passwords in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["redacted", "without_password"]

_USER = re.compile(r"(?<=://)[^/\s'\"]*@")


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with ``***`` for each secret, and for whoever is named in an address."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return _USER.sub("***@", text)


def without_password(address: str) -> str:
    """An address without the user and password in it."""
    return _USER.sub("", address, count=1)
