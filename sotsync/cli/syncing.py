"""What ``sotsync sync`` does, once or whenever files change: plan, write, and tell."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sotsync.cli.choices import patch_options
from sotsync.cli.comparison import Comparison, compare
from sotsync.cli.console import write_error, write_note, write_result
from sotsync.cli.exits import exit_code_for
from sotsync.cli.mending import is_due_around, mend, writes
from sotsync.cli.project import Project
from sotsync.cli.specifications import changed_files, finish_cut_short, written_files
from sotsync.cli.watching import Watched, Watcher, rounds
from sotsync.errors import SotsyncError
from sotsync.files import Write, write_sources
from sotsync.findings import Severity
from sotsync.report.styles import harmless
from sotsync.report.words import count

__all__ = ["Fixes", "is_write_due", "keep_in_step", "plan", "say_what_is_watched", "write"]

_UNREADABLE = "R100"
"""The code of a statement that PostgreSQL's grammar refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """What is repaired besides the generated regions, where a person asks for it.

    Attributes:
        is_fixing_references: Back-links that are missing.
        is_fixing_links: Anchors that have changed.
        is_reactivating: The deprecated entries of tables that came back are put back.
        is_pruning: Key Indexes bullets of no index are taken away.
    """

    is_fixing_references: bool = False
    is_fixing_links: bool = False
    is_reactivating: bool = False
    is_pruning: bool = False


def plan(
    project: Project, comparison: Comparison, fixes: Fixes
) -> tuple[tuple[Write, ...], Comparison]:
    """What is to be written, and what is left for a person after that.

    Raises:
        PromiseError: A promise would be broken; there is nothing to write.
    """
    options = patch_options(
        project.settings, is_reactivating=fixes.is_reactivating, is_pruning=fixes.is_pruning
    )
    after, left = mend(
        project,
        comparison,
        options=options,
        is_fixing_links=fixes.is_fixing_links,
        is_fixing_references=fixes.is_fixing_references,
    )
    return tuple(writes(project, comparison, after)), left


def is_write_due(project: Project, comparison: Comparison, fixes: Fixes) -> bool:
    """Whether anything would be written; cheap where only differences can make it so."""
    if comparison.changes:
        return True
    if fixes.is_reactivating or fixes.is_pruning:
        return bool(plan(project, comparison, fixes)[0])
    return is_due_around(
        comparison,
        is_fixing_links=fixes.is_fixing_links,
        is_fixing_references=fixes.is_fixing_references,
    )


def write(project: Project, changed: tuple[Write, ...]) -> tuple[str, ...]:
    """Write all of it or nothing, and say of each file what was done.

    Raises:
        RefusedWriteError: A file cannot be written; every file is as it was.
    """
    write_sources(changed, root=project.root)
    return tuple(note for one in changed for note in written_files(one.expected, one.source))


def keep_in_step(watched: Watched, watcher: Watcher, fixes: Fixes) -> None:
    """Repair the document whenever its files change, until Ctrl-C, and say so in a line each time.

    An error is told, and watching goes on. A run that only found what the run before it wrote, and
    nothing new to say, is silent.
    """
    told = ""
    for is_news in rounds(watched, watcher):
        try:
            watched.refresh()
            line = _round(watched, fixes)
        except SotsyncError as error:
            if is_news or str(error) != told:
                write_error(error)
            told = str(error)
        except RecursionError:
            write_error(SotsyncError("the input is nested too deeply to be read"))
        except OSError as error:
            write_error(SotsyncError(f"{error.filename}: {error.strerror or error}"))
        else:
            if is_news or line != told:
                write_result(f"{line}\n")
            told = line.rpartition("; ")[2]
        gc.collect()  # A call looks rarely for cycles, since most calls are over soon.


def _round(watched: Watched, fixes: Fixes) -> str:
    """Repair once; the line that says what was done and what is left."""
    if watched.is_git_busy:
        return "waiting: git is in the middle of something"
    project = watched.project
    finish_cut_short(project)
    comparison = compare(project)
    unreadable = next(_half_written(watched, comparison), None)
    if unreadable is not None:
        return f"waiting: {unreadable}"
    changed, left = plan(project, comparison, fixes)
    notes = write(project, changed)
    if not notes:
        return _left(left)
    watched.wrote(_paths(project, changed))
    number = len(comparison.changes) - len(left.changes)
    repaired = f" ({count(number, 'place', 'places')})" if number > 0 else ""
    return f"{', '.join(notes)}{repaired}; {_left(left)}"


def _left(left: Comparison) -> str:
    if not exit_code_for(left.findings, is_drift=bool(left.changes)):
        return f"{harmless(left.document.source.path)} is in step"
    weighing = [one for one in left.findings if one.severity is not Severity.INFO]
    number = len(left.changes) + len(weighing)
    return f"{count(number, 'place is', 'places are')} left for a person: sotsync diff lists them"


def _half_written(watched: Watched, comparison: Comparison) -> Iterator[str]:
    """The statements that cannot be read in files that somebody is working on."""
    for finding in comparison.replay.findings:
        place = finding.location
        if finding.code == _UNREADABLE and place is not None:
            path = (watched.project.root / place.path).resolve()
            if str(path) in watched.changed:
                yield harmless(f"{place.path_and_line}: {finding.message}; nothing is written")


def _paths(project: Project, changed: tuple[Write, ...]) -> Iterator[Path]:
    for one in changed:
        if one.expected is not None:
            for _, source in changed_files(one.expected, one.source):
                yield project.root / source.path


def say_what_is_watched(watched: Watched) -> None:
    """The first line: what is looked at, and how to end it."""
    number = len(watched.folders())
    write_note(f"watching {count(number, 'folder', 'folders')}; Ctrl-C ends it")
