"""Markdown tables of other documents: of columns, of tables, of indexes, of policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sotsync.document.importing.facts import has_prose, is_empty, is_fact, is_value
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import Names, clean
from sotsync.document.importing.words import Role, Topic, role_of
from sotsync.document.tables import Row, TextTable, plain
from sotsync.schema.names import split_qualified

__all__ = [
    "Grid",
    "bare_name",
    "column_names",
    "infer_roles",
    "is_of_facts",
    "make_grid",
    "read_column_grid",
    "read_grid",
]

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_NAME = re.compile(r"[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)*")
_SEPARATOR = re.compile(r"\s*(?:/|,|&|\band\b|<br\s*/?>)\s*")
_HALF = 2
DefaultOf = Callable[[str], str | None]
"""The default of a column by its name; ``""`` for none, None where there is no such column."""
_YES_NO = frozenset(
    {"yes", "no", "y", "n", "x", "ja", "nein", "si", "sí", "sim", "não", "oui", "non", "да", "нет"}
    | {"是", "否"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A Markdown table with the meaning of its columns.

    Attributes:
        table: The table.
        roles: What each of its columns holds.
    """

    table: TextTable
    roles: tuple[Role, ...]

    def has(self, role: Role) -> bool:
        """Whether a column holds that."""
        return role in self.roles

    @property
    def is_of_tables(self) -> bool:
        """Whether each row names a table before a column; one named after it is its target."""
        naming = [role for role in self.roles if role in {Role.TABLE, Role.COLUMN}]
        return naming == [Role.TABLE, Role.COLUMN]

    def cell(self, row: Row, role: Role) -> str:
        """The row's first cell of that meaning, or nothing."""
        index = self.roles.index(role) if role in self.roles else None
        cell = row.cell(index)
        return cell.text if cell else ""

    def words(self, row: Row, types: frozenset[str]) -> str:
        """All human words of the row: descriptions, and what other columns say beyond facts."""
        return "; ".join(self._words(row, types))

    def member_words(self, row: Row, types: frozenset[str]) -> str:
        """The words of a row about an index or policy, whose columns may be told in words too."""
        return "; ".join(self._words(row, types, with_columns=True))

    def has_words(self, types: frozenset[str]) -> bool:
        """Whether any cell holds words, be it in a column for facts."""
        return any(has_prose(cell.text, types) for row in self.table.rows for cell in row.cells)

    def all_words(self, row: Row, types: frozenset[str]) -> str:
        """All words of a row about nothing that is there, of whose cells nobody knows the sense."""
        unsure = {Role.FACT, Role.TABLE, Role.COLUMN, Role.INDEX, Role.POLICY}
        cells = (row.cell(index) for index, role in enumerate(self.roles) if role in unsure)
        texts = (cell.text.strip() for cell in cells if cell)
        odd = (text for text in texts if len(text.split()) > 1 and not is_fact(text, types))
        return "; ".join(dict.fromkeys((*self._words(row, types), *odd)))

    def _words(
        self, row: Row, types: frozenset[str], *, with_columns: bool = False
    ) -> Iterator[str]:
        for index, (title, role) in enumerate(zip(self.table.titles, self.roles, strict=True)):
            cell = row.cell(index)
            text = cell.text.strip() if cell else ""
            if is_empty(text):
                continue
            if role is Role.HUMAN:
                yield text
            elif role is Role.OTHER and not _is_mark(text) and not _is_count(title, text):
                yield f"{plain(title)}: {text}"
            elif role is Role.FACT and _is_remark(title, text, types):
                yield text
            elif role is Role.COLUMN and with_columns and has_prose(text, types):
                yield f"{plain(title)}: {text}"
        for cell in row.cells[len(self.roles) :]:  # GitHub does not show them; a person wrote them.
            if not is_empty(cell.text) and not _is_mark(cell.text):
                yield cell.text


