"""What a call finds, writes and remembers of the files around a document."""

from __future__ import annotations

from collections.abc import Collection

from sotsync.cli.surroundings import Surroundings
from sotsync.document.backlinks import References, read_references_between
from sotsync.document.citations import check_citations
from sotsync.document.models import Document
from sotsync.document.reference_checks import check_references
from sotsync.findings import Finding
from sotsync.patch.backlinks import Neighbourhood, fix_links, fix_references
from sotsync.replay.result import Replay
from sotsync.schema.selection import select_namespaces
from sotsync.text import Source

__all__ = ["findings_around", "neighbourhood_of", "repaired_around"]


def findings_around(
    document: Document, replay: Replay, around: Surroundings, *, schemas: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with the references between a document and the files around it.

    Args:
        document: The document.
        replay: What the database is.
        around: The files.
        schemas: The only schemas whose tables are documented; all of them where it is empty.

    Raises:
        InputError: The file of reviewed references is not one.
    """
    references = read_references_between(document, around.siblings)
    return (
        *check_citations(document, (*around.siblings, *around.epics)),
        *check_references(references, around.missing_files),
        *_suspects(references, replay, around, schemas),
    )


def neighbourhood_of(document: Source, around: Surroundings) -> Neighbourhood:
    """The texts of a document and of the files around it."""
    return Neighbourhood(document=document, siblings=around.siblings, others=around.epics)


def repaired_around(
    before: Neighbourhood, *, is_fixing_links: bool, is_fixing_references: bool
) -> Neighbourhood:
    """The texts with what was asked for.

    Args:
        before: The texts.
        is_fixing_links: Whether anchors that have changed are corrected.
        is_fixing_references: Whether back-links that are missing are added.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    after = fix_links(before) if is_fixing_links else before
    return fix_references(after) if is_fixing_references else after


def _suspects(
    references: References, replay: Replay, around: Surroundings, schemas: Collection[str]
) -> tuple[Finding, ...]:
    """Nothing where the project does not review references."""
    if around.review is None:
        return ()
    from sotsync.diff.reviews import (  # noqa: PLC0415 - only where references are reviewed
        check_reviews,
        parse_review,
        reviewable,
    )

    schema = select_namespaces(replay.schema, schemas)
    return check_reviews(reviewable(references, schema), parse_review(around.review))
