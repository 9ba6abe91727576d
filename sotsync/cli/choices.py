"""What a project's settings choose about a patch and about ids, as the core takes it."""

from __future__ import annotations

from sotsync.config import Settings
from sotsync.document.render.categories import Category
from sotsync.document.render.changes import UPDATED_BY
from sotsync.document.render.entry import DEFAULT_OWNER
from sotsync.document.render.numbering import IdRules
from sotsync.patch.options import PatchOptions

__all__ = ["id_rules", "owner_of", "patch_options", "updated_by_of"]


def id_rules(settings: Settings) -> IdRules:
    """How ids are numbered."""
    chosen = settings.categories
    patterns = {
        Category.CORE: chosen.core,
        Category.FEATURE: chosen.feature,
        Category.JUNCTION: chosen.junction,
        Category.VIEW: chosen.view,
        Category.AUDIT: chosen.audit,
    }
    return IdRules(digits=settings.ids.digits, patterns=patterns)


def owner_of(settings: Settings) -> str:
    """What the Owner line of a new entry says."""
    return DEFAULT_OWNER if settings.owner is None else settings.owner


def updated_by_of(settings: Settings) -> str:
    """What the Updated By cell of a new row of Version History says."""
    return UPDATED_BY if settings.updated_by is None else settings.updated_by


def patch_options(
    settings: Settings, *, is_reactivating: bool = False, is_pruning: bool = False
) -> PatchOptions:
    """The choices of one patch.

    Args:
        settings: What the project has set.
        is_reactivating: Whether the entry of a table that came back is used again.
        is_pruning: Whether bullets about indexes that are gone are taken away.
    """
    return PatchOptions(
        owner=owner_of(settings),
        updated_by=updated_by_of(settings),
        is_version_counted=settings.bump.doc,
        deprecated=settings.deprecated,
        is_reactivating=is_reactivating,
        is_pruning=is_pruning,
        is_split=settings.split,
        rules=id_rules(settings),
    )