def infer_roles(grid: Grid, default_of: DefaultOf, types: frozenset[str]) -> Grid:
    """The table with the meaning of columns whose titles say nothing, by what stands in them.

    Titles may be in any language; the names of a table's columns, its types and values are not.

    Args:
        grid: The table by its titles.
        default_of: The default of the column of a name, or nothing; None where there is none.
        types: Names of our own types.
    """
    texts = [
        [cell.text for row in grid.table.rows if (cell := row.cell(index)) and cell.text.strip()]
        for index in range(len(grid.roles))
    ]
    roles = list(grid.roles)
    for index, role in enumerate(roles):
        named = sum(
            any(default_of(name) is not None for name in column_names(text))
            for text in texts[index]
        )
        is_most = named > 1 and named * _HALF > len(grid.table.rows)
        if role is Role.OTHER and Role.COLUMN not in roles and is_most:
            roles[index] = Role.COLUMN
    if Role.COLUMN not in roles:
        return grid
    for index, role in enumerate(roles):
        values = [text for text in texts[index] if not is_empty(text)]
        is_of_values = values and all(is_value(text, types) for text in values)
        if role is Role.OTHER and (is_of_values or _holds_defaults(grid, roles, index, default_of)):
            roles[index] = Role.FACT
    if Role.HUMAN not in roles and roles[-1] is Role.OTHER and not _has_vocabulary(grid, roles):
        roles[-1] = Role.HUMAN
    return Grid(table=grid.table, roles=tuple(roles))


def _holds_defaults(grid: Grid, roles: Sequence[Role], index: int, default_of: DefaultOf) -> bool:
    """Whether most of a column's cells are the defaults of the columns that the rows name."""
    naming = roles.index(Role.COLUMN)
    pairs = [
        (_bare_value(cell.text), column_names(name.text))
        for row in grid.table.rows
        if (cell := row.cell(index)) and (name := row.cell(naming)) and not is_empty(cell.text)
    ]
    same = [
        value for value, names in pairs if value in {_default(default_of, one) for one in names}
    ]
    return bool(pairs) and len(same) * _HALF > len(pairs)


def _default(default_of: DefaultOf, name: str) -> str:
    return _bare_value(default_of(name) or "")


def _bare_value(text: str) -> str:
    return re.sub(r"::[\w\[\] ]+|[`'\s]", "", text).lower()


def _has_vocabulary(grid: Grid, roles: Sequence[Role]) -> bool:
    """Whether the column of names was known by its title, so that the others' titles count."""
    return grid.roles[list(roles).index(Role.COLUMN)] is Role.COLUMN


def _is_mark(text: str) -> bool:
    """Whether the cell is a tick, or a yes or no to a question of facts."""
    return re.search(r"\w", text) is None or text.lower() in _YES_NO


def _is_count(title: str, text: str) -> bool:
    """Whether the cell only says how many columns or tables there are."""
    return text.isdecimal() and role_of(title) in {Role.COLUMN, Role.TABLE, Role.INDEX}


def _is_remark(title: str, text: str, types: frozenset[str]) -> bool:
    """Whether a cell for facts holds words of a person all the same."""
    if is_fact(text, types):
        return False
    name = plain(title).strip().lower()
    is_free = re.match(r"constraints?|key|extra|relat|link", name) is not None
    has_marks = re.search(r"[(→=]|->", text) is not None
    return has_prose(text, types) or (is_free and not has_marks and len(text.split()) > 1)


def make_grid(table: TextTable) -> Grid:
    """The table with the meaning of its columns; only the first of each naming kind counts."""
    roles: list[Role] = []
    for title in table.titles:
        role = role_of(title)
        is_naming = role in {Role.TABLE, Role.COLUMN, Role.INDEX, Role.POLICY}
        is_first = role not in roles
        roles.append(role if is_first or not is_naming else Role.OTHER)
    return Grid(table=table, roles=tuple(roles))


_FACTS_ALONE = frozenset({Role.FACT, Role.COLUMN, Role.INDEX, Role.TABLE})


