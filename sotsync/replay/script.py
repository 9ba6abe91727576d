"""What replay is fed: the text of one migration file and the part of it that is applied."""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.text import Source, Span

__all__ = ["Script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One file's part to apply.

    Attributes:
        source: The whole file, so that places in it are places a person can open.
        span: The part that is applied; None for all of it.
        version: The file's version as its tool reads it, such as ``20260301120000``.
        is_transactional: Whether the tool applies the part in one transaction.
        search_path: Schemas to look in before those of the platform, and to create in.
        is_baseline: Whether it states what was there before the first migration.
    """

    source: Source
    span: Span | None = None
    version: str = ""
    is_transactional: bool = True
    search_path: tuple[str, ...] = ()
    is_baseline: bool = False
