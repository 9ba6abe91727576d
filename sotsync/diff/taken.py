"""Names that no other relation of a schema can have, those that PostgreSQL chooses among them.

Tables, views, indexes and sequences share one set of names. Where a statement leaves out the name
of an index, it stands in no text, and a number is put behind one that is taken already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sotsync.schema.models import Exclusion, PrimaryKey, Schema, Table, Unique, View
from sotsync.schema.names import automatic_name, qualified, split_qualified
from sotsync.schema.partitions import partitions_of

__all__ = ["member_names", "sequence_owners", "taken_by", "taken_in"]


def taken_in(schema: Schema) -> frozenset[str]:
    """The keys of all relations of a schema, indexes and sequences among them."""
    return _taken({**schema.tables, **schema.views}) | schema.sequences.keys()


def taken_by(keys: Collection[str], schema: Schema) -> frozenset[str]:
    """The keys of these tables and views and of all that hangs on them.

    Args:
        keys: The keys of tables and views of the schema.
        schema: What the database is.
    """
    below = (key for one in keys for key in partitions_of(one, schema))
    found = {key: schema.relation(key) for key in (*keys, *below)}
    relations = {key: one for key, one in found.items() if one is not None}
    owners = sequence_owners(schema).items()
    return _taken(relations).union(key for key, owner in owners if owner in relations)


def _taken(relations: Mapping[str, Table | View]) -> frozenset[str]:
    members = (
        qualified(one.schema_name, name) for one in relations.values() for name in member_names(one)
    )
    return frozenset({*relations, *members})


def member_names(relation: Table | View) -> Iterator[str]:
    """The bare names of the indexes of a table or view, and of sequences that it numbers by."""
    yield from relation.indexes
    if isinstance(relation, Table):
        for constraint in relation.constraints.values():
            if isinstance(constraint, PrimaryKey | Unique | Exclusion):
                yield constraint.name
        for name, column in relation.columns.items():
            if column.identity:
                yield automatic_name(relation.name, name, label="seq")


def sequence_owners(schema: Schema) -> Mapping[str, str]:
    """The tables whose columns own sequences, by the sequences' keys."""
    owned = {key: one.owned_by for key, one in schema.sequences.items()}
    return {
        key: qualified(*split_qualified(column)[:-1]) for key, column in owned.items() if column
    }
