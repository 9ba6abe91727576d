"""What of a report counts: what is new on this branch, and what is not accepted for now."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotsync.cache import digest, user_cache
from sotsync.errors import DocumentError, InputError
from sotsync.files import shown_path, write_source
from sotsync.report.known import KnownProblem, parse_known, render_known, still_there, without_known
from sotsync.report.models import Report
from sotsync.report.problems import problems_of
from sotsync.report.words import count
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.cli.snapshots import Snapshot

__all__ = ["Judgement", "judge", "known_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A report of what counts.

    Attributes:
        report: The report without what is known.
        notes: What to tell people beside it.
    """

    report: Report
    notes: tuple[str, ...] = ()


def judge(
    project: Project,
    report: Report,
    *,
    before: Collection[str] = (),
    is_update: bool = False,
) -> Judgement:
    """Leave out what was so before, and what is accepted for now.

    Args:
        project: What the report is about.
        report: Everything that is wrong.
        before: The fingerprints of what was wrong before, as :func:`known_at` gives them.
        is_update: Write the list of what is accepted for now: all there is where there is no list
            yet, else what it holds and is still there.

    Raises:
        InputError: The list cannot be read.
    """
    report = without_known(report, before)
    source = project.read_known()
    listed = None if source is None else parse_known(source)
    notes: list[str] = []
    if is_update:
        listed = _update(project, source, listed, report)
        name = shown_path(project.known, project.root)
        notes.append(f"{name} lists {count(len(listed), 'known problem', 'known problems')}")
    elif listed is not None:
        notes += _solved(project.known.name, listed, report)
    if listed is not None:
        report = without_known(report, {one.fingerprint for one in listed})
    return Judgement(report=report, notes=tuple(notes))


def _update(
    project: Project,
    before: Source | None,
    listed: Collection[KnownProblem] | None,
    report: Report,
) -> tuple[KnownProblem, ...]:
    left = still_there(listed, problems_of(report))
    text = render_known(left)
    if before is None or text != before.text:
        source = Source(shown_path(project.known, project.root), text)
        write_source(
            project.known, source, root=project.root, is_new=before is None, expected=before
        )
    return left


def _solved(name: str, listed: Collection[KnownProblem], report: Report) -> list[str]:
    found = {problem.fingerprint for problem in problems_of(report)}
    solved = sum(one.fingerprint not in found for one in listed)
    if not solved:
        return []
    told = count(solved, "known problem is", "known problems are")
    return [f"{told} solved; sotsync diff --update-baseline takes them out of {name}"]


def known_at(project: Project, base: str) -> frozenset[str]:
    """The fingerprints of what was wrong where a branch began, kept for the next call.

    Args:
        project: The project as it is now.
        base: The branch, tag or commit that the branch began from.

    Raises:
        GitError: The commit cannot be found.
    """
    from sotsync.cli.snapshots import take_snapshot  # noqa: PLC0415 - most calls need no git

    snapshot = take_snapshot(project, base)
    cache = user_cache()
    settings = project.settings.model_dump_json(exclude={"known", "fail_on"})
    parts = ("known at base", snapshot.identity, settings, *map(str, _places(project, snapshot)))
    key = digest(part.encode("utf-8", "surrogatepass") for part in parts)
    kept = cache.read(key)
    if kept is None:
        kept = json.dumps(sorted(_fingerprints(project, snapshot))).encode()
        cache.keep(key, kept)
    return frozenset(json.loads(kept))


def _places(project: Project, snapshot: Snapshot) -> tuple[str | None, ...]:
    """Where the project is in its repository, which tells what its settings mean."""
    relative = snapshot.repository.relative
    where = (relative(project.root), relative(project.base))
    return (*where, *sorted(project.flags), "run" if project.is_run else "read")


def _fingerprints(project: Project, snapshot: Snapshot) -> Collection[str]:
    from sotsync.cli.comparison import compare  # noqa: PLC0415 - loads every stage

    with snapshot.opened(project) as before:
        try:
            report = compare(before).report
        except (DocumentError, InputError):
            return ()  # There was nothing yet that could be compared, so everything is new.
    return [problem.fingerprint for problem in problems_of(report)]
