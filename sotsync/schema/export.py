"""A schema as JSON for other tools: versioned, with the origin and certainty of every object.

The published JSON Schema is made from the models, so that the two cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sotsync.schema.models import Schema

__all__ = [
    "EXPORT_VERSION",
    "Replayed",
    "ReplayedScript",
    "SkippedFile",
    "export_json_schema",
    "export_replay",
    "schema_to_json",
]

EXPORT_VERSION = 1
"""Counts changes of shape that a reader must know of; new optional fields do not count."""

_IDENTIFIER = f"urn:sotsync:schema-export:{EXPORT_VERSION}"

_Json = dict[str, Any]


class ReplayedScript(Protocol):
    """What is told of one migration file."""

    @property
    def path(self) -> str:
        """Where it is, relative to the project."""

    @property
    def version(self) -> str:
        """Its version, empty where the layout has none."""

    @property
    def comment(self) -> str:
        """Its first comment."""

    @property
    def statements(self) -> int:
        """How many statements it holds."""


class SkippedFile(Protocol):
    """What is told of a file that is not applied."""

    @property
    def path(self) -> str:
        """Where it is, relative to the project."""

    @property
    def reason(self) -> str:
        """Why its tool would not apply it."""


class Replayed(Protocol):
    """What is told of a replay; :class:`sotsync.replay.result.Replay` has this shape."""

    @property
    def schema(self) -> Schema:
        """What the database is after the last statement."""

    @property
    def scripts(self) -> Iterable[ReplayedScript]:
        """The files, in replay order."""

    @property
    def outcomes(self) -> Mapping[Any, int]:
        """How many statements ended how."""


def export_replay(replay: Replayed, *, skipped: Iterable[SkippedFile] = ()) -> str:
    """The replay's schema as JSON text, with the files it comes from and how statements ended.

    Args:
        replay: What to export.
        skipped: The files that were not replayed.
    """
    scripts = [
        {
            "path": script.path,
            "version": script.version,
            "comment": script.comment,
            "statements": script.statements,
        }
        for script in replay.scripts
    ]
    versions = {script.path: script.version for script in replay.scripts}
    document = schema_to_json(replay.schema, versions=versions)
    document["scripts"] = scripts
    document["skipped"] = [{"path": file.path, "reason": file.reason} for file in skipped]
    document["outcomes"] = {str(outcome): count for outcome, count in replay.outcomes.items()}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def schema_to_json(schema: Schema, *, versions: Mapping[str, str] | None = None) -> _Json:
    """The schema as plain JSON values.

    Args:
        schema: What to export.
        versions: Migration file → its version, told with every place in that file.
    """
    exported = schema.model_dump(mode="json")
    _complete(exported, versions or {})
    return {"version": EXPORT_VERSION, "schema": exported}


def export_json_schema() -> _Json:
    """The JSON Schema (draft 2020-12) of what :func:`export_replay` writes."""
    schema = Schema.model_json_schema(mode="serialization")
    definitions: _Json = schema.pop("$defs")
    for definition in definitions.values():
        properties = definition.get("properties", {})
        if "origin" in properties:
            properties["confidence"] = {"$ref": "#/$defs/Confidence"}
            definition["required"] = [*definition.get("required", []), "confidence"]
    definitions["Location"]["properties"]["version"] = {
        "type": "string",
        "description": "The version of the migration file, empty where there is none.",
    }
    definitions |= {"Confidence": _CONFIDENCE, "Schema": schema}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _IDENTIFIER,
        "title": "sotsync schema export",
        "type": "object",
        "required": ["version", "schema"],
        "properties": {
            "version": {"const": EXPORT_VERSION},
            "schema": {"$ref": "#/$defs/Schema"},
            "scripts": {"type": "array", "items": _SCRIPT},
            "skipped": {"type": "array", "items": _SKIPPED},
            "outcomes": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


_CONFIDENCE: _Json = {
    "enum": ["certain", "partial", "uncertain"],
    "description": (
        "certain: what PostgreSQL would have. partial: an object that no migration creates, of "
        "which only what migrations add is known. uncertain: a statement that cannot be known "
        "without running it may have changed the object; origin.uncertain says which."
    ),
}

_SCRIPT: _Json = {
    "type": "object",
    "required": ["path", "version", "comment", "statements"],
    "properties": {
        "path": {"type": "string"},
        "version": {"type": "string"},
        "comment": {"type": "string"},
        "statements": {"type": "integer"},
    },
    "additionalProperties": False,
}


_SKIPPED: _Json = {
    "type": "object",
    "required": ["path", "reason"],
    "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
    "additionalProperties": False,
}


def _complete(value: object, versions: Mapping[str, str]) -> None:
    """Give every place its file's version, and every object its certainty."""
    if isinstance(value, list):
        for item in value:
            _complete(item, versions)
    elif isinstance(value, dict):
        for item in value.values():
            _complete(item, versions)
        if _has_origin(value):
            value["confidence"] = _confidence(value)
            for place in ("created", "changed", "uncertain"):
                if location := value["origin"][place]:
                    location["version"] = versions.get(location["path"], "")


def _has_origin(exported: _Json) -> bool:
    """Whether it is an object rather than a mapping that has an object of that name."""
    return "origin" in exported and "touched" in exported["origin"]


def _confidence(exported: _Json) -> str:
    if exported["origin"]["uncertain"]:
        return "uncertain"
    return "partial" if exported.get("is_external") else "certain"
