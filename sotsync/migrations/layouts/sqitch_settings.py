"""Where ``sqitch.conf`` says that the plan and the deploy scripts lie.

Source: sqitch-config and sqitchtutorial manuals: ``top_dir``, ``plan_file``, ``deploy_dir`` and
``extension`` of ``[core]``, each overridden by ``[engine "pg"]``. Paths are relative to the folder
of the file, which is the project's.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from sotsync.errors import InputError
from sotsync.migrations.layouts.layout import Folder
from sotsync.text import Location

__all__ = ["Settings", "read_settings"]

_CONFIGURATION = "sqitch.conf"
_PLACES = (_CONFIGURATION, f"../{_CONFIGURATION}", f"../../{_CONFIGURATION}")
_SECTION = re.compile(r'\[\s*([\w.-]+)(?:\s+"([^"]*)")?\s*\]')
_SETTING = re.compile(r"(\w+)\s*=\s*(.*)")
_COMMENT = re.compile(r"\s*[#;].*")
_ENGINE = "pg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things lie, relative to the migrations folder."""

    plan: str = "sqitch.plan"
    deploy: str = "deploy"
    extension: str = "sql"


def read_settings(folder: Folder) -> Settings:
    """What the project's ``sqitch.conf`` states, or where things lie without one.

    Raises:
        InputError: It is not UTF-8, is another engine's, or points out of the folder.
    """
    path = next((place for place in _PLACES if place in folder.contents), None)
    if path is None or (path != _CONFIGURATION and not folder.name):
        return Settings()
    place = Location(posixpath.normpath(posixpath.join(folder.path, path)))
    try:
        sections = _sections(folder.contents[path].decode())
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", location=place) from error
    core, engine = sections.get("core", {}), sections.get(f"engine.{_ENGINE}")
    _refuse_other_engine(core, place, has_own=engine is not None)
    stated = {**core, **(engine or {})}
    top = stated.get("top_dir", ".")
    home = "" if path == _CONFIGURATION else _home(folder, path)
    return Settings(
        plan=_inside(stated.get("plan_file", f"{top}/sqitch.plan"), home, place),
        deploy=_inside(stated.get("deploy_dir", f"{top}/deploy"), home, place),
        extension=stated.get("extension", "sql"),
    )


def _sections(text: str) -> dict[str, dict[str, str]]:
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in re.split(r"\r?\n", text):
        written = _COMMENT.sub("", line).strip()
        header, setting = _SECTION.match(written), _SETTING.match(written)
        if header is not None:
            name = ".".join(part for part in header.groups() if part)
            section = sections.setdefault(name, {})
        elif setting is not None:
            section[setting[1]] = setting[2].strip('"')
    return sections


def _refuse_other_engine(core: dict[str, str], place: Location, *, has_own: bool) -> None:
    engine = core.get("engine", _ENGINE)
    if engine != _ENGINE and not has_own:
        raise InputError(
            f"states the engine {engine}, and sotsync reads what is for {_ENGINE}",
            location=place,
            hint=f'state where its files lie in [engine "{_ENGINE}"]',
        )


def _home(folder: Folder, path: str) -> str:
    """The migrations folder as seen from that of the file."""
    return "/".join(posixpath.normpath(folder.path).split("/")[-path.count("..") :])


def _inside(stated: str, home: str, place: Location) -> str:
    """The path as seen from the migrations folder."""
    path = posixpath.normpath(stated)
    relative = posixpath.relpath(path, home) if home else path
    if relative.startswith(("../", "/")):
        raise InputError(
            f"names {stated}, which lies outside the migrations folder",
            location=place,
            hint="name the folder that holds the plan and the deploy scripts with --migrations",
        )
    return relative
