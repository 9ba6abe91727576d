"""What the static replay knows, joined with what a server says of the same migrations.

Facts are the server's. Where both mean the same, the words stay those of the migrations, so that a
document reads the same whichever engine replayed it. Who did what, where and when stays as the
static replay has it; what only the server has seen carries the place that the server noted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from sotsync.database.apply import Refusal, apply_scripts
from sotsync.database.catalog import read_catalog
from sotsync.database.embedded import running_server
from sotsync.database.meaning import in_written_words
from sotsync.database.ownership import Ownership
from sotsync.database.platform import prepare
from sotsync.database.witness import read_origins, watch
from sotsync.diff.facts import same_model
from sotsync.findings import Finding
from sotsync.replay.codes import CODES, Code
from sotsync.replay.platform import POSTGRES, Platform
from sotsync.replay.platform_data import FIXED_SCHEMAS
from sotsync.replay.result import Outcome, Replay
from sotsync.replay.script import Script
from sotsync.schema.canonical import Scope
from sotsync.schema.models import Constraint, Relation, Schema, Table
from sotsync.schema.names import qualified
from sotsync.schema.origin import Origin

__all__ = ["join", "settle"]

_Model = TypeVar("_Model", bound=BaseModel)

# Of a sequence that serial made, a server keeps only what it does.
_UNREAD = ("is_serial",)

# These do not count when it is asked whether two models mean the same.
_APART = ("comment", "owner", "privileges")

SETTLED = frozenset(
    {
        Code.REJECTED,
        Code.BASE_UNKNOWN,
        Code.TYPE_UNKNOWN,
        Code.SCHEMA_UNKNOWN,
        Code.NOT_KNOWABLE,
        Code.NESTING,
        Code.FUNCTION_UNKNOWN,
    }
)
"""What the static replay can only suppose, and a server knows."""


def settle(replay: Replay, scripts: Iterable[Script], platform: Platform) -> Replay:
    """The replay with everything settled that only running the migrations can tell.

    The scripts are run on a throw-away server, which is started and removed here.

    Args:
        replay: The static replay of the scripts.
        scripts: The migrations.
        platform: What exists before the first of them.

    Raises:
        UsageError: What the server needs is not installed.
        DatabaseError: The server cannot be started, or ends early.
    """
    scripts = tuple(scripts)
    with running_server() as server:
        baseline = prepare(server, platform, scripts)
        with server.connect() as connection:
            watch(connection)
            refusals = apply_scripts(connection, scripts)
            connection.execute("RESET ALL")
            origins = read_origins(connection)
        schema = read_catalog(server.url(), platform=platform, baseline=baseline, origins=origins)
    return dataclasses.replace(
        replay,
        schema=join(replay.schema, schema, platform=platform),
        findings=_findings(replay, refusals),
        outcomes=_outcomes(replay, refusals),
    )


def _findings(replay: Replay, refusals: Iterable[Refusal]) -> tuple[Finding, ...]:
    entry = CODES[Code.REJECTED]
    refused = [
        Finding(
            code=Code.REJECTED,
            severity=entry.severity,
            message=f"PostgreSQL refuses this: {refusal.reason}",
            migration=refusal.location,
            hint=entry.hint,
        )
        for refusal in refusals
    ]
    left = [finding for finding in replay.findings if finding.code not in SETTLED]
    order = {script.path: place for place, script in enumerate(replay.scripts)}

    def place(finding: Finding) -> tuple[int, int]:
        location = finding.migration
        return (order[location.path], location.line) if location else (-1, 0)

    return tuple(sorted((*left, *refused), key=place))


def _outcomes(replay: Replay, refusals: Iterable[Refusal]) -> Mapping[Outcome, int]:
    unread = sum(finding.code in {Code.SYNTAX, Code.ENCODING} for finding in replay.findings)
    rejected = unread + len(tuple(refusals))
    idle = replay.outcomes.get(Outcome.NO_EFFECT, 0)
    applied = max(0, sum(replay.outcomes.values()) - rejected - idle)
    return {
        Outcome.APPLIED: applied,
        Outcome.NO_EFFECT: idle,
        Outcome.NOT_KNOWABLE: 0,
        Outcome.REJECTED: rejected,
    }


def join(static: Schema, served: Schema, *, platform: Platform = POSTGRES) -> Schema:
    """The served schema, in the words and with the origins of the static one.

    Kept as they are is what the server cannot tell: tables whose base no migration creates, foreign
    keys to such tables, and what is granted on the platform's own objects.
    """
    scope = Scope(served)
    joined: dict[str, dict[str, Any]] = {
        field: _joined_mapping(getattr(static, field), getattr(served, field), scope)
        for field in Schema.model_fields
    }
    for key, table in _tables_beside(static, platform):
        found = joined["tables"].get(key)
        joined["tables"][key] = (
            found.model_copy(update={"privileges": table.privileges}) if found else table
        )
    for key, kept in _keys_to_unknown_tables(static, joined["tables"], platform):
        found = joined["tables"][key]
        update = {"constraints": {**found.constraints, **kept}}
        joined["tables"][key] = found.model_copy(update=update)
    for key in sorted(_homes_of_extensions(served) - static.namespaces.keys()):
        joined["namespaces"].pop(key, None)
    for field in ("namespaces", "publications"):
        for key, each in getattr(static, field).items():
            if each.is_external:
                joined[field].setdefault(key, each)
    return Schema(**joined)


def _keys_to_unknown_tables(
    static: Schema, tables: Mapping[str, Table], platform: Platform
) -> Iterator[tuple[str, dict[str, Constraint]]]:
    """The foreign keys that a server refuses because no migration creates what they refer to."""
    known = Ownership(platform=platform).schemas
    made = {key for key, table in static.tables.items() if not table.is_external}
    for key in sorted(made & tables.keys()):
        kept: dict[str, Constraint] = {
            each.name: each
            for each in static.tables[key].foreign_keys
            if qualified(each.referenced_schema, each.referenced_table) not in made
            and each.referenced_schema not in known
            and each.name not in tables[key].constraints
        }
        if kept:
            yield key, kept


def _homes_of_extensions(schema: Schema) -> set[str]:
    """The schemas that extensions make for themselves."""
    return {FIXED_SCHEMAS[name] for name in schema.extensions if name in FIXED_SCHEMAS}


def _tables_beside(static: Schema, platform: Platform) -> Iterator[tuple[str, Table]]:
    """The tables that no migration creates; of the platform's the server knows all but rights."""
    known = Ownership(platform=platform).schemas
    for key, table in static.tables.items():
        if table.is_external and table.schema_name not in known:
            yield key, table
        elif table.is_external and table.privileges:
            update: dict[str, object] = {field: {} for field in _mappings(table)}
            yield key, table.model_copy(update=update)


