"""Parts of a server's JSON, each of the kind that its description promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sotsync.errors import HostError

__all__ = ["number_in", "part_in", "text_in"]


def part_in(content: Any, key: str) -> Mapping[str, Any]:  # noqa: ANN401 - JSON as it comes
    """The object under a key.

    Raises:
        HostError: There is none.
    """
    part = _value(content, key)
    if not isinstance(part, dict):
        raise _lacking(key)
    return part


def text_in(content: Any, key: str, *, is_optional: bool = False) -> str:  # noqa: ANN401 - the same
    """The text under a key; the empty text for null, where there may be none.

    Raises:
        HostError: There is none.
    """
    value = _value(content, key)
    if value is None and is_optional:
        return ""
    if not isinstance(value, str):
        raise _lacking(key)
    return value


def number_in(content: Any, key: str) -> int:  # noqa: ANN401 - the same
    """The whole number under a key.

    Raises:
        HostError: There is none.
    """
    value = _value(content, key)
    if not isinstance(value, int):
        raise _lacking(key)
    return value


def _value(content: Any, key: str) -> object:  # noqa: ANN401 - the same
    return content.get(key) if isinstance(content, dict) else None


def _lacking(key: str) -> HostError:
    return HostError(f"the host sent an answer without {key!r}", hint="is it the right address?")