def is_of_facts(grid: Grid, topic: Topic, types: frozenset[str]) -> bool:
    """Whether a table of constraints, triggers and the like holds no words."""
    has_room = not set(grid.roles) <= _FACTS_ALONE or not grid.has(Role.FACT)
    return topic is not Topic.NONE and not has_room and not grid.has_words(types)


def column_names(text: str) -> tuple[str, ...]:
    """The columns that a cell names: one, or two as in ``start / end``."""
    without = re.sub(r"\([^)]*\)", " ", _LINK.sub(r"\1", text))
    bare = clean(plain(without)).replace("\\_", "_")
    parts = [part for part in _SEPARATOR.split(bare) if part]
    parts = [part for part in parts if part.lower().rstrip(".") not in {"etc", "…"}]
    found = [match[0] for part in parts if (match := _NAME.match(part.lstrip("^*#🔑🔗 ")))]
    return tuple(dict.fromkeys(found)) if len(found) == len(parts) else tuple(found[:1])


def read_grid(
    gathering: Gathering, grid: Grid, scope: str, topic: Topic, *, aspect: str = ""
) -> bool:
    """Take what the rows say, if they are about tables, columns, indexes or policies.

    Args:
        gathering: What takes it.
        grid: The table.
        scope: The table in whose section it stands.
        topic: What the text there is about.
        aspect: The one side of tables that it tells, such as who may read them.
    """
    if grid.is_of_tables or (grid.has(Role.TABLE) and not (scope and grid.has(Role.COLUMN))):
        return _read_table_grid(gathering, grid, aspect)
    if not scope:
        return _read_table_list(gathering, grid, aspect)
    if topic is Topic.INDEXES or grid.has(Role.INDEX):
        return _read_members(gathering, grid, scope, Role.INDEX)
    if topic is Topic.POLICIES or grid.has(Role.POLICY):
        return _read_members(gathering, grid, scope, Role.POLICY)
    return False


def read_column_grid(
    gathering: Gathering, grid: Grid, scope: str, *, is_first: bool, is_certain: bool
) -> bool:
    """Take the rows as columns of ``scope``; whether they are.

    A table of other fields, such as the keys of a JSON value, must not be mistaken for one: the
    first table of a section states columns if it has types or most of its names are columns; a
    later one, or one under a heading of its own, only in the second case.
    """
    if not grid.has(Role.COLUMN):
        return False
    named = [(row, column_names(grid.cell(row, Role.COLUMN))) for row in grid.table.rows]
    known = sum(any(gathering.names.column(scope, name) for name in names) for _, names in named)
    is_most = known * _HALF >= len(named) and known > 0
    is_typed = any(title.lower().find("type") >= 0 for title in map(plain, grid.table.titles))
    if not is_most and not (is_first and is_certain and is_typed and known > 0):
        return False
    for row, names in named:
        _read_column_row(gathering, grid, scope, row, names)
    return True


def _read_column_row(
    gathering: Gathering, grid: Grid, scope: str, row: Row, names: Sequence[str]
) -> None:
    is_known = any(gathering.names.column(scope, name) for name in names)
    types = gathering.names.types
    words = grid.words(row, types) if is_known else grid.all_words(row, types)
    example = grid.cell(row, Role.EXAMPLE)
    gathering.facts += sum(role is Role.FACT for role in grid.roles)
    for name in names:
        own = split_qualified(name)[-1]
        gathering.add_column(scope, own, words, row.line.start, example=example)


def _read_table_grid(gathering: Gathering, grid: Grid, aspect: str) -> bool:
    """A table whose rows name tables, and maybe a column each."""
    named = [
        (row, name, gathering.names.table(name))
        for row in grid.table.rows
        for name in _table_names(gathering.names, grid.cell(row, Role.TABLE))
    ]
    found = [match.name for _, _, match in named if match]
    if not found:
        return False
    if len(set(found)) < len(found) and not grid.has(Role.COLUMN):
        # Each row is about something else that belongs to the table, such as a trigger.
        aspect = aspect or plain(grid.table.titles[0])
    for row, name, match in named:
        words = grid.all_words(row, gathering.names.types)
        columns = column_names(grid.cell(row, Role.COLUMN)) if grid.has(Role.COLUMN) else ()
        if match is None:
            gathering.leave_table(".".join((name, *columns[:1])), words, row.line.start)
        elif columns:
            _read_column_row(gathering, grid, match.name, row, columns)
        else:
            _add_table(gathering, grid, match.name, row, aspect)
    return True


