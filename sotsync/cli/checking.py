"""A project held against the conventions: what ``sotsync check`` reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError, InputError, UsageError
from sotsync.report.check_models import CheckReport
from sotsync.report.problems import numbered
from sotsync.rules.check import Checked, check
from sotsync.rules.comments import read_document_comments, read_migration_comments
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay

__all__ = ["Choice", "Examined", "examine_project", "left_of_base"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which rules to ask: ids, beginnings of ids, or requirements; all where none is named."""

    only: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A project, what its migrations make, and what the rules found in it."""

    migrations: Migrations
    replay: Replay
    checked: Checked

    def report(self, project: Project, *, is_verbose: bool) -> CheckReport:
        """What reports are written from."""
        schema = self.replay.schema
        own = sum(not table.is_external for table in schema.tables.values())
        return CheckReport(
            migrations=self.migrations.folder,
            conventions=project.settings.conventions,
            findings=self.checked.findings,
            allowed=self.checked.allowed,
            rules=self.checked.rules,
            relations=own + len(schema.views),
            is_verbose=is_verbose,
        )


def examine_project(project: Project, choice: Choice) -> Examined:
    """Read a project's migrations, and its document if it has one, and ask the rules.

    Raises:
        InputError: A file cannot be read.
        UsageError: A rule that is named is none.
    """
    migrations = project.read_migrations()
    replay = project.replay(migrations)
    stated = read_migration_comments(migrations.scripts, replay.operations)
    source = _document(project)
    if source is not None and "sotsync:" in source.text:
        document = parse_document(source)
        stated = stated.and_also(read_document_comments(document, replay, migrations.scripts))
    checked = check(
        replay,
        settings=project.settings,
        platform=project.platform_of(migrations),
        stated=stated,
        only=choice.only,
        ignored=choice.ignored,
    )
    return Examined(migrations=migrations, replay=replay, checked=checked)


def _document(project: Project) -> Source | None:
    """The document's text; a project needs none to be checked."""
    if project.settings.document is not None:
        return project.read_document()
    try:
        return project.read_document()
    except (InputError, UsageError):
        return None


def left_of_base(project: Project, base: str, choice: Choice) -> frozenset[str]:
    """The fingerprints of what the rules find where a branch began.

    Args:
        project: The project as it is now.
        base: The branch, tag or commit that the branch began from.
        choice: Which rules are asked.

    Raises:
        GitError: The commit cannot be found.
    """
    from sotsync.cli.snapshots import take_snapshot  # noqa: PLC0415 - most calls need no git

    with take_snapshot(project, base).opened(project) as before:
        try:
            found = examine_project(before, choice).checked.findings
        except (DocumentError, InputError):
            return frozenset()  # There was nothing yet to be checked, so everything is new.
    return frozenset(fingerprint for _, fingerprint in numbered(found))
