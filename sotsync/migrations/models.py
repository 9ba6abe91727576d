"""What a migrations folder comes to: its files in the order and part that their tool applies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sotsync.config import PlatformName
from sotsync.findings import Finding, Severity
from sotsync.migrations.platform import is_written_for_supabase
from sotsync.replay.script import Script
from sotsync.text import Location

__all__ = ["Migration", "Migrations", "Skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One part of a file that the tool applies in one go; nearly always a file has just one.

    Attributes:
        path: The file, relative to the project.
        version: What the tool orders and records it by.
        name: What the author called it, as written.
        date: The day that its version (or its tool's journal) states, if any.
        script: What replay is fed.
    """

    path: str
    version: str
    name: str
    date: dt.date | None
    script: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that the tool would not apply, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """All of a folder.

    Attributes:
        folder: The folder, relative to the project.
        layout: The name of the layout that it was read by.
        files: What is applied, in order.
        skipped: What lies in the folder and is not applied, by path.
    """

    folder: str
    layout: str
    files: tuple[Migration, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def scripts(self) -> tuple[Script, ...]:
        """What replay is fed, in order."""
        return tuple(migration.script for migration in self.files)

    @property
    def is_supabase(self) -> bool:
        """Whether it is a Supabase project's, by its layout, its name, or what the files use."""
        return (
            self.layout in {"supabase", "declarative"}
            or "supabase" in self.folder.split("/")
            or is_written_for_supabase(dict.fromkeys(one.source.text for one in self.scripts))
        )

    @property
    def platform(self) -> PlatformName:
        """Supabase where the folder is a Supabase project's, else plain PostgreSQL."""
        return PlatformName.SUPABASE if self.is_supabase else PlatformName.POSTGRES

    @property
    def dates(self) -> Mapping[str, dt.date]:
        """The day of every file that states one, by its path."""
        return {file.path: file.date for file in self.files if file.date is not None}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One note for every skipped file, because a tool that skips it says nothing."""
        return tuple(
            Finding(
                code="M001",
                severity=Severity.INFO,
                message=f"the {self.layout} layout does not apply this file: {skipped.reason}",
                migration=Location(skipped.path),
                hint="Rename it, or move it out of the migrations folder.",
            )
            for skipped in self.skipped
        )
