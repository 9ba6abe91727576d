"""Keep a Markdown Source of Truth document and PostgreSQL migrations in step, both ways.

Data flows one way: migrations become the actual schema, the document the documented one; they are
compared, and the document's generated regions are patched. See ``docs/explanation``.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from sotsync._version import __version__

if TYPE_CHECKING:
    from sotsync.api import (
        Change,
        Checked,
        Document,
        Import,
        Migrations,
        Patch,
        Platform,
        Replay,
        Schema,
        Script,
        Settings,
        Source,
        check,
        compose_document,
        diff,
        join_document,
        parse_document,
        plan_import,
        plan_patch,
        read_document,
        read_migrations,
        read_source,
        render_document,
        replay,
        split_document,
        write_source,
    )
    from sotsync.errors import SotsyncError
    from sotsync.findings import Finding, Severity

__all__ = [
    "Change",
    "Checked",
    "Document",
    "Finding",
    "Import",
    "Migrations",
    "Patch",
    "Platform",
    "Replay",
    "Schema",
    "Script",
    "Settings",
    "Severity",
    "SotsyncError",
    "Source",
    "__version__",
    "check",
    "compose_document",
    "diff",
    "join_document",
    "parse_document",
    "plan_import",
    "plan_patch",
    "read_document",
    "read_migrations",
    "read_source",
    "render_document",
    "replay",
    "split_document",
    "write_source",
]

_HOMES = {"Finding": "sotsync.findings", "Severity": "sotsync.findings"}
_HOMES["SotsyncError"] = "sotsync.errors"
_VERBS = frozenset({"diff", "replay"})
"""Names of packages that are public functions as well."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: a hook that imports sotsync pays for no parser."""
    if name in _VERBS:
        return importlib.import_module(f"sotsync.{name}")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOMES.get(name, "sotsync.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Verb(ModuleType):
    """A package that can be called: ``sotsync.diff(…)`` beside ``sotsync.diff.changes``."""

    def __call__(self, *args: object, **options: object) -> object:
        api = importlib.import_module("sotsync.api")
        return getattr(api, self.__name__.rpartition(".")[2])(*args, **options)


class _Package(ModuleType):
    """This package: it makes those of its packages that are verbs callable as they are loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _VERBS and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


importlib.import_module(__name__).__class__ = _Package
