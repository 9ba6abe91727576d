"""What stands around the entries: navigation, the foreign key graph, the front matter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sotsync.diff.outline import front_matter_agrees, match_links
from sotsync.document.ids import id_order, number_of
from sotsync.document.models import Category, Document, Entry, Navigation, NavigationLink
from sotsync.document.passages import Passage
from sotsync.document.render.categories import IdRange
from sotsync.document.render.graph import graph_edges, read_graph, render_graph
from sotsync.document.render.links import EntryLink
from sotsync.document.render.navigation import navigation_line, navigation_title, spill_of
from sotsync.document.render.page import newest_date
from sotsync.document.render.versions import next_version
from sotsync.patch.context import Context
from sotsync.patch.hunks import line_end
from sotsync.patch.pen import Pen

__all__ = ["plan_front_matter", "plan_graph", "plan_navigation"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def plan_navigation(pen: Pen, context: Context) -> None:
    """Bring the navigation's lines in step with the entries."""
    navigation = context.document.navigation
    if navigation is None or not navigation.categories or not context.has_entries:
        return
    twice = _ids_used_twice(context.document)
    match = match_links(navigation, context.situation)
    for line in match.extra:
        pen.remove(line.line, f"navigation line of {line.id} removed")
    for line, entry in match.wrong:
        if entry.id in twice:
            continue
        _point(pen, line, context.slugs.get(entry.heading.slug, entry.heading.slug))
    wrong = {id(line) for line, _ in match.wrong}
    for category in navigation.categories:
        for line in category.links:
            if line not in match.extra and line.id not in twice:
                _follow(pen, context, line, is_wrong=id(line) in wrong)
    missing = [(_link(context, entry), category) for entry, category in match.missing]
    homes = [(new.link, _home(navigation, new.number)) for new in context.new]
    missing += [(link, home) for link, home in homes if home is not None]
    for link, category in sorted(missing, key=lambda one: id_order(one[0].id)):
        sentence = f"navigation line of {link.id} added"
        pen.insert(_offset(pen, category, link), (navigation_line(link),), sentence)
    homeless = [link for link, home in homes if home is None]
    if homeless:
        _insert_category(pen, context, navigation.categories[-1], homeless)


def _ids_used_twice(document: Document) -> frozenset[str]:
    """Ids of several entries: which of them a line of the navigation means is not for us to say."""
    counts = Counter(entry.id for entry in document.entries)
    return frozenset(identifier for identifier, count in counts.items() if count > 1)


def _home(navigation: Navigation, number: int) -> Category | None:
    """The category whose range holds the number, else one that states no range."""
    without_range = (one for one in navigation.categories if one.lowest is None)
    return navigation.category_of(number) or next(without_range, None)


def _insert_category(
    pen: Pen, context: Context, last: Category, links: Sequence[EntryLink]
) -> None:
    """Categories below the last one, for ids of which no range is left."""
    end = last.links[-1].line.end if last.links else last.line.end
    by_range: dict[IdRange, list[EntryLink]] = {}
    for link in links:
        by_range.setdefault(spill_of(number_of(link.id) or 0), []).append(link)
    lines: list[str] = []
    for ids, inside in by_range.items():
        title = navigation_title(ids, context.document.id_prefix)
        lines += ["", title, *map(navigation_line, inside)]
    pen.insert(line_end(pen.source, end), lines, "navigation category added")


def _link(context: Context, entry: Entry) -> EntryLink:
    own = EntryLink(id=entry.id, title=entry.title.text, slug=entry.heading.slug)
    return next((link for link in context.directory.values() if link.id == entry.id), own)


def _point(pen: Pen, line: NavigationLink, slug: str) -> None:
    if line.slug is not None:
        pen.write(line.slug.span, slug, f"navigation line of {line.id}")


def _follow(pen: Pen, context: Context, line: NavigationLink, *, is_wrong: bool) -> None:
    """The line after a rename: its anchor, and its title if it repeated the heading's."""
    entry = context.document.entry(line.id)
    if entry is None or entry.heading.slug not in context.slugs or entry in context.moved:
        return
    link = _link(context, entry)
    if not is_wrong:
        _point(pen, line, link.slug)
    if line.title.text == entry.title.text:
        pen.write(line.title.span, link.title, f"navigation line of {line.id}")


def _offset(pen: Pen, category: Category, link: EntryLink) -> int:
    before = [line for line in category.links if id_order(line.id) < id_order(link.id)]
    if before:
        return line_end(pen.source, before[-1].line.end)
    return category.links[0].line.start if category.links else category.insert_at


def plan_graph(pen: Pen, context: Context) -> None:
    """Draw the foreign key graph anew where it states other foreign keys than there are.

    It is let be while some entries cannot be told apart: nobody knows what it should say of them.
    """
    index = context.document.cross_references
    if index is None or index.graph is None or not context.has_entries:
        return
    fence = index.graph
    expected = graph_edges(context.situation.schema, context.directory)
    is_certain = fence.is_closed and not context.situation.ambiguous_ids
    if not is_certain or read_graph(_lines(fence.code.text)) == expected:
        return
    text = "".join(line + "\n" for line in render_graph(expected))
    pen.write(fence.code.span, pen.text(text), "Foreign Key Graph")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def plan_front_matter(pen: Pen, context: Context) -> None:
    """Move the date on, and count a new version of a document that changes at all."""
    front_matter = context.document.front_matter
    if front_matter is None or not context.has_entries:
        return
    updated = front_matter.get("last_updated")
    newest = newest_date(context.situation.facts, context.directory)
    if updated is not None and newest is not None:
        _move_date(pen, updated.value, newest.isoformat())
    version = front_matter.get("version")
    if version is not None and pen.edits and context.options.is_version_counted:
        bare = version.value.text.strip("'\"")
        following = next_version(bare)
        if following is not None:
            text = version.value.text.replace(bare, following)
            pen.write(version.value.span, text, "version of the document")


def _move_date(pen: Pen, value: Passage, newest: str) -> None:
    if front_matter_agrees(value.text, newest):
        return
    stated = _DATE.search(value.text)
    text = newest if stated is None else value.text.replace(stated.group(), newest)
    pen.write(value.span, text, "last_updated of the document")
