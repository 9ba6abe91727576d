"""What a team may choose about a patch; everything else follows from the two sides."""

from __future__ import annotations

from dataclasses import dataclass, field

from sotsync.config import DeprecatedForm
from sotsync.document.render.changes import UPDATED_BY
from sotsync.document.render.entry import DEFAULT_OWNER
from sotsync.document.render.numbering import IdRules

__all__ = ["PatchOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchOptions:
    """The choices of one patch.

    Attributes:
        owner: What the Owner line of a new entry says.
        updated_by: What the Updated By cell of a new row of Version History says.
        is_version_counted: Whether a write counts the document's own version up.
        deprecated: How much of the entry of a dropped table stays.
        is_reactivating: Whether the entry of a table that came back is used again.
        is_pruning: Whether bullets about indexes that are gone are taken away.
        is_split: Whether a new entry gets a specification file; by default, as in the document.
        rules: How ids are numbered.
    """

    owner: str = DEFAULT_OWNER
    updated_by: str = UPDATED_BY
    is_version_counted: bool = True
    deprecated: DeprecatedForm = DeprecatedForm.SUMMARY
    is_reactivating: bool = False
    is_pruning: bool = False
    is_split: bool | None = None
    rules: IdRules = field(default_factory=IdRules)
