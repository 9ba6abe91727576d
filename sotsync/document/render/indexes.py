"""The rows of the table of indexes: those made by hand and those that stand behind constraints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sotsync.document.exact import exact_name, exact_sql
from sotsync.document.render.words import cell, code
from sotsync.schema.models import Exclusion, Index, IndexKey, PrimaryKey, Table, Unique, View

__all__ = ["AUTO_CREATED", "INDEX_HEADER", "IndexRow", "index_rows", "method_word"]

AUTO_CREATED = "Auto-created"
"""The note on an index that a constraint made."""

INDEX_HEADER = ("Index Name", "Columns", "Type", "Purpose", "Notes")
"""The header of the template's table."""

_METHOD_WORDS: Mapping[str, str] = {
    "btree": "B-tree",
    "hash": "Hash",
    "gin": "GIN",
    "gist": "GiST",
    "spgist": "SP-GiST",
    "brin": "BRIN",
    "ivfflat": "IVFFlat",
    "hnsw": "HNSW",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One index, each cell as Markdown; ``purpose`` and ``notes`` only seed new rows.

    ``index`` is the name without quotes or back-ticks, which keys the row.
    """

    index: str
    columns: str
    type: str
    purpose: str
    notes: str

    @property
    def name(self) -> str:
        """The name's cell."""
        return cell(code(exact_name(self.index)))


def method_word(method: str) -> str:
    """An access method as people write it."""
    return _METHOD_WORDS.get(method, method)


def index_rows(relation: Table | View) -> tuple[IndexRow, ...]:
    """Every index of a table or view: constraints' own first, then the others as created."""
    rows = _constraint_rows(relation) if isinstance(relation, Table) else []
    return (*rows, *(_index_row(relation, index) for index in relation.indexes.values()))


def _constraint_rows(table: Table) -> list[IndexRow]:
    rows: list[IndexRow] = []
    ordered = sorted(
        table.constraints.values(), key=lambda constraint: not isinstance(constraint, PrimaryKey)
    )
    for constraint in ordered:
        if isinstance(constraint, PrimaryKey | Unique):
            purpose = "Primary key" if isinstance(constraint, PrimaryKey) else "Unique"
            columns = ", ".join(code(exact_name(name)) for name in constraint.columns)
            columns += _include(constraint.include)
            method = "btree"
            predicate = None
        elif isinstance(constraint, Exclusion):
            purpose = "Exclusion"
            columns = _keys(constraint.keys) + _include(constraint.include)
            method, predicate = constraint.method, constraint.predicate
        else:
            continue
        rows.append(
            IndexRow(
                index=constraint.name,
                columns=cell(columns + _where(predicate)),
                type=_type(method, predicate),
                purpose=purpose,
                notes=AUTO_CREATED,
            )
        )
    return rows


def _index_row(relation: Table | View, index: Index) -> IndexRow:
    return IndexRow(
        index=index.name,
        columns=cell(_keys(index.keys) + _include(index.include) + _where(index.predicate)),
        type=_type(index.method, index.predicate),
        purpose=_purpose(relation, index),
        notes="-",
    )


def _purpose(relation: Table | View, index: Index) -> str:
    """What is certain from the facts alone; anything else is for a person to say."""
    if index.is_unique:
        return "Unique"
    columns = tuple(key.column for key in index.keys)
    if isinstance(relation, Table) and any(key.columns == columns for key in relation.foreign_keys):
        return "Foreign key lookups"
    return "-"


def _keys(keys: tuple[IndexKey, ...]) -> str:
    return ", ".join(_key(key) for key in keys)


def _key(key: IndexKey) -> str:
    written = exact_sql(key.expression or "") if key.column is None else exact_name(key.column)
    words = [code(written)]
    words += [key.operator_class] if key.operator_class else []
    words += ["DESC"] if key.descending else []
    if key.nulls_first != key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(words)


def _include(columns: tuple[str, ...]) -> str:
    return f" INCLUDE {', '.join(code(exact_name(name)) for name in columns)}" if columns else ""


def _where(predicate: str | None) -> str:
    return f" WHERE {code(exact_sql(predicate))}" if predicate is not None else ""


def _type(method: str, predicate: str | None) -> str:
    word = method_word(method)
    return f"Partial {word}" if predicate is not None else word
