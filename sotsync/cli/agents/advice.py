"""What an agent is told about an edit: what is generated, what is applied, what is out of step.

Nothing is written but the user's cache, and nothing that an event names is run. A file that lies
outside the repository that the agent works in is none of sotsync's business.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sotsync.cli.agents.events import Event, FileEdit, Moment
from sotsync.cli.discovery import find_root
from sotsync.cli.project import Project, open_project
from sotsync.errors import InputError, SotsyncError
from sotsync.files import is_portable, shown_path

__all__ = ["advise"]

_LONGEST_PATH = 2048
"""No file that anybody edits has a longer one, and systems refuse to look at longer ones."""

_SPECIFICATIONS = "database-schema"
"""The folder beside a document that holds the files of one that is split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A file that is edited, in its project."""

    project: Project
    path: Path
    edit: FileEdit

    @property
    def shown(self) -> str:
        """The file as it is shown."""
        return shown_path(self.path, self.project.root)


def advise(event: Event, folder: Path, directory: Path | None = None) -> str:
    """What to tell the agent; empty for nothing.

    Args:
        event: What happens.
        folder: The folder that the process runs in, for an event that names none.
        directory: The only project to look at; by default the one around each file.

    Raises:
        SotsyncError: A project's settings are wrong.
    """
    stated = event.folder is not None and is_portable(event.folder)
    home = _real(folder / event.folder if stated and event.folder is not None else folder)
    if event.moment is Moment.END:
        return _after(open_project(directory or home, {}), None)
    limit = find_root(_real(directory)) if directory is not None else _repository(home)
    told = [
        _before(subject) if event.moment is Moment.BEFORE else _after_edit(subject)
        for subject in _subjects(event, home, limit, directory)
    ]
    return "\n\n".join(dict.fromkeys(words for words in told if words))


def _subjects(event: Event, home: Path, limit: Path, directory: Path | None) -> Iterator[_Subject]:
    """The files that an event is about and that lie in a project."""
    for edit in event.edits:
        if not is_portable(edit.path) or len(edit.path) > _LONGEST_PATH:
            continue
        path = _real(home / edit.path)
        if path.is_relative_to(limit):
            yield _Subject(
                project=open_project(directory or _folder_of(path, limit), {}),
                path=path,
                edit=edit,
            )


def _real(path: Path) -> Path:
    """The path without links; one that is too long or too odd for the system stays as it is."""
    return Path(os.path.realpath(path))


def _repository(home: Path) -> Path:
    """The repository around a folder, else the project: what the agent may be working on."""
    around = (home, *home.parents)
    return next((one for one in around if os.path.lexists(one / ".git")), find_root(home))


def _folder_of(path: Path, limit: Path) -> Path:
    """The nearest folder above the file that is there; the file may be about to be made."""
    return next((one for one in path.parents if one == limit or one.is_dir()), limit)


def _before(subject: _Subject) -> str:
    """What an edit that is about to happen should know."""
    if _is_migration(subject):
        return _applied(subject)
    if not _is_document(subject):
        return ""
    from sotsync.cli.agents.generated import (  # noqa: PLC0415 - most files are no document
        generated_advice,
    )

    try:
        return generated_advice(subject.project, subject.path, subject.edit)
    except SotsyncError:
        return ""  # What cannot be read has no generated parts; the next `diff` says why.


def _after_edit(subject: _Subject) -> str:
    if _is_migration(subject) or _is_document(subject):
        return _after(subject.project, subject.shown)
    return ""


def _after(project: Project, edited: str | None) -> str:
    """What is out of step now; nothing in a project that has no document."""
    from sotsync.cli.agents.differences import drift_advice  # noqa: PLC0415 - the same

    try:
        _ = project.document
    except SotsyncError:
        return ""
    try:
        return drift_advice(project, edited)
    except SotsyncError as error:
        return f"sotsync could not compare the document with the migrations: {error}"


def _is_document(subject: _Subject) -> bool:
    """Whether the file is the project's document, or a part of it."""
    if subject.path.suffix.lower() != ".md":
        return False
    try:
        document = _real(subject.project.document)
    except SotsyncError:
        return False
    return subject.path == document or subject.path.parent == document.parent / _SPECIFICATIONS


def _is_migration(subject: _Subject) -> bool:
    """Whether the file is SQL in the project's migrations folder."""
    if subject.path.suffix.lower() != ".sql":
        return False
    try:
        place = _real(subject.project.migrations)
    except SotsyncError:
        return False
    return subject.path == place or subject.path.is_relative_to(place)


def _applied(subject: _Subject) -> str:
    """That a migration is on the base branch already, so that databases may have run it."""
    if _is_meant_to_change(subject):
        return ""
    from sotsync.hosts.git import find_repository  # noqa: PLC0415 - most files are no migration

    try:
        repository = find_repository(subject.project.root)
        base = None if repository is None else repository.default_branch()
        path = None if repository is None else repository.relative(subject.path)
        if repository is None or base is None or path is None:
            return ""
        is_there = any(file.path == path for file in repository.files(base, path))
    except SotsyncError:
        return ""
    if not is_there:
        return ""
    return (
        f"sotsync: {subject.shown} is on {base} already, so databases may have run it, and none "
        "runs it again. Leave it as it is and write a new migration with the change."
    )


def _is_meant_to_change(subject: _Subject) -> bool:
    """Whether the file states what is wanted, and is run again whenever it changes."""
    try:
        place = subject.project.migrations
    except InputError:
        return True
    is_declared = subject.project.settings.layout == "declarative" or place.name == "schemas"
    is_repeated = subject.path.name.startswith("R__")
    return is_declared or is_repeated or subject.path == _real(place)
