"""What a patch is: the edits that bring a document in step, not made yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sotsync.findings import Finding
from sotsync.text import Edit, Source

__all__ = ["Patch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Edits inside the generated regions of one document.

    Attributes:
        source: The document's text as it was read.
        edits: What changes, in the order of the text.
        findings: What was left alone, and why.
        changes: What the edits do, one sentence each, in the order of the text.
    """

    source: Source
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[str, ...] = ()
    prove: Callable[[Patch], Source] = field(repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.edits)

    def apply(self) -> Source:
        """The text with every edit made, once the promises of :mod:`sotsync.patch.promises` hold.

        Raises:
            PromiseError: One of them does not; nothing has been written.
        """
        return self.prove(self)
