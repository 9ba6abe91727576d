"""Lists of other documents: of columns, indexes and policies, of tables, and of anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sotsync.document.importing.facts import human_part, is_fact
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.lists import Item, several_names, split_item
from sotsync.document.importing.models import Kind
from sotsync.document.importing.names import clean
from sotsync.document.importing.words import Topic, is_aspect, kind_of_label
from sotsync.document.tables import plain

__all__ = ["ListReader", "states_columns"]

_SOME = 2
_FACT_LABEL = re.compile(
    r"\A\**(?:(?:key |main |important )?(?:fields?|columns?)|foreign keys?|primary key|relations?)"
    r"\**:\**\s*",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:gin|gist|sp-?gist|brin|b-?tree|hash|expression|partial|composite|index|on|where|is|and|"
    r"columns?:|fields?:)(?!\w)",
    re.IGNORECASE,
)
_STRING = re.compile(r"'[^']*'")
_DOTTED = re.compile(r"\b(?P<table>\w+(?:\.\w+)?)\.\w+\b")
_SNAKE = re.compile(r"(?:[a-z][a-z0-9_]*\.)?[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def states_columns(items: Sequence[Item], types: frozenset[str]) -> bool:
    """Whether most items are a name with a type or keys, as columns are written."""
    stated = [
        item
        for item in items
        if (head := split_item(item.text))[0] and head[1] and human_part(head[1], types) != head[1]
    ]
    return len(stated) * _SOME >= len(items)


class ListReader:
    """Takes what lists say; ``keep`` gets the lines that fit no field."""

    def __init__(self, gathering: Gathering, keep: Callable[[Sequence[str], int], None]) -> None:
        self.gathering = gathering
        self.names = gathering.names
        self.keep = keep

    def read_own(self, items: Sequence[Item], key: str, topic: Topic) -> bool:
        """A list in the section of the table ``key``; whether it is one of columns."""
        if topic is Topic.INDEXES:
            self._member_list(items, key, Kind.INDEX)
        elif topic is Topic.POLICIES:
            self._member_list(items, key, Kind.POLICY)
        elif self._is_column_list(items, key, topic):
            for item in items:
                self._column_item(item, key)
            return True
        else:
            self._other_list(items, key)
        return False

    def _is_column_list(self, items: Sequence[Item], key: str, topic: Topic) -> bool:
        is_labelled = topic is Topic.COLUMNS
        is_stated = topic is Topic.OTHER and states_columns(items, self.names.types)
        if topic not in {Topic.NONE, Topic.PURPOSE, Topic.COLUMNS} and not is_stated:
            return False
        heads = [split_item(item.text) for item in items]
        named = [
            name
            for name, _, is_marked, is_separated in heads
            if (is_marked or is_separated) and name and self.names.column(key, name, is_loose=False)
        ]
        return len(named) * _SOME >= len(items) or (is_labelled and bool(named))

    def _column_item(self, item: Item, key: str) -> None:
        names, tail = several_names(item.text)
        for name in names:
            self.gathering.add_column(key, name, tail, item.start)
        if names:
            return
        name, rest, is_marked, is_separated = split_item(item.text)
        is_name = re.fullmatch(r"[^\W\d][\w$]*", name) is not None
        is_stated = is_fact(rest, self.names.types) and bool(rest)
        if not is_name or not (is_marked or is_separated or is_stated):
            self._several_or_keep(item, key)
            return
        text = _without_brackets(rest, self.names.types)
        if not text:
            self.gathering.facts += 1
        below = [child for child in item.children if not self._is_fact_tree(child)]
        if self.names.column(key, name) is None:
            words = [text, *(line.strip() for child in below for line in child.lines)]
            text = " ".join(word for word in words if word)
        is_known = self.gathering.add_column(key, name, text, item.start)
        if is_known and below:
            self.gathering.add_note(key, "\n".join(item.lines), item.start)

    def _is_fact_tree(self, item: Item) -> bool:
        types = self.names.types
        return is_fact(item.text, types) and all(self._is_fact_tree(one) for one in item.children)

    def _several_or_keep(self, item: Item, key: str) -> None:
        """An item that names several columns at once, or none."""
        head = re.split(r"\s*:\s+|\s+[-—\u2013]\s+", item.text, maxsplit=1)[0]
        columns = [clean(part) for part in re.split(r"\s*[,/]\s*", head)]
        found = [one for one in columns if self.names.column(key, one, is_loose=False)]
        if len(columns) > 1 and len(found) == len(columns):
            text = item.text[len(head) :].lstrip(" :—\u2013-")
            for column in columns:
                self.gathering.add_column(key, column, text, item.start)
        else:
            self.keep(item.lines, item.start)

    def _member_list(self, items: Sequence[Item], key: str, kind: Kind) -> None:
        members = self.names.indexes(key) if kind is Kind.INDEX else self.names.policies(key)
        rest: list[Item] = []
        for item in items:
            name, text, _, _ = split_item(item.text)
            words = human_part(self._without_columns(text, key))
            stated = _METHOD.sub(" ", _STRING.sub(" ", words))
            if kind is Kind.INDEX and self._names_only(stated, key):
                words = ""
            if name in members and not item.children:
                if words:
                    self.gathering.add(kind, key, words, item.start, member=name)
                else:
                    self.gathering.facts += 1
            else:
                rest.append(item)
        if rest:
            self._other_list(rest, key)

    def _without_columns(self, text: str, key: str) -> str:
        """What follows the columns that an index's name is followed by."""
        found = re.match(r"\s*(?:on\s+)?(?P<columns>\([^)]*\)|`[^`]*`)", text)
        is_of_names = found is not None and self._names_only(found["columns"].strip("()`"), key)
        return (text[found.end() :] if found and is_of_names else text).strip(" -:—")

    def _other_list(self, items: Sequence[Item], key: str) -> None:
        if all(self._is_fact_item(item, key) for item in items):
            self.gathering.facts += len(items)
            return
        self.keep([line for item in items for line in item.lines], items[0].start)

    def _is_fact_item(self, item: Item, key: str) -> bool:
        text = _FACT_LABEL.sub("", item.text)
        return self._names_only(text, key) and all(
            self._is_fact_item(child, key) for child in item.children
        )

    def _names_only(self, text: str, key: str) -> bool:
        """Whether the text names our columns and tables, and says nothing more."""
        own = {**self.names.relations[key].columns, **self.names.relations[key].indexes}
        plain_text = _DOTTED.sub(self._without_target, text.replace("`", ""))
        words = re.findall(r"[^\W\d][\w$]*", plain_text)
        rest = [
            word for word in words if word not in own and not self.names.table(word, is_loose=False)
        ]
        return is_fact(" ".join(rest), self.names.types)

    def _without_target(self, match: re.Match[str]) -> str:
        return "" if self.names.table(match["table"], is_loose=False) else match[0]

    def read_free(self, items: Sequence[Item], label: str, heading: str) -> None:
        """A list in no table's section: of tables, perhaps with their columns below them."""
        heads = [(item, *self._table_head(item)) for item in items]
        aspect = plain(next(filter(is_aspect, (label, heading)), ""))
        known = sum(bool(key) for _, key, _, _ in heads)
        is_of_tables = "table" in f"{label} {heading}".lower() and len(
            [name for _, _, name, _ in heads if _SNAKE.fullmatch(name)]
        ) * _SOME >= len(items)
        is_most = known > 0 and (known * _SOME >= len(items) or len(items) == 1)
        if not is_most and not is_of_tables:
            self._add_list(items)
            return
        for item, key, name, rest in heads:
            if key:
                self._table_item(item, key, rest, aspect)
            elif _SNAKE.fullmatch(name):
                self.gathering.leave_table(name, human_part(rest), item.start)
                self.read_unknown(item.children, name)
            else:
                self._add_list([item])

    def _add_list(self, items: Sequence[Item]) -> None:
        self.keep([line for item in items for line in item.lines], items[0].start)

    def _table_head(self, item: Item) -> tuple[str, str, str]:
        name, rest, is_marked, is_separated = split_item(item.text)
        if not name or not (is_marked or is_separated):
            return "", "", rest
        match = self.names.table(name, is_loose=is_marked)
        return (match.name if match else ""), name, rest

    def _table_item(self, item: Item, key: str, rest: str, aspect: str) -> None:
        words = human_part(rest).removeprefix("→").removeprefix("->").strip()
        is_sentence = bool(words) and not split_item(item.text)[3]
        is_fact_alone = not words or self._names_only(words, key)
        if is_fact_alone and not item.children:
            self.gathering.facts += 1
        elif aspect or is_sentence:
            about = f"**{aspect}**\n\n" if aspect else ""
            self.gathering.add_note(key, about + "\n".join(item.lines), item.start)
        else:
            if not is_fact_alone:
                self.gathering.add(Kind.STORES, key, words, item.start)
            self._children(item.children, key)

    def _children(self, items: Sequence[Item], key: str) -> None:
        """What stands below a table in a list of tables: its columns, or labelled words."""

        def note(lines: Sequence[str], start: int) -> None:
            self.gathering.add_note(key, "\n".join(lines), start)

        reader = ListReader(self.gathering, note)
        labelled = [(item, *_labelled(item)) for item in items]
        for item, kind, words in labelled:
            if kind is not None and not item.children:
                self.gathering.add(kind, key, words, item.start)
        others = [item for item, kind, _ in labelled if kind is None or item.children]
        if others:
            reader.read_own(others, key, Topic.NONE)

    def read_unknown(self, items: Sequence[Item], name: str) -> None:
        """A list in the section of a table that is not there."""
        for item in items:
            for about, words in self._unknown_item(item, name):
                if words:
                    self.gathering.leave_table(about, words, item.start)
            if item.children:
                self.read_unknown(item.children, name)

    def _unknown_item(self, item: Item, name: str) -> Iterator[tuple[str, str]]:
        """What an item says of the table ``name`` or its columns, beyond facts."""
        types = self.names.types
        several, tail = several_names(item.text)
        column, rest, is_marked, is_separated = split_item(item.text)
        kind, labelled = _labelled(item)
        if several:
            yield f"{name}.{several[0]}", human_part(tail, types)
        elif column and (is_marked or is_separated) and kind is None:
            words = human_part(_without_brackets(rest, types), types)
            if not _SNAKE.fullmatch(column):
                words = item.text
            yield f"{name}.{column}", words
        elif kind is not None:
            yield name, labelled
        elif human_part(rest, types) or " " in item.text:
            yield name, "" if is_fact(rest, types) else item.text


def _labelled(item: Item) -> tuple[Kind | None, str]:
    """The place that an item such as ``Purpose: …`` is meant for, and its words."""
    name, rest, _, is_separated = split_item(item.text)
    is_label = is_separated and bool(rest) and "`" not in item.text[: len(name) + 1]
    return (kind_of_label(name) if is_label else None), rest


def _without_brackets(rest: str, types: frozenset[str]) -> str:
    """What follows a column's name, without a bracket that holds only its type and keys."""
    found = re.match(
        r"\s*[(\[](?P<inner>[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]\s*[:—\u2013-]*\s*", rest
    )
    if found is None:
        return human_part(rest, types)
    tail = rest[found.end() :]
    inner = human_part(found["inner"], types)
    own = human_part(tail, types)
    return "; ".join(part for part in (inner, own) if part)
