"""A schema in short lines, one a fact, so that a test's expectation reads like a list."""

from __future__ import annotations

from collections.abc import Iterator

from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema import models
from sotsync.text import Source
from tests.replay.describing_others import describe_others

__all__ = ["describe", "replay_files", "replay_sql"]


def replay_sql(sql: str, *, assume: bool = False) -> Replay:
    """Replay one file on a plain server."""
    return replay_files({"1.sql": sql}, assume=assume)


def replay_files(files: dict[str, str], *, assume: bool = False) -> Replay:
    """Replay files in the order given; each file's version is its name without ``.sql``."""
    scripts = [
        Script(source=Source(path, sql), version=path.removesuffix(".sql"))
        for path, sql in files.items()
    ]
    return replay(scripts, assume=assume)


def describe(schema: models.Schema) -> list[str]:
    """Every fact about tables, views, sequences, enums and schemas."""
    lines = [f"schema {name}" for name in schema.namespaces]
    lines += [f"enum {key} {', '.join(enum.labels)}" for key, enum in schema.enums.items()]
    lines += [f"type {key}" for key in (*schema.domains, *schema.composite_types)]
    lines += [f"function {key}" for key in schema.functions]
    own = {key: item for key, item in schema.sequences.items() if not item.is_identity}
    for key, sequence in own.items():
        lines.append(f"sequence {key} {_sequence(sequence)}".strip())
    for key, table in schema.tables.items():
        lines += _table(key, table)
    for key, view in schema.views.items():
        lines.append(f"view {key} {view.definition}")
        lines += [f"{key} column {_column(column)}" for column in view.columns.values()]
        lines += _rules(key, view)
    return [*lines, *describe_others(schema)]


def _table(key: str, table: models.Table) -> Iterator[str]:
    words = [key, table.kind.value]
    words += ["external"] if table.is_external else []
    words += ["unlogged"] if table.is_unlogged else []
    words += [f"of {', '.join(table.parents)}"] if table.parents else []
    words += [f"by {table.partition_key}"] if table.partition_key else []
    words += [table.partition_bound] if table.partition_bound else []
    words += ["rls"] if table.rls_enabled else []
    words += ["forced"] if table.rls_forced else []
    words += [f"with {', '.join(table.options)}"] if table.options else []
    yield " ".join(words)
    for column in table.columns.values():
        yield f"{key} column {_column(column)}"
    for constraint in table.constraints.values():
        yield f"{key} {_constraint(constraint)}"
    for index in table.indexes.values():
        yield f"{key} index {_index(index)}"
    for policy in table.policies.values():
        yield f"{key} policy {policy.name} using {policy.using} check {policy.with_check}"
    for trigger in table.triggers.values():
        yield f"{key} trigger {trigger.name} {trigger.function} {trigger.enabled}"
    if table.foreign_server is not None:
        yield f"{key} server {table.foreign_server}"
    yield from _rules(key, table)


def _rules(key: str, relation: models.Relation) -> Iterator[str]:
    for rule in relation.rules.values():
        words = [key, "rule", rule.name, rule.event]
        words += ["instead"] if rule.is_instead else []
        words += [f"where {rule.condition}"] if rule.condition else []
        words += [f"do {'; '.join(rule.actions) or 'nothing'}"]
        words += [rule.enabled.lower()] if rule.enabled != "ORIGIN" else []
        yield " ".join(words)


def _column(column: models.Column) -> str:
    words = [column.name, column.type]
    words += [f"collate {column.collation}"] if column.collation else []
    words += ["not null"] if column.not_null else []
    words += [f"default {column.default}"] if column.default else []
    words += [f"identity {column.identity}"] if column.identity else []
    words += [f"({column.identity_options})"] if column.identity_options else []
    words += [f"generated {column.generated}"] if column.generated else []
    words += ["virtual"] if column.generated_virtual else []
    words += ["inherited"] if column.is_inherited else []
    return " ".join(words)


def _constraint(constraint: models.Constraint) -> str:
    words = [constraint.kind, constraint.name]
    if isinstance(constraint, models.PrimaryKey | models.Unique):
        words.append(f"({', '.join(constraint.columns)})")
        words += [f"include ({', '.join(constraint.include)})"] if constraint.include else []
    if isinstance(constraint, models.Unique) and constraint.nulls_not_distinct:
        words.append("nulls not distinct")
    if isinstance(constraint, models.ForeignKey):
        words.append(f"({', '.join(constraint.columns)})")
        words.append(f"to {constraint.referenced_schema}.{constraint.referenced_table}")
        words.append(f"({', '.join(constraint.referenced_columns)})")
        words += ["match full"] if constraint.match_full else []
        words += (
            [f"on update {constraint.on_update}"] if constraint.on_update != "NO ACTION" else []
        )
        words += (
            [f"on delete {constraint.on_delete}"] if constraint.on_delete != "NO ACTION" else []
        )
        columns = ", ".join(constraint.on_delete_columns)
        words += [f"({columns})"] if columns else []
    if isinstance(constraint, models.Check):
        words.append(f"({constraint.expression})")
        words += ["no inherit"] if constraint.no_inherit else []
    if isinstance(constraint, models.Exclusion):
        keys = ", ".join(f"{_key(key)} with {key.operator}" for key in constraint.keys)
        words.append(f"{constraint.method} ({keys})")
        words += [f"where {constraint.predicate}"] if constraint.predicate else []
    words += ["deferrable"] if constraint.deferrable else []
    words += ["initially deferred"] if constraint.initially_deferred else []
    words += [] if constraint.validated else ["not valid"]
    words += [] if constraint.enforced else ["not enforced"]
    words += ["inherited"] if constraint.is_inherited else []
    return " ".join(words)


def _key(key: models.IndexKey) -> str:
    words = [key.column or f"({key.expression})"]
    words += [f"collate {key.collation}"] if key.collation else []
    words += [key.operator_class] if key.operator_class else []
    words += ["desc"] if key.descending else []
    words += ["nulls first"] if key.nulls_first else []
    return " ".join(words)


def _index(index: models.Index) -> str:
    words = [index.name, index.method, f"({', '.join(map(_key, index.keys))})"]
    words += ["unique"] if index.is_unique else []
    words += [f"include ({', '.join(index.include)})"] if index.include else []
    words += ["nulls not distinct"] if index.nulls_not_distinct else []
    words += [f"where {index.predicate}"] if index.predicate else []
    words += [f"with {', '.join(index.options)}"] if index.options else []
    words += ["inherited"] if index.is_inherited else []
    return " ".join(words)


def _sequence(sequence: models.Sequence) -> str:
    words = [sequence.type]
    words += [f"start {sequence.start}"] if sequence.start is not None else []
    words += [f"by {sequence.increment}"] if sequence.increment != 1 else []
    words += [f"min {sequence.minimum}"] if sequence.minimum is not None else []
    words += [f"max {sequence.maximum}"] if sequence.maximum is not None else []
    words += [f"cache {sequence.cache}"] if sequence.cache != 1 else []
    words += ["cycle"] if sequence.cycles else []
    words += ["serial"] if sequence.is_serial else []
    words += [f"owned by {sequence.owned_by}"] if sequence.owned_by else []
    return " ".join(words)
