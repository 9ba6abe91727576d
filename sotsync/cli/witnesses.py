"""A live database as the third witness beside a project's document and migrations."""

from __future__ import annotations

import dataclasses

from sotsync.cli.comparison import Comparison, compare
from sotsync.cli.console import progress
from sotsync.cli.discovery import find_documents
from sotsync.cli.project import Project
from sotsync.cli.summary import findings_of
from sotsync.database.catalog import read_catalog
from sotsync.database.connection import shown_url
from sotsync.database.ownership import BOOKKEEPING
from sotsync.database.settle import join
from sotsync.diff.changes import Change
from sotsync.diff.documents import diff_document
from sotsync.diff.witnesses import Disagreement, compare_servers, disagreements
from sotsync.document.models import Document
from sotsync.findings import Finding
from sotsync.migrations.models import Migrations
from sotsync.replay.platform import PLATFORMS, Platform
from sotsync.replay.result import Replay
from sotsync.report.models import Report
from sotsync.schema.models import Schema
from sotsync.schema.selection import select_namespaces

__all__ = ["compare_with_database"]


def compare_with_database(project: Project, url: str) -> tuple[Report, tuple[Finding, ...]]:
    """Compare a project with a live server; without a document, only its migrations.

    Returns:
        What to report, and the findings beside it.
    """
    label = shown_url(url)
    comparison = compare(project) if _has_document(project) else None
    migrations = comparison.migrations if comparison else project.read_migrations()
    replay = comparison.replay if comparison else project.replay(migrations)
    platform = PLATFORMS[project.platform_of(migrations)]
    with progress(f"Reading {label}"):
        served = read_catalog(url, platform=platform)
    database = _in_words_of(replay.schema, served, platform)
    with progress("Comparing"):
        found = _disagreements(project, comparison, replay, database)
    report = _report(project, comparison, migrations, replay)
    report = dataclasses.replace(report, database=label, disagreements=found)
    return report, report.findings


def _has_document(project: Project) -> bool:
    return project.settings.document is not None or bool(find_documents(project.root))


def _in_words_of(static: Schema, served: Schema, platform: Platform) -> Schema:
    """What the server has, in the words of the migrations where both mean the same.

    Tables in which migration tools note what they applied are left out unless a migration makes
    them.
    """
    joined = join(static, served, platform=platform)
    tables = {
        key: table
        for key, table in joined.tables.items()
        if key in served.tables and (key in static.tables or table.name not in BOOKKEEPING)
    }
    return joined.model_copy(update={"tables": tables})


def _disagreements(
    project: Project, comparison: Comparison | None, replay: Replay, database: Schema
) -> tuple[Disagreement, ...]:
    schemas = project.settings.schemas
    made, has = (select_namespaces(schema, schemas) for schema in (replay.schema, database))
    direct = compare_servers(made, has)
    if comparison is None:
        return disagreements(direct)
    in_database = _document_differs(comparison.document, replay, database, comparison)
    return disagreements(direct, comparison.changes, in_database)


def _document_differs(
    document: Document, replay: Replay, database: Schema, comparison: Comparison
) -> tuple[Change, ...]:
    """Where the document differs from the database, as if that were what the migrations make."""
    served = dataclasses.replace(replay, schema=database)
    dates = comparison.migrations.dates
    return diff_document(document, served, schemas=comparison.schemas, dates=dates)


def _report(
    project: Project, comparison: Comparison | None, migrations: Migrations, replay: Replay
) -> Report:
    if comparison is not None:
        return comparison.report
    schema = select_namespaces(replay.schema, project.settings.schemas)
    own = [table for table in schema.tables.values() if not table.is_external]
    return Report(
        document=None,
        migrations=migrations.folder,
        findings=findings_of(project, migrations, replay),
        relations=len(schema.views) + len(own),
        files=len({file.path for file in migrations.files}),
        statements={str(how): number for how, number in replay.outcomes.items()},
    )
