"""Comparing what the document keeps about itself: front matter, navigation, foreign-key graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sotsync.diff.changes import Change, Outdated, Region, Subject
from sotsync.diff.situation import EntryState, Situation
from sotsync.document.models import Category, Entry, Navigation, NavigationLink
from sotsync.document.placeholders import has_braces
from sotsync.document.render.cross_references import (
    cited_entries,
    expected_references,
    list_prefix,
)
from sotsync.document.render.graph import GraphEdge, graph_edges, read_graph
from sotsync.document.render.links import EntryLink
from sotsync.document.render.navigation import navigation_line
from sotsync.document.render.page import newest_date
from sotsync.text import Span

__all__ = ["compare_outline", "graph_agrees", "line_after", "listed_entries", "match_links"]

_TELL_APART = "give entries that share an id or a table one of their own first"
_LINE_END = re.compile(r"\r\n|\n|\r")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LISTED = frozenset(
    {
        EntryState.CURRENT,
        EntryState.APPEARED,
        EntryState.PLANNED,
        EntryState.EXTERNAL,
        EntryState.UNMAPPED,
    }
)


def compare_outline(situation: Situation) -> Iterator[Change]:
    """Every difference in the parts of the document that are about no single entry.

    A document whose entries are all the template's has none.
    """
    if situation.subjects:
        yield from _front_matter(situation)
        yield from _navigation(situation)
        yield from _cross_references(situation)
        yield from _graph(situation)


def front_matter_agrees(value: str, newest: str | None) -> bool:
    """Whether ``last_updated`` is not older than the newest change; a later date may stand."""
    stated = _DATE.search(value)
    return newest is None or (stated is not None and stated.group() >= newest)


def _front_matter(situation: Situation) -> Iterator[Change]:
    front_matter = situation.document.front_matter
    field = front_matter.get("last_updated") if front_matter else None
    day = newest_date(situation.facts, situation.directory)
    newest = None if day is None else day.isoformat()
    if field is not None and not front_matter_agrees(field.value.text, newest):
        yield _outdated(
            situation,
            "D091",
            Region.FRONT_MATTER,
            "last_updated",
            documented=field.value.text,
            actual=newest,
            at=field.line,
        )


def listed_entries(situation: Situation) -> tuple[Entry, ...]:
    """The entries that the navigation lists: all but templates and those without a table now.

    An entry whose table was never there is listed: only a person can say what is meant.
    """
    return tuple(entry for entry in situation.document.entries if _is_listed(entry, situation))


def _is_listed(entry: Entry, situation: Situation) -> bool:
    state = situation.state(entry)
    if state is EntryState.GHOST:
        return situation.key_of(entry) not in situation.replay.dropped
    return state in _LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMatch:
    """The navigation's lines and the entries, matched.

    Attributes:
        missing: Entries without a line, each with the category it belongs in.
        wrong: Lines whose anchor is not that of their entry, with the entry.
        extra: Lines whose entry is deprecated, gone, or not there at all.
        homeless: Entries without a line and without a category whose range holds their number.
    """

    missing: tuple[tuple[Entry, Category], ...]
    wrong: tuple[tuple[NavigationLink, Entry], ...]
    extra: tuple[NavigationLink, ...]
    homeless: tuple[Entry, ...]


def match_links(navigation: Navigation, situation: Situation) -> LinkMatch:
    """Match the lines of the navigation with the entries that it should list.

    The template's own lines are let be, and those of ids that several entries have; so are titles:
    people shorten them.
    """
    shared = situation.shared_ids
    entries = {one.id: one for one in listed_entries(situation) if one.id not in shared}
    templates = {
        entry.id
        for entry in situation.document.entries
        if situation.state(entry) is EntryState.TEMPLATE
    }
    known = {*entries, *templates, *shared}
    links = [link for category in navigation.categories for link in category.links]
    present = {link.id for link in links}
    absent = [entry for identifier, entry in entries.items() if identifier not in present]
    homes = [(entry, home_category(navigation, entry)) for entry in absent]
    return LinkMatch(
        missing=tuple((entry, home) for entry, home in homes if home is not None),
        wrong=tuple(
            (link, entries[link.id])
            for link in links
            if link.id in entries and link.slug and link.slug.text != entries[link.id].heading.slug
        ),
        extra=tuple(
            link for link in links if link.id not in known and not has_braces(link.title.text)
        ),
        homeless=tuple(entry for entry, home in homes if home is None),
    )


def home_category(navigation: Navigation, entry: Entry) -> Category | None:
    """The category whose range holds the entry's number, else one that states no range."""
    found = None if entry.number is None else navigation.category_of(entry.number)
    without_range = (one for one in navigation.categories if one.lowest is None)
    return found or next(without_range, None)


def _navigation(situation: Situation) -> Iterator[Change]:
    navigation = situation.document.navigation
    if navigation is None:
        return
    match = match_links(navigation, situation)
    for entry, category in match.missing:
        yield _link(situation, entry, documented=None, at=category.line)
    for link, entry in match.wrong:
        yield _link(situation, entry, documented=_line(situation, link), at=link.line)
    for link in match.extra:
        yield _outdated(
            situation,
            "D070",
            Region.NAVIGATION,
            Region.NAVIGATION.value,
            entry=link.id,
            documented=_line(situation, link),
            actual=None,
            at=link.line,
        )
    for entry in match.homeless:
        yield _outdated(
            situation,
            "D073",
            Region.NAVIGATION,
            Region.NAVIGATION.value,
            entry=entry.id,
            documented=None,
            actual=f"a category whose range holds {entry.id}",
            at=navigation.section.heading.line,
        )


