"""Version numbers of entries and of the document: ``1.9`` is followed by ``1.10``.

Versions are text, not decimal numbers: YAML would read ``1.10`` as ``1.1``, so they are only ever
read and written here.
"""

from __future__ import annotations

import re

__all__ = ["FIRST_VERSION", "next_version"]

FIRST_VERSION = "1.0"

_VERSION = re.compile(r"(?P<major>\d+)(?:\.(?P<minor>\d+))?(?P<rest>(?:\.\d+)*)")


def next_version(version: str, *, is_breaking: bool = False) -> str | None:
    """The version after this one, in the parts it has; None where it is no version.

    A breaking change raises the first part, any other the second; later parts become zero.
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    major, minor = int(match["major"]), int(match["minor"] or 0)
    rest = re.sub(r"\d+", "0", match["rest"])
    return f"{major + 1}.0{rest}" if is_breaking else f"{major}.{minor + 1}{rest}"
