"""A document and the files around it brought in step, and written all together or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from sotsync.cli.comparison import Comparison, compared_with, repair
from sotsync.cli.neighbours import neighbourhood_of, repaired_around
from sotsync.cli.project import Project
from sotsync.files import Write
from sotsync.patch.backlinks import Neighbourhood
from sotsync.patch.options import PatchOptions
from sotsync.patch.returning import reactivated

__all__ = ["is_due_around", "mend", "writes"]


def mend(
    project: Project,
    comparison: Comparison,
    *,
    is_fixing_links: bool,
    is_fixing_references: bool,
    options: PatchOptions | None = None,
) -> tuple[Neighbourhood, Comparison]:
    """The texts as they should be, and what is left for a person.

    New back-links in the document change its Cross-Reference Index, so it is repaired once more.

    Args:
        project: What the call is about.
        comparison: What to repair.
        is_fixing_links: Whether anchors that have changed are corrected.
        is_fixing_references: Whether back-links that are missing are added.
        options: What a team has chosen; by default, what the settings say.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    if options is not None and options.is_reactivating:
        comparison = _with_entries_put_back(comparison, options)
    repaired, left = repair(project, comparison, options)
    before = neighbourhood_of(repaired, comparison.surroundings)
    after = repaired_around(
        before, is_fixing_links=is_fixing_links, is_fixing_references=is_fixing_references
    )
    if after == before:
        return after, left
    around = dataclasses.replace(
        comparison.surroundings, siblings=after.siblings, epics=after.others
    )
    left = dataclasses.replace(left, surroundings=around)
    if after.document != repaired:
        repaired, left = repair(project, compared_with(left, after.document), options)
        after = dataclasses.replace(after, document=repaired)
    return after, left


def _with_entries_put_back(comparison: Comparison, options: PatchOptions) -> Comparison:
    """The comparison once the deprecated entries of tables that came back are put back."""
    return compared_with(comparison, reactivated(comparison.situation, options))


def is_due_around(
    comparison: Comparison, *, is_fixing_links: bool, is_fixing_references: bool
) -> bool:
    """Whether a link or back-link would be written now."""
    before = neighbourhood_of(comparison.document.source, comparison.surroundings)
    return before != repaired_around(
        before, is_fixing_links=is_fixing_links, is_fixing_references=is_fixing_references
    )


def writes(project: Project, before: Comparison, after: Neighbourhood) -> Iterator[Write]:
    """The files whose text is another now, the document first."""
    old = neighbourhood_of(before.document.source, before.surroundings)
    if after.document.text != old.document.text:
        yield Write(path=project.document, source=after.document, expected=old.document)
    pairs = zip((*old.siblings, *old.others), (*after.siblings, *after.others), strict=True)
    for source, changed in pairs:
        if changed.text != source.text:
            yield Write(path=project.root / source.path, source=changed, expected=source)