def _line(situation: Situation, link: NavigationLink) -> str:
    return situation.document.source.slice(link.line).lstrip("-*+ \t")


def _link(situation: Situation, entry: Entry, *, documented: str | None, at: Span) -> Outdated:
    link = EntryLink(id=entry.id, title=entry.title.text, slug=entry.heading.slug)
    return _outdated(
        situation,
        "D070",
        Region.NAVIGATION,
        Region.NAVIGATION.value,
        entry=entry.id,
        documented=documented,
        actual=navigation_line(link).removeprefix("- "),
        at=at,
    )


def _cross_references(situation: Situation) -> Iterator[Change]:
    """The index's lists; one whose ids no entry names is a person's and let be."""
    index = situation.document.cross_references
    expected = expected_references(subject.entry for subject in situation.subjects)
    for listed in index.lists if index else ():
        prefix = list_prefix(listed)
        wanted = expected.get(prefix) if prefix else None
        if wanted is None:
            continue
        for line in listed.lines:
            yield from _index_line(
                situation, line.id, dict(line.targets), wanted.get(line.id, {}), at=line.line
            )
        for identifier in sorted(wanted.keys() - {line.id for line in listed.lines}):
            yield from _index_line(situation, identifier, {}, wanted[identifier], at=listed.label)


def _index_line(
    situation: Situation,
    identifier: str,
    stated: Mapping[str, str],
    wanted: Mapping[str, str],
    *,
    at: Span,
) -> Iterator[Outdated]:
    """The change of one line: the entries that it names too much, and those that it lacks."""
    after = line_after(situation, stated, wanted)
    extra = {one: note for one, note in stated.items() if one not in after}
    missing = {one: note for one, note in after.items() if one not in stated}
    if extra or missing:
        yield _outdated(
            situation,
            "D080",
            Region.CROSS_REFERENCES,
            f"{identifier} in {Region.CROSS_REFERENCES}",
            documented=cited_entries(extra) or None,
            actual=cited_entries(missing) or None,
            at=at,
        )


def line_after(
    situation: Situation, stated: Mapping[str, str], wanted: Mapping[str, str]
) -> Mapping[str, str]:
    """The entries that a line of the index should name, each with the note that it has already.

    Entries that cannot be told from others stay where they are named, and are added nowhere.
    """
    ambiguous = situation.ambiguous_ids
    kept = {one: note for one, note in stated.items() if one in ambiguous}
    named = {one: stated.get(one) or flags for one, flags in wanted.items() if one not in ambiguous}
    return {**kept, **named}


def graph_agrees(code: str, situation: Situation) -> bool:
    """Whether the drawn graph states exactly the foreign keys of the documented tables.

    Those of entries that cannot be told from others are not judged.
    """
    stated = read_graph(_LINE_END.split(code))
    return stated is not None and _certain(stated, situation) == _certain(
        graph_edges(situation.schema, situation.directory), situation
    )


def _certain(edges: Iterable[GraphEdge], situation: Situation) -> frozenset[GraphEdge]:
    ambiguous = situation.ambiguous_ids | situation.ambiguous_keys
    return frozenset(one for one in edges if ambiguous.isdisjoint((one.parent, one.child)))


def _graph(situation: Situation) -> Iterator[Change]:
    index = situation.document.cross_references
    fence = index.graph if index else None
    if fence is None or graph_agrees(fence.code.text, situation):
        return
    stated = read_graph(_LINE_END.split(fence.code.text))
    expected = _certain(graph_edges(situation.schema, situation.directory), situation)
    by_hand = None if fence.is_closed else "close the code fence of the graph"
    yield _outdated(
        situation,
        "D081",
        Region.GRAPH,
        Region.GRAPH.value,
        documented=None if stated is None else _edges(_certain(stated, situation) - expected),
        actual=_edges(expected - set(stated or ())),
        at=fence.span,
        by_hand=_TELL_APART if situation.ambiguous_ids else by_hand,
    )


def _edges(edges: AbstractSet[GraphEdge]) -> str | None:
    words = [f"{one.parent} → {one.child} ({one.columns})" for one in sorted(edges)]
    return ", ".join(words) or None


def _outdated(  # noqa: PLR0913  # A change has this many parts; all but two are named.
    situation: Situation,
    code: str,
    region: Region,
    field: str,
    *,
    documented: str | None,
    actual: str | None,
    at: Span,
    entry: str | None = None,
    by_hand: str | None = None,
) -> Outdated:
    source = situation.document.source
    return Outdated(
        code=code,
        subject=Subject.DOCUMENT if entry is None else Subject.ENTRY,
        object=entry or source.path,
        relation=situation.keys.get(entry) if entry else None,
        entry=entry,
        regions=(region,),
        field=field,
        documented=documented,
        actual=actual,
        documented_at=(source.location(at.start),),
        by_hand=by_hand,
    )
