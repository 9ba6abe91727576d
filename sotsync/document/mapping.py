"""Which entry describes which table: by what the entry states, and by its title only at the last.

Nothing is guessed: where two entries state one table, or a title fits two tables, the entries are
reported and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sotsync.document.codes import Code, report
from sotsync.document.exact import read_exact_sql
from sotsync.document.models import Document, Entry
from sotsync.document.plain_entries import read_plain_entries
from sotsync.document.sqltext import CREATED_RELATION, NAME, statements_only
from sotsync.document.tables import plain
from sotsync.document.unnumbered import Unnumbered, unnumbered_sections
from sotsync.findings import Finding
from sotsync.schema.names import qualified, split_qualified

__all__ = [
    "DEFAULT_SCHEMA",
    "EntryMapping",
    "StatedTable",
    "humanise",
    "map_entries",
    "stated_partitions",
    "stated_schema",
    "stated_table",
]

DEFAULT_SCHEMA = "public"
"""The schema of a table that an entry names without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTable:
    """The table that an entry itself names.

    ``is_exact`` is false where the name has no schema, so that another schema may be meant.
    """

    schema: str
    name: str
    is_exact: bool

    @property
    def key(self) -> str:
        """Its qualified name."""
        return qualified(self.schema, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMapping:
    """Entries and tables, matched.

    Attributes:
        entries: Table key → its one entry. A key that is not among the known tables stands for an
            entry that states a table which is not there (dropped, planned, or misspelt).
        unmapped: Entries that state no table and whose title fits none; templates are not among
            them, deprecated ones are not either.
        ambiguous: Entries that must not be written, because they share a table or fit several.
        claimed: The keys that ambiguous entries or headings without an id may be about: none of
            them needs a new entry.
        unnumbered: Tables that a heading without an id describes, by their keys.
        findings: Why, for every entry of the two groups above.
    """

    entries: Mapping[str, Entry]
    unmapped: tuple[Entry, ...] = ()
    ambiguous: tuple[Entry, ...] = ()
    claimed: frozenset[str] = frozenset()
    unnumbered: Mapping[str, Unnumbered] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def key_of(self, entry: Entry) -> str | None:
        """The table of ``entry``; None where it is unmapped or ambiguous."""
        return next((key for key, mapped in self.entries.items() if mapped is entry), None)


_QUALIFIED = re.compile(rf"{NAME}(?:\.{NAME})?\Z")


def stated_table(entry: Entry) -> tuple[StatedTable, ...]:
    """The tables that the entry names by comment, else by its DDL, else by its Table line.

    That line may stand in a code block of plain text. One table in nearly every entry; none where
    only the title says it; several where the DDL creates more than one that is no partition.
    """
    schema = stated_schema(entry)
    if entry.markers:
        return _distinct(_parse(marker.text, schema) for marker in entry.markers)
    ddl = entry.regions.ddl
    created = _created_names(ddl.code.text) if ddl else ()
    if created:
        return _distinct(_parse(name, schema) for name in created)
    line = entry.regions.metadata_field("table")
    name = plain(line.value.text).split(" ")[0] if line and not line.is_placeholder else ""
    if not _QUALIFIED.match(name):
        name = _plain_table(entry)
    return _distinct([_parse(name, schema)]) if name else ()


def stated_partitions(entry: Entry) -> tuple[str, ...]:
    """The keys of the partitions that the entry's definition creates."""
    ddl = entry.regions.ddl
    names = _created_partitions(ddl.code.text) if ddl else ()
    return tuple(_parse(name, stated_schema(entry)).key for name in names)


@lru_cache(maxsize=2**12)
def _created_names(sql: str) -> tuple[str, ...]:
    """The tables and views that the SQL creates, partitions not among them."""
    created = CREATED_RELATION.finditer(statements_only(sql))
    return tuple(match["name"] for match in created if not match["partition"])


@lru_cache(maxsize=2**12)
def _created_partitions(sql: str) -> tuple[str, ...]:
    if "partition" not in sql.casefold():
        return ()
    created = CREATED_RELATION.finditer(statements_only(sql))
    return tuple(match["name"] for match in created if match["partition"])


def _plain_table(entry: Entry) -> str:
    """The table that the entry names in a code block of plain text; empty without one."""
    prefix = entry.id.rpartition("-")[0]
    blocks = read_plain_entries(entry.source, entry.span, prefix)
    names = (block.table for block in blocks if block.id == entry.id and block.table)
    return next((name for name in names if _QUALIFIED.match(name)), "")


def stated_schema(entry: Entry) -> str:
    """The schema that the metadata names; the default where it names none or offers a choice."""
    line = entry.regions.metadata_field("schema")
    name = plain(line.value.text) if line and not line.is_placeholder else ""
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else DEFAULT_SCHEMA


_DOT = re.compile(r'(?P<identifier>"(?:[^"]|"")*")|\s*\.\s*')


def _parse(text: str, schema: str) -> StatedTable:
    spaceless = _DOT.sub(lambda match: match["identifier"] or ".", read_exact_sql(text))
    parts = [
        part if '"' + part.replace('"', '""') + '"' in spaceless else part.lower()
        for part in split_qualified(spaceless)
    ]
    is_exact = len(parts) > 1
    return StatedTable(schema=parts[-2] if is_exact else schema, name=parts[-1], is_exact=is_exact)


def _distinct(tables: Iterable[StatedTable]) -> tuple[StatedTable, ...]:
    return tuple(dict.fromkeys(tables))


_FORMER = re.compile(r"\((?i:formerly|previously|was)\s+([^()]+)\)")
_ASIDE = re.compile(r"\([^)]*\)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def humanise(name: str) -> str:
    """A name or title as comparable words: ``Order Items (formerly lines)`` is ``order item``."""
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", plain(_ASIDE.sub("", name))).lower())
    return " ".join(_singular(word) for word in words if word and word not in {"table", "view"})


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es\Z", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def map_entries(
    document: Document,
    keys: Iterable[str],
    aliases: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
    gone: Iterable[str] = (),
) -> EntryMapping:
    """Match the entries of ``document`` with the tables and views ``keys``.

    An entry states its table by a ``<!-- sotsync: table=public.orders -->`` comment, else by the
    table or view that its DDL creates, else by a ``**Table**:`` line; else a comment in a migration
    gives the entry's id to a table; else its title, or the former name in the title's parentheses,
    is compared with the names, without regard to case, spaces, underscores and plural.

    Args:
        document: Whose entries.
        keys: Qualified names of the tables and views that exist.
        aliases: Earlier names of tables → present keys, so that an entry follows a rename.
        tags: The ids that comments in migrations give to tables, by the tables' keys.
        gone: Qualified names of tables and views that were dropped, which a title may still mean.
    """
    tagged = {identifier: key for key, identifier in (tags or {}).items()}
    matcher = _Matcher(document, sorted(set(keys)), aliases or {}, tagged, sorted(set(gone)))
    return matcher.match()


@dataclass(slots=True)
class _Matcher:
    document: Document
    keys: list[str]
    aliases: Mapping[str, str]
    tagged: Mapping[str, str]
    gone: list[str]
    claims: dict[str, list[Entry]] = field(default_factory=dict)
    unmapped: list[Entry] = field(default_factory=list)
    ambiguous: list[Entry] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    unnumbered: dict[str, Unnumbered] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def match(self) -> EntryMapping:
        entries = self._living()
        silent = [entry for entry in entries if not self._take_stated(entry)]
        silent = [entry for entry in silent if not self._take_tagged(entry)]
        free = [key for key in self.keys if key not in self.claims]
        for entry in silent:
            self._take_title(entry, free)
        for key in [key for key, claimants in self.claims.items() if len(claimants) > 1]:
            self._refuse_shared(key, self.claims.pop(key))
        for section in unnumbered_sections(self.document):
            self._take_unnumbered(section)
        return EntryMapping(
            entries={key: claimants[0] for key, claimants in self.claims.items()},
            unmapped=tuple(self.unmapped),
            ambiguous=tuple(self.ambiguous),
            claimed=frozenset(self.claimed),
            unnumbered=self.unnumbered,
            findings=tuple(self.findings),
        )

    def _take_stated(self, entry: Entry) -> bool:
        """Whether the entry names its table, or several, which is no answer either."""
        stated = stated_table(entry)
        if len(stated) > 1:
            names = ", ".join(table.key for table in stated)
            self.claimed.update(self._resolve(table) for table in stated)
            self._refuse(entry, Code.SEVERAL_TABLES, f"{entry.id} creates several tables: {names}")
        elif stated:
            self.claims.setdefault(self._resolve(stated[0]), []).append(entry)
        return bool(stated)

    def _take_tagged(self, entry: Entry) -> bool:
        """Whether a migration gives its id to a table that no entry states."""
        key = self.tagged.get(entry.id)
        namesakes = [other for other in self.document.entries if other.id == entry.id]
        if key is None or key in self.claims or len(namesakes) > 1:
            return False
        self.claims[key] = [entry]
        return True

    def _resolve(self, table: StatedTable) -> str:
        """The key of the table as it is called now."""
        if table.key in self.keys:
            return table.key
        if table.key in self.aliases and not self._is_another(table.key):
            return self.aliases[table.key]
        same = [key for key in self.keys if split_qualified(key)[-1] == table.name]
        return same[0] if len(same) == 1 and not table.is_exact else table.key

    def _is_another(self, former: str) -> bool:
        """Whether a table of that name was dropped since, and the renamed one has an own entry."""
        if former not in self.gone:
            return False
        stated = (table.key for entry in self._living() for table in stated_table(entry))
        return self.aliases[former] in stated

    def _living(self) -> list[Entry]:
        return [e for e in self.document.entries if not e.is_deprecated and not e.is_template]

    def _take_title(self, entry: Entry, free: list[str]) -> None:
        titles = (entry.title.text, *_FORMER.findall(entry.title.text))
        lists = (
            self._fitting(humanise(title), keys) for keys in (free, self.gone) for title in titles
        )
        fitting = next(filter(None, lists), [])
        if len(fitting) == 1:
            self.claims.setdefault(fitting[0], []).append(entry)
        elif fitting:
            self.claimed.update(fitting)
            message = f"the title of {entry.id} fits several tables: {', '.join(fitting)}"
            self._refuse(entry, Code.SEVERAL_TABLES, message)
        else:
            self.unmapped.append(entry)
            message = f"no table is known for {entry.id}: {entry.title.text}"
            self._report(entry, Code.UNMAPPED, message)

    def _fitting(self, words: str, free: list[str]) -> list[str]:
        """The tables with a name of these words, now or before it was renamed."""
        named = {
            **{key: self.aliases[key] for key in self.aliases if self.aliases[key] in free},
            **{key: key for key in free},
        }
        fitting = {
            target: None
            for key, target in named.items()
            if words in {humanise(split_qualified(key)[-1]), humanise(key.replace(".", " "))}
        }
        return sorted(fitting)

    def _take_unnumbered(self, section: Unnumbered) -> None:
        """Keep the table of a heading without an id from getting an entry beside it."""
        free = [key for key in self.keys if key not in self.claims and key not in self.claimed]
        keys = {self._resolve(_parse(name, DEFAULT_SCHEMA)) for name in section.tables}
        if not keys:
            title = section.title or section.heading.text.text
            keys = set(self._fitting(humanise(title), free))
        if len(keys) != 1 or not keys.issubset(free):
            return
        [key] = keys
        self.claimed.add(key)
        self.unnumbered[key] = section

    def _refuse_shared(self, key: str, claimants: list[Entry]) -> None:
        self.claimed.add(key)
        for entry in claimants:
            others = [other.id for other in claimants if other is not entry]
            message = f"{entry.id} and {', '.join(others)} both describe {key}"
            if set(others) == {entry.id}:
                message = f"more than one entry {entry.id} describes {key}"
            self._refuse(entry, Code.SHARED_TABLE, message)

    def _refuse(self, entry: Entry, code: Code, message: str) -> None:
        self.ambiguous.append(entry)
        self._report(entry, code, message)

    def _report(self, entry: Entry, code: Code, message: str) -> None:
        place = entry.heading.line.start
        self.findings.append(report(code, self.document.source, place, message, subject=entry.id))
