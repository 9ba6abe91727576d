"""A project as a command sees it: its folder, its settings, its migrations and its document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.cli.console import progress
from sotsync.cli.discovery import find_document, find_migrations, find_root, find_settings
from sotsync.cli.specifications import read_document
from sotsync.cli.surroundings import Surroundings, read_surroundings
from sotsync.config import PlatformName, Settings, parse_settings
from sotsync.errors import InputError, UsageError
from sotsync.files import read_source, shown_path
from sotsync.text import Location, Source

if TYPE_CHECKING:
    from sotsync.migrations.layouts.layout import Folder
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay

__all__ = ["KNOWN_FILE", "Inputs", "Project", "open_project"]

KNOWN_FILE = "sotsync.known.json"
"""The list of what is known to be wrong, in the project's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of a project, as they were at one moment; ``document`` is None where not asked."""

    migrations: Folder
    baseline: Source | None = None
    document: Source | None = None
    surroundings: Surroundings = field(default_factory=Surroundings)
    known: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a call is about.

    Attributes:
        root: The project's folder; every path is shown relative to it.
        base: The folder that paths in ``settings`` from flags are relative to.
        inputs: What was read already, so that it is not read twice.
        settings: What flags and the file of settings say together.
        flags: The settings that a flag gave.
        is_run: Whether the migrations are run on a throw-away server as well.
    """

    root: Path
    base: Path
    inputs: Inputs | None = None
    settings: Settings
    flags: frozenset[str] = frozenset()
    is_run: bool = False

    @property
    def document(self) -> Path:
        """The document's path.

        Raises:
            InputError: There is none.
            UsageError: There are several, and no setting names one.
        """
        stated = self.path_of("document")
        if stated is not None and not stated.exists():
            raise InputError(
                "does not exist",
                location=Location(shown_path(stated, self.root)),
                hint="write it with `sotsync init`, or name another with --document",
            )
        return stated if stated is not None else find_document(self.root)

    def path_of(self, setting: str) -> Path | None:
        """The path that a setting names, relative to where it was written; None where unset."""
        stated: str | None = getattr(self.settings, setting)
        if stated is None:
            return None
        return (self.base if setting in self.flags else self.root) / stated

    def with_flags(self, **flags: str | None) -> Project:
        """The project with settings that one command's own flags gave; None for those not given.

        Raises:
            UsageError: A flag is wrong.
        """
        given = {name: value for name, value in flags.items() if value is not None}
        if not given:
            return self
        checked = parse_settings(None, given)
        update = {name: getattr(checked, name) for name in given}
        settings = self.settings.model_copy(update=update)
        return dataclasses.replace(self, settings=settings, flags=self.flags | set(given))

    def read_document(self) -> Source:
        """Read the document; the errors are those of the reader.

        Raises:
            DocumentError: A conflict is left in it.
        """
        from sotsync.document.conflicts import refuse_conflicts  # noqa: PLC0415 - loads patterns

        if self.inputs is not None and self.inputs.document is not None:
            return self.inputs.document
        return refuse_conflicts(read_document(self.document, root=self.root))

    def read_surroundings(self, document: Source) -> Surroundings:
        """Read what is around the document; the errors are those of the readers.

        Args:
            document: The document's text, as it was read.
        """
        if self.inputs is not None and self.inputs.document is not None:
            return self.inputs.surroundings
        return read_surroundings(self.root, self.document, document)

    def read_inputs(self, *, with_document: bool) -> Inputs:
        """Read what a call depends on; the errors are those of the readers."""
        from sotsync.migrations.read import read_folder  # noqa: PLC0415 - loads the layouts

        document = self.read_document() if with_document else None
        stated = self.path_of("baseline")
        baseline = None if stated is None else read_source(stated, root=self.root)
        folder = read_folder(self.migrations, root=self.root)
        around = Surroundings()
        if document is not None:
            around = read_surroundings(self.root, self.document, document)
        return Inputs(
            migrations=folder,
            baseline=baseline,
            document=document,
            surroundings=around,
            known=self.read_known() if with_document else None,
        )

    @property
    def known(self) -> Path:
        """The list of what is known to be wrong; it need not exist."""
        return self.path_of("known") or self.root / KNOWN_FILE

    def read_known(self) -> Source | None:
        """Read the list of what is known to be wrong; None where there is none.

        Raises:
            InputError: It cannot be read.
        """
        return read_source(self.known, root=self.root) if self.known.exists() else None

    @property
    def migrations(self) -> Path:
        """The migrations folder, or the dump that stands for one.

        Raises:
            InputError: There is none.
            UsageError: There are several.
        """
        stated = self.path_of("migrations")
        if stated is not None:
            return stated
        return find_migrations(self.root, layout=self.settings.layout)

    def read_migrations(self) -> Migrations:
        """Read the migrations; the errors are those of ``sotsync.migrations.read``."""
        from sotsync.migrations.read import (  # noqa: PLC0415 - parsers are loaded when needed
            migrations_of,
        )

        inputs = self.inputs or self.read_inputs(with_document=False)
        return migrations_of(
            inputs.migrations, layout=self.settings.layout, baseline=inputs.baseline
        )

    def replay(self, migrations: Migrations) -> Replay:
        """Work out the schema after the migrations."""
        from sotsync.replay.engine import replay  # noqa: PLC0415 - loads PostgreSQL's grammar
        from sotsync.replay.platform import PLATFORMS  # noqa: PLC0415 - the same

        platform = PLATFORMS[self.platform_of(migrations)]
        with progress(f"Replaying {len(migrations.files)} migrations"):
            replayed = replay(migrations.scripts, platform=platform)
        if not self.is_run:
            return replayed
        from sotsync.database.settle import settle  # noqa: PLC0415 - loads the driver

        with progress(f"Running {len(migrations.files)} migrations on a throw-away server"):
            return settle(replayed, migrations.scripts, platform)

    def platform_of(self, migrations: Migrations) -> PlatformName:
        """What the settings say; else Supabase where the folder is a Supabase project's."""
        return self.settings.platform or migrations.platform

    def selected(self, replay: Replay) -> Replay:
        """The replay with only the PostgreSQL schemas that settings name, if they name any.

        Raises:
            UsageError: A schema that is named holds nothing.
        """
        from sotsync.schema.selection import (  # noqa: PLC0415 - loads the models
            namespaces_of,
            select_namespaces,
        )

        present = namespaces_of(replay.schema)
        for name in self.settings.schemas:
            if name not in present:
                raise UsageError(
                    f"no migration makes anything in the schema {name!r}",
                    hint=f"there are {', '.join(sorted(present))}",
                )
        schema = select_namespaces(replay.schema, self.settings.schemas)
        return dataclasses.replace(replay, schema=schema)


def open_project(
    directory: Path | None, flags: Mapping[str, object], *, is_run: bool = False
) -> Project:
    """The project around a folder.

    Args:
        directory: The folder to start from; None for the current one.
        flags: Flags by the name of their setting; None where a flag was not given.
        is_run: Whether the migrations are run on a throw-away server as well.

    Raises:
        ConfigurationError: The file of settings is wrong.
        UsageError: A flag is wrong.
    """
    base = Path.cwd() if directory is None else directory.resolve()
    root = find_root(base)
    settings = parse_settings(find_settings(root), flags)
    given = frozenset(name for name, value in flags.items() if value is not None)
    return Project(root=root, base=base, settings=settings, flags=given, is_run=is_run)