def _table_names(names: Names, text: str) -> tuple[str, ...]:
    """The table that a cell names, or each of several if one of them is ours."""
    name = bare_name(text)
    parts = [bare_name(part) for part in _SEPARATOR.split(text)]
    is_list = len(parts) > 1 and all(_NAME.fullmatch(part) for part in parts)
    is_ours = is_list and any(names.table(part, is_loose=False) for part in parts)
    return tuple(dict.fromkeys(parts)) if is_ours else (name,)


def _read_table_list(gathering: Gathering, grid: Grid, aspect: str) -> bool:
    """A table outside any section whose first column names tables under another title."""
    if not grid.has(Role.COLUMN) or grid.roles[0] is not Role.COLUMN:
        return False
    names = gathering.names
    matched = [
        names.table(bare_name(grid.cell(row, Role.COLUMN)), is_loose=False)
        for row in grid.table.rows
    ]
    if sum(match is not None for match in matched) * _HALF <= len(matched):
        return False
    for row, match in zip(grid.table.rows, matched, strict=True):
        words = grid.all_words(row, names.types)
        if match is None:
            gathering.leave_table(bare_name(grid.cell(row, Role.COLUMN)), words, row.line.start)
        else:
            _add_table(gathering, grid, match.name, row, aspect)
    return True


def _human_words(grid: Grid, row: Row) -> Iterator[str]:
    for index, role in enumerate(grid.roles):
        cell = row.cell(index)
        if role is Role.HUMAN and cell and not is_empty(cell.text):
            yield cell.text


def _add_table(gathering: Gathering, grid: Grid, key: str, row: Row, aspect: str) -> None:
    """What describes the table is what it stores; all else about it is a note."""
    stored = "" if aspect else "; ".join(_human_words(grid, row))
    words = grid.words(row, gathering.names.types)
    gathering.add(Kind.STORES, key, stored, row.line.start)
    if words and words != stored:
        about = f"**{aspect}**\n\n" if aspect else ""
        parts = [part for part in words.split("; ") if aspect or part not in stored]
        others = "; ".join(part for part in parts if not _lists_columns(gathering, key, part))
        if others:
            gathering.add_note(key, f"{about}{others}", row.line.start)


def _lists_columns(gathering: Gathering, key: str, text: str) -> bool:
    """Whether a cell only names columns of the table, which the migrations do better."""
    names = [bare_name(part) for part in _SEPARATOR.split(text.partition(": ")[2] or text)]
    return all(name and gathering.names.column(key, name, is_loose=False) for name in names)


def bare_name(text: str) -> str:
    """The name in a cell, without links, emphasis and back-ticks around it."""
    return clean(plain(_LINK.sub(r"\1", text))).replace("\\_", "_")


_MEMBER_KINDS: Mapping[Role, Kind] = {Role.INDEX: Kind.INDEX, Role.POLICY: Kind.POLICY}


def _read_members(gathering: Gathering, grid: Grid, scope: str, role: Role) -> bool:
    """A table of indexes or policies, by name; a row about none is kept as a note."""
    column = role if grid.has(role) else Role.COLUMN
    if not grid.has(column):
        return False
    names = gathering.names
    members = names.indexes(scope) if role is Role.INDEX else names.policies(scope)
    for row in grid.table.rows:
        name = clean(grid.cell(row, column))
        kind = _MEMBER_KINDS[role]
        words = grid.member_words(row, gathering.names.types)
        if name not in members and not words:
            words = grid.all_words(row, gathering.names.types)
        if name in members:
            gathering.add(kind, scope, words, row.line.start, member=name)
        elif words:
            gathering.add_note(scope, f"`{name}`: {words}", row.line.start)
    return True
