"""A Markdown document of any shape, read for what it says of our tables.

Sections are found by their headings, and by labels that name a table. What stands in a table's
section belongs to the table: its first paragraph is what it stores, grids and lists of columns give
each column its words, and all that fits no field is kept as a note, line by line. What stands in no
table's section is about none, and is reported as that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sotsync.document.blocks import Block, BlockKind, read_blocks, read_fence
from sotsync.document.front_matter import read_front_matter
from sotsync.document.importing.code import (
    Code,
    created_tables,
    is_definition,
    read_notation,
    read_sql,
)
from sotsync.document.importing.facts import has_prose, is_empty, is_fact
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.grids import (
    Grid,
    bare_name,
    infer_roles,
    is_of_facts,
    make_grid,
    read_column_grid,
    read_grid,
)
from sotsync.document.importing.headings import table_label
from sotsync.document.importing.html_tables import read_markup, whole_tables
from sotsync.document.importing.item_lists import ListReader, states_columns
from sotsync.document.importing.lists import Item, read_items
from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import clean
from sotsync.document.importing.scopes import LABEL_LEVEL, Scope, is_about_values
from sotsync.document.importing.sections import Sections
from sotsync.document.importing.words import (
    Role,
    Topic,
    is_aspect,
    is_of_others,
    kind_of_label,
    topic_of,
)
from sotsync.document.passages import Page, make_page
from sotsync.document.regions import Fence
from sotsync.document.tables import Row, TextTable, find_table, plain
from sotsync.text import Span

__all__ = ["read_markdown"]

_LABEL = re.compile(
    r"(?:[-*+]\s+)?(?:\*\*(?P<bold>[^*]+?):?\*\*:?|(?P<plain>[A-Z][\w /&-]{1,30}):)"
    r"(?:\s+(?P<text>.*))?\Z",
    re.DOTALL,
)
_SQL = frozenset({"sql", "postgres", "postgresql", "pgsql", "plpgsql", "psql"})


def read_markdown(gathering: Gathering) -> None:
    """Take all that the document says."""
    page = make_page(gathering.source)
    front = read_front_matter(page)
    start = front.span.end if front else int(page.text.startswith("\ufeff"))
    if front is not None:
        lines = page.source.slice(front.span).strip("\ufeff\r\n-. ")
        gathering.leave_general("front matter", lines, front.span.start)
    _Reader(gathering, page).read(Span(start, len(page.text)))


class _Reader(Sections):
    """One pass over the blocks."""

    def __init__(self, gathering: Gathering, page: Page) -> None:
        super().__init__(gathering, page)
        self._lists = ListReader(gathering, self._keep)

    def read(self, span: Span) -> None:
        found = (one for one in read_blocks(self.page, span) if one.kind != BlockKind.BLANK)
        blocks = list(whole_tables(self.page, tuple(found)))
        for index, block in enumerate(blocks):
            self.ahead = blocks[index + 1 :] if block.kind == BlockKind.HEADING else []
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            self._block(block, following)
        self._end_heading()
        self._end_general()

    def _block(self, block: Block, following: Block | None) -> None:
        match block.kind:
            case BlockKind.HEADING:
                self._heading(block)
            case BlockKind.PARAGRAPH:
                self._paragraph(block, following)
            case BlockKind.LIST:
                self._list(block)
            case BlockKind.FENCE:
                self._fence(block)
            case BlockKind.BREAK:
                self._end_label_scope()
            case BlockKind.HTML:
                self._html(block)
            case _:
                self._keep(self._lines(block.span), block.span.start)

    def _html(self, block: Block) -> None:
        markup = read_markup(self.page, block.span)
        if markup is None:
            self._keep(self._lines(block.span), block.span.start)
            return
        if markup.rest:
            self._prose([markup.rest], block.span.start)
        self._keep([markup.comments], block.span.start)
        for table in markup.tables:
            self._grid(table)

    # Paragraphs and grids

    def _paragraph(self, block: Block, following: Block | None) -> None:
        table = find_table(self.page, block.span)
        end = table.span.start if table else block.span.end
        if end > block.span.start:
            is_above = table is not None or (
                following is not None and following.kind in {BlockKind.LIST, BlockKind.FENCE}
            )
            follows_table = table is not None or self._is_table(following)
            self._text(Span(block.span.start, end), is_above=is_above or follows_table)
        if table:
            grid = _without_sentences(table)
            self._grid(grid)
            if grid.span.end < table.span.end:
                self._text(Span(grid.span.end, table.span.end), is_above=False)

    def _is_table(self, block: Block | None) -> bool:
        return (
            block is not None
            and block.kind == BlockKind.PARAGRAPH
            and find_table(self.page, block.span) is not None
        )

    def _text(self, span: Span, *, is_above: bool) -> None:
        """The lines of a paragraph: labels, and text between them."""
        kept: list[str] = []
        start = span.start
        for line in self.page.lines(span):
            text = self.page.text[line.start : line.end].strip()
            if self._label_line(text, line.start, is_above=is_above):
                self._prose(kept, start)
                kept, start = [], self.page.after_line(line.start)
            else:
                kept.append(text)
        self._prose(kept, start)

    def _label_line(self, text: str, start: int, *, is_above: bool) -> bool:
        """Whether the line is a label: of a table, of a topic, or of one of our fields."""
        label = table_label(self.names, text, is_above=is_above, is_inside=bool(self.key))
        if label is not None and label.key != self.key:
            if self.scope is not None and self.scope.level < LABEL_LEVEL and not label.key:
                return False
            self._end_heading()
            self._open(label, LABEL_LEVEL, start)
            self.scope = replace(self._current, is_bold=text.startswith(("*", "_")))
            return True
        if is_above and self.scope is not None and self.scope.is_next_label(text):
            self._end_heading()
            self.scope = Scope(level=LABEL_LEVEL, name=clean(text), is_bold=text.startswith("*"))
            return True
        found = _LABEL.match(text)
        if self.scope is None:
            self.general.label = text if text.rstrip("*").endswith(":") else self.general.label
        if found is None or self.scope is None:
            return False
        name, value = found["bold"] or found["plain"], (found["text"] or "").strip()
        if not value:
            self._end_heading()
            self.heading_at = start
            self.scope.take_label(name, is_bold=found["bold"] is not None)
            return True
        if found["bold"]:
            self._end_heading()
            self.scope.subheading = ""
        return self._field(name, value, start)

    def _field(self, name: str, value: str, start: int) -> bool:
        """Whether a labelled line belongs into one of our fields, or states facts alone."""
        assert self.scope is not None
        kind = kind_of_label(name)
        if kind is not None and self.scope.topic in {Topic.NONE, Topic.PURPOSE}:
            self._add(kind, value, start)
            return True
        types = self.names.types
        is_told = is_fact(value, types) or self._is_our_name(name, value)
        if is_empty(value) or is_told:
            self.gathering.facts += 1
            return True
        return False

    def _is_our_name(self, label: str, value: str) -> bool:
        """Whether the line only repeats what the table is called, or which ids it has."""
        if topic_of(label) is Topic.OTHER and label.lower().startswith("table"):
            found = self.names.table(value)
            return found is not None and found.name == self.key
        return self._current.is_fact_label(label) and not has_prose(value, self.names.types)

    def _add(self, kind: Kind, text: str, start: int) -> None:
        assert self.scope is not None
        if self.key:
            self.gathering.add(kind, self.key, text, start)
            self.scope.has_purpose = self.scope.has_purpose or kind is Kind.STORES
        elif not self.scope.is_certain:
            self._add_general(text, start)
        else:
            self.gathering.leave_table(self.scope.name, text, start)

    def _prose(self, lines: list[str], start: int) -> None:
        text = " ".join(line for line in lines if line)
        scope = self.scope
        if not text:
            return
        is_first = scope is not None and not scope.has_purpose and not scope.has_columns
        if scope is not None and is_first and scope.topic in {Topic.NONE, Topic.PURPOSE}:
            self._add(Kind.STORES, text, start)
        else:
            self._keep(lines, start)

    def _grid(self, table: TextTable) -> None:
        grid = make_grid(table)
        if self.scope is None:
            self._take_heading(grid)
        scope = self.scope
        if scope is not None and scope.key:
            grid = infer_roles(grid, self._default_of, self.names.types)
        topic = scope.topic if scope else Topic.NONE
        start = table.span.start
        if scope is not None and not scope.key:
            self._unknown_grid(table)
            return
        about = next(filter(is_aspect, (self.general.label, self.general.heading)), "")
        if read_grid(self.gathering, grid, self.key, topic, aspect="" if scope else plain(about)):
            return
        if scope is not None and topic in {Topic.NONE, Topic.PURPOSE, Topic.COLUMNS, Topic.OTHER}:
            is_certain = topic in {Topic.NONE, Topic.COLUMNS, Topic.PURPOSE}
            is_first = not scope.has_columns
            is_other = not is_certain and is_about_values(scope.subheading)
            if not is_other and read_column_grid(
                self.gathering, grid, scope.key, is_first=is_first, is_certain=is_certain
            ):
                scope.has_columns = True
                return
        if not table.rows and Role.OTHER not in grid.roles:
            return
        if is_of_facts(grid, topic, self.names.types):
            self.gathering.facts += len(table.rows)
        else:
            self._keep(self._table_lines(table), start)

    def _default_of(self, name: str) -> str | None:
        match = self.names.column(self.key, name, is_loose=False)
        return self.names.default(self.key, match.name) if match else None

    def _take_heading(self, grid: Grid) -> None:
        """A grid of columns makes a table's name of a heading that nothing else says is one."""
        is_typed = any("type" in plain(title).lower() for title in grid.table.titles)
        words = re.sub(r"\A[\d.\s]+", "", self.general.heading)
        if grid.has(Role.COLUMN) and is_typed and re.fullmatch(r"\w+", words):
            self._unknown_scope(words, self.general.level)

    def _unknown_grid(self, table: TextTable) -> None:
        grid = make_grid(table)
        is_typed = any("type" in plain(title).lower() for title in table.titles)
        if not self._current.is_certain:
            if read_grid(self.gathering, grid, "", Topic.NONE):
                return
            is_of_columns = grid.has(Role.COLUMN) and (is_typed or grid.has(Role.FACT))
            if not is_of_columns or is_of_others(self._current.subheading):
                self._keep(self._table_lines(table), table.span.start)
                return
            self._make_certain()
        name = self._unknown(table.span.start)
        if not table.rows and Role.OTHER in grid.roles:
            self._keep(self._table_lines(table)[:1], table.span.start)
        for row in table.rows:
            words = grid.all_words(row, self.names.types)
            column = bare_name(grid.cell(row, Role.COLUMN))
            if column and words:
                self.gathering.leave_table(f"{name}.{column}", words, row.line.start)
            elif words:
                self.gathering.leave_table(name, words, row.line.start)

    # Lists

    def _list(self, block: Block) -> None:
        items = read_items(self.page, block.span)
        scope = self.scope
        if not items:
            self._keep(self._lines(block.span), block.span.start)
        elif scope is None and self._is_new_table(items):
            self._unknown_scope(self.general.heading, self.general.level)
            self._lists.read_unknown(items, self._unknown(items[0].start))
        elif scope is None:
            self._lists.read_free(items, self.general.label, self.general.heading)
        elif not scope.key:
            self._unknown_list(items)
        else:
            has_columns = self._lists.read_own(items, scope.key, scope.topic)
            scope.has_columns = scope.has_columns or has_columns

    def _is_new_table(self, items: Sequence[Item]) -> bool:
        """Whether a list of columns makes a table's name of the heading above it."""
        is_name = re.fullmatch(r"[a-z][a-z0-9_]*", self.general.heading) is not None
        is_long = len(items) > 1 and topic_of(self.general.heading) is Topic.NONE
        return is_name and is_long and states_columns(items, self.names.types)

    def _unknown_list(self, items: Sequence[Item]) -> None:
        if not self._current.is_certain:
            if not states_columns(items, self.names.types):
                self._keep([line for item in items for line in item.lines], items[0].start)
                return
            self._make_certain()
        self._lists.read_unknown(items, self._unknown(items[0].start))

    # Code

    def _fence(self, block: Block) -> None:
        fence = read_fence(self.page, block)
        language = fence.info.text.partition(" ")[0].lower()
        code = Code(
            text=self.page.text[fence.code.span.start : fence.code.span.end],
            start=fence.code.span.start,
            scope=self.key,
            heading=self.general.heading,
        )
        is_sql = language in _SQL or (not language and bool(created_tables(code.text)))
        if read_notation(self.gathering, language, code):
            self._keep([fence.info.text.partition(" ")[2]], block.span.start)
        elif is_sql and is_definition(code.text):
            self._keep([fence.info.text.partition(" ")[2]], block.span.start)
            read_sql(self.gathering, code)
            self.gathering.facts += 1
        elif not (self.key and self._is_list_of_columns(fence)):
            self._keep(self._lines(block.span), block.span.start)

    def _is_list_of_columns(self, fence: Fence) -> bool:
        """Whether the code is a list of columns, which is read as one."""
        items = read_items(self.page, fence.code.span, is_code=True)
        if not items or not states_columns(items, self.names.types):
            return False
        lines = [line.strip() for line in self._lines(fence.code.span)]
        comments = [line for line in lines if line.startswith("--")]
        self._keep([fence.info.text.partition(" ")[2], *comments], fence.span.start)
        self._lists.read_own(items, self.key, Topic.COLUMNS)
        self._current.has_columns = True
        return True


def _without_sentences(table: TextTable) -> TextTable:
    """The table up to the lines that have no pipe and close it.

    GFM reads a line directly below a table as a row; whoever wrote it meant a sentence.
    """
    rows = table.rows
    while rows and len(rows[-1].cells) == 1 and not _has_pipe(rows[-1]):
        rows = rows[:-1]
    if len(rows) == len(table.rows):
        return table
    end = table.rows[len(rows)].line.start
    return replace(table, rows=rows, span=Span(table.span.start, end))


def _has_pipe(row: Row) -> bool:
    return "|" in row.page.text[row.line.start : row.line.end]
