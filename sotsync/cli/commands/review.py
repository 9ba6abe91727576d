"""``sotsync review``: references that somebody looked at, until their tables change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sotsync.cli.console import write_note, write_result
from sotsync.cli.exits import exit_for
from sotsync.cli.options import engine_option, project_options
from sotsync.cli.surroundings import Surroundings, review_path
from sotsync.errors import UsageError
from sotsync.files import Write, shown_path, write_sources
from sotsync.report.styles import harmless
from sotsync.report.words import count
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.diff.reviews import Review, Reviewable

__all__ = ["command"]


@click.command(
    name="review",
    epilog="Exit codes: 0 written, or nothing is suspect, 1 something is suspect, 2 could not "
    "tell; nothing was written.",
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@project_options
@engine_option
@click.option("--all", "is_all", is_flag=True, help="Every reference there is.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Write nothing; say what would be.")
def command(project: Project, *, ids: tuple[str, ...], is_all: bool, is_dry_run: bool) -> None:
    """Mark references between the document and other documents as reviewed.

    What was reviewed is kept beside the document, in sotsync.review.json, which belongs into the
    repository. When a table changes afterwards, whatever refers to it is suspect until somebody
    reviews it again. A project without that file reviews nothing.

    An ID is that of an entry, for all that refers to it, or of anything in another document, for
    all that it refers to. Without one, what is suspect is listed and nothing is written.

    \b
    Examples:
      sotsync review --all
      sotsync review
      sotsync review DBT-001 API-045
    """  # noqa: D301 - click keeps the lines after this mark as they are
    from sotsync.diff.reviews import parse_review  # noqa: PLC0415 - loads every stage

    if is_all and ids:
        raise UsageError("--all leaves no ID to name", hint="leave one of them out")
    source = project.read_document()
    around = project.read_surroundings(source)
    before = around.review
    present = _present(project, source, around)
    kept = None if before is None or is_all else parse_review(before)
    if not ids and not is_all:
        _list(present, kept)
        return
    review = _reviewed(present, kept, ids)
    text = _rendered(review, before)
    if not is_dry_run:
        _write(project, before, text)
    number = sum(_is_meant(pair, ids) for pair in present.fingerprints)
    write_note(f"{count(number, 'reference', 'references')} reviewed")


def _present(project: Project, source: Source, around: Surroundings) -> Reviewable:
    """What there is to review."""
    from sotsync.diff.reviews import reviewable  # noqa: PLC0415 - loads every stage
    from sotsync.document.backlinks import read_references_between  # noqa: PLC0415 - the same
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - the same

    document = parse_document(source)
    replay = project.replay(project.read_migrations())
    references = read_references_between(document, around.siblings)
    return reviewable(references, project.selected(replay).schema)


def _list(present: Reviewable, review: Review | None) -> None:
    """Say what is suspect, one line each."""
    from sotsync.diff.reviews import check_reviews  # noqa: PLC0415 - loads every stage

    if review is None:
        write_note("no reference was ever reviewed; begin with `sotsync review --all`")
        return
    findings = check_reviews(present, review)
    for finding in findings:
        write_result(f"{harmless(f'{finding.severity.value}: {finding.message}')}\n")
    exit_for(findings, is_drift=bool(findings))


def _reviewed(present: Reviewable, before: Review | None, ids: tuple[str, ...]) -> Review:
    """What is reviewed now: what is meant, and what was before and still is a reference.

    Raises:
        UsageError: An id has no reference.
    """
    from sotsync.diff.reviews import Review  # noqa: PLC0415 - loads every stage

    known = {identifier for pair in present.fingerprints for identifier in pair}
    for identifier in ids:
        if identifier not in known:
            raise UsageError(
                f"nothing refers to {identifier!r}, and it refers to no table",
                hint="`sotsync review` lists what is suspect",
            )
    kept = {} if before is None else before.reviewed
    return Review(
        reviewed={
            pair: now if _is_meant(pair, ids) else kept[pair]
            for pair, now in present.fingerprints.items()
            if pair in kept or _is_meant(pair, ids)
        }
    )


def _is_meant(pair: tuple[str, str], ids: tuple[str, ...]) -> bool:
    return not ids or not set(ids).isdisjoint(pair)


def _rendered(review: Review, before: Source | None) -> str:
    from sotsync.diff.reviews import render_review  # noqa: PLC0415 - loads every stage

    return render_review(review, "\n" if before is None else before.newline)


def _write(project: Project, before: Source | None, text: str) -> None:
    if before is not None and before.text == text:
        return
    path = review_path(project.document)
    shown = shown_path(path, project.root)
    write = Write(path=path, source=Source(shown, text), is_new=before is None, expected=before)
    write_sources((write,), root=project.root)
    write_note(f"wrote {shown}")
