"""The document on the branch that work is based on, and the ids that are taken there."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sotsync.cli.surroundings import taken_ids
from sotsync.errors import GitError, SotsyncError
from sotsync.files import decode
from sotsync.hosts.git import Repository, find_repository
from sotsync.text import Source

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.document.claims import IdClaims
    from sotsync.document.models import Document
    from sotsync.migrations.models import Migrations
    from sotsync.schema.models import Schema

__all__ = ["Base", "claimed_ids", "read_base"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A branch that work is based on.

    Attributes:
        ref: What names it.
        document: The document there; None where it has none, or none that can be read.
        source: Its text; None where it has none.
    """

    ref: str
    document: Document | None
    source: Source | None


def read_base(project: Project, ref: str | None = None) -> Base | None:
    """The base branch of a project.

    Args:
        project: The project.
        ref: What names it; by default the remote's own branch, else ``main`` or ``master``.

    Returns:
        None where no name was given and there is no repository or no such branch.

    Raises:
        GitError: A name was given, and git knows no such commit.
    """
    repository = find_repository(project.root)
    if repository is None:
        if ref is not None:
            raise GitError(f"{project.root} is in no git repository, so it has no {ref!r}")
        return None
    name = ref or repository.default_branch()
    if name is None:
        return None
    source = _source(project, repository, name)
    return Base(ref=name, document=None if source is None else _parsed(source), source=source)


def _source(project: Project, repository: Repository, ref: str) -> Source | None:
    path = repository.relative(project.document)
    data = None if path is None else repository.read_file(ref, path)
    return None if data is None or path is None else decode(data, f"{ref}:{path}")


def _parsed(source: Source) -> Document | None:
    from sotsync.document.parse import parse_document  # noqa: PLC0415 - loads the reader

    try:
        return parse_document(source)
    except SotsyncError:
        return None


def claimed_ids(
    project: Project,
    schema: Schema,
    migrations: Migrations,
    prefix: str,
    base: Base | None = None,
) -> IdClaims:
    """The ids that anything in the project or on its base branch mentions, and whose they are.

    Args:
        project: The project.
        schema: What the migrations make.
        migrations: The files.
        prefix: The prefix of the document's ids.
        base: The base branch; by default, the usual one, and none where git cannot tell.
    """
    from sotsync.document.ids import used_numbers, without_ranges  # noqa: PLC0415 - patterns

    claims = taken_ids(project, schema, migrations, prefix)
    try:
        found = base or read_base(project)
    except SotsyncError:
        found = None
    if found is None or found.source is None:
        return claims
    there = used_numbers(prefix, [without_ranges(found.source.text)])
    return dataclasses.replace(claims, numbers=claims.numbers | there)