def _joined_mapping(
    static: Mapping[str, _Model], served: Mapping[str, _Model], scope: Scope
) -> dict[str, _Model]:
    return {key: _joined(static.get(key), model, scope) for key, model in served.items()}


def _joined(static: _Model | None, served: _Model, scope: Scope) -> _Model:
    if static is None or type(static) is not type(served):
        return _within(served, served)
    if isinstance(served, Relation):
        scope = scope.at(qualified(served.schema_name, served.name))
    members = {
        field: _joined_mapping(getattr(static, field), getattr(served, field), scope)
        for field in _mappings(served)
    }
    none: dict[str, object] = {field: {} for field in members}
    bare = static.model_copy(update=none)
    facts = _with_unread(static, served.model_copy(update=none))
    words = facts if _is_uncertain(static) else in_written_words(bare, facts)
    if not _is_uncertain(static) and same_model(bare, words, scope):
        words = static
    update = {
        **members,
        **{field: getattr(served, field) for field in _APART if hasattr(served, field)},
    }
    if hasattr(served, "origin"):
        update["origin"] = _origin(static, served)
    return _within(words.model_copy(update=update), served)


def _with_unread(static: _Model, served: _Model) -> _Model:
    """The served model with what is not read from a server as the migrations have it."""
    update = {field: getattr(static, field) for field in _UNREAD if hasattr(static, field)}
    return served.model_copy(update=update)


def _is_uncertain(static: BaseModel) -> bool:
    return bool(getattr(static, "origin", Origin()).uncertain)


def _mappings(model: BaseModel) -> list[str]:
    return [name for name in type(model).model_fields if isinstance(getattr(model, name), Mapping)]


def _origin(static: BaseModel, served: BaseModel) -> Origin:
    known: Origin = getattr(static, "origin", Origin())
    noted: Origin = getattr(served, "origin", Origin())
    changed = noted.changed if known.uncertain and noted.changed else known.changed
    return dataclasses.replace(known, changed=changed, uncertain=None)


def _within(model: _Model, served: _Model) -> _Model:
    """The model with the origin of its table for members that the server noted no place of."""
    if not isinstance(model, Relation):
        return model
    place = getattr(served, "origin", Origin()).changed
    noted = Origin(created=place, changed=place)
    update = {
        field: {
            name: member if member.origin.created else member.model_copy(update={"origin": noted})
            for name, member in getattr(model, field).items()
        }
        for field in _mappings(model)
    }
    return model.model_copy(update=update)
