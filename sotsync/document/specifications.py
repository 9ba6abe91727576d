"""Which specification files a main file names, and what must hold of them.

The template's own link leads from an entry to its specification: a bullet of Detailed
Specification with a mark behind it. The file says in its first line which entry it is of, so that a
file that a person wrote is never taken for one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sotsync.document.composing import Placement, compose_text
from sotsync.document.composition import ComposedSource
from sotsync.document.models import Entry
from sotsync.document.parse import parse_document
from sotsync.errors import DocumentError
from sotsync.text import Edit, Location, Source, Span

__all__ = [
    "FOLDER",
    "SpecificationLink",
    "compose",
    "header_lines",
    "is_generated_line",
    "is_stray",
    "link_line",
    "recompose",
    "specification_links",
    "specified_id",
    "without_generated_lines",
]

FOLDER = "database-schema"
"""The folder of specification files, beside the main file, as in the template."""

_MARK = "<!-- sotsync: specification -->"
_LINK = re.compile(
    r"[ \t]*[-*+][ \t]+\[(?P<text>[^\]\r\n]*)\]\((?P<path>[^)\r\n]*)\)[ \t]*"
    r"<!--[ \t]*sotsync:[ \t]*specification[ \t]*-->[ \t]*(?=[\r\n]|\Z)"
)
_MARK_END = re.compile(r"sotsync:[ \t]*specification[ \t]*-->")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_HEAD = re.compile(
    r"\A\ufeff?\s*<!--[ \t]*sotsync:[ \t]*specification of[ \t]+(?P<id>\S+)[ \t]+in[ \t]+"
    r"(?P<path>[^\r\n]+?)[ \t]*-->"
)
_GENERATED = re.compile(
    r"<!-- sotsync: specification of \S+ in [^\r\n]+ -->\Z"
    r"|\#+ Specification of \S+\Z"
    r"|The entry is \[[^\]]*\]\([^)]*\); this page is its full specification\.\Z"
)
"""The lines of a file's head; what a person writes beside them is their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationLink:
    """An entry's link to its specification.

    Attributes:
        entry: The entry, as the main file alone reads.
        name: Where the file is, from the main file.
        path: Where it is, relative to the project, as the main file's own path is.
        line: The whole line without its line end.
        text: What the link shows.
        target: What the link leads to.
    """

    entry: Entry
    name: str
    path: str
    line: Span
    text: Span
    target: Span


def link_line(name: str) -> str:
    """The line of an entry that names its specification, given by its path from the main file."""
    return f"- [{name}]({name}) {_MARK}"


def header_lines(identifier: str, slug: str, main: str, path: str) -> tuple[str, ...]:
    """The first lines of a specification file."""
    way = posixpath.relpath(main, posixpath.dirname(path) or ".")
    return (
        f"<!-- sotsync: specification of {identifier} in {way} -->",
        f"# Specification of {identifier}",
        "",
        f"The entry is [{identifier}]({way}#{slug}); this page is its full specification.",
    )


def is_generated_line(text: str) -> bool:
    """Whether a line, stripped, is one that only joins an entry and its specification."""
    return _GENERATED.match(text) is not None or _LINK.match(text) is not None


def without_generated_lines(text: str) -> str:
    """The text without the lines that only join an entry and its specification."""
    lines = _LINE.findall(text)
    return "".join(line for line in lines if not is_generated_line(line.strip("\ufeff \t\r\n")))


def specified_id(source: Source) -> str | None:
    """The id of the entry that a file is the specification of; None where it is none."""
    head = _HEAD.match(source.text)
    return head["id"] if head else None


def is_stray(source: Source, main: Source) -> bool:
    """Whether a file that no entry names says that it is a specification of this document."""
    head = _HEAD.match(source.text)
    if head is None:
        return False
    way = posixpath.join(posixpath.dirname(source.path), head["path"])
    return posixpath.normpath(way) == posixpath.normpath(main.path)


def specification_links(main: Source) -> tuple[SpecificationLink, ...]:
    """The links of a main file to its specifications, in order.

    Raises:
        DocumentError: A link leads out of the folders below the main file, two links lead to one
            file, or an entry has two.
    """
    if "sotsync: specification" not in main.text:
        return ()
    links = tuple(_links(main))
    for one, earlier in _repeated(links):
        raise DocumentError(
            f"{one.entry.id} names the specification of {earlier.entry.id}"
            if one.entry.id != earlier.entry.id
            else f"{one.entry.id} has more than one specification",
            location=main.location(one.line.start),
            hint="Keep one of the two lines.",
        )
    return links


def _links(main: Source) -> Iterator[SpecificationLink]:
    for entry in parse_document(main).entries:
        for match in _link_lines(main.text, entry.span.start, entry.content_end):
            _check_target(main, match)
            path = posixpath.join(posixpath.dirname(main.path), match["path"])
            yield SpecificationLink(
                entry=entry,
                name=match["path"],
                path=posixpath.normpath(path),
                line=Span(*match.span()),
                text=Span(*match.span("text")),
                target=Span(*match.span("path")),
            )


def _link_lines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The lines that are links, found by their mark, which is rare."""
    for mark in _MARK_END.finditer(text, start, end):
        above = max(text.rfind("\n", start, mark.start()), text.rfind("\r", start, mark.start()))
        match = _LINK.match(text, max(above + 1, start), end)
        if match is not None:
            yield match


_STRANGE = re.compile(r"[\x00-\x1f\x7f\\:<>\"|?*#]")


def _check_target(main: Source, match: re.Match[str]) -> None:
    target = match["path"]
    parts = target.split("/")
    if _STRANGE.search(target) or {"", ".", ".."} & set(parts) or not target.endswith(".md"):
        raise DocumentError(
            f"{target!r} is no path of a specification",
            location=main.location(match.start("path")),
            hint=f"Name a file below this one's folder, such as {FOLDER}/orders.md.",
        )


def _repeated(
    links: Iterable[SpecificationLink],
) -> Iterator[tuple[SpecificationLink, SpecificationLink]]:
    """Links with an earlier one to the same file, or of the same entry."""
    paths: dict[str, SpecificationLink] = {}
    entries: dict[int, SpecificationLink] = {}
    for link in links:
        earlier = paths.get(link.path.casefold()) or entries.get(link.entry.span.start)
        if earlier is not None:
            yield link, earlier
        paths[link.path.casefold()] = link
        entries[link.entry.span.start] = link


def compose(
    main: Source, specifications: Mapping[str, Source], strays: tuple[str, ...] = ()
) -> Source:
    """The document of a main file and the specifications that it names.

    Args:
        main: The main file.
        specifications: Files by their path; those that it does not name are passed over.
        strays: Paths of specification files of this document that no entry names.

    Returns:
        The main file itself where it names none.

    Raises:
        DocumentError: A specification is missing, or is not that of the entry that names it.
    """
    links = specification_links(main)
    if not links and not strays:
        return main
    placements = [_placement(main, link, specifications) for link in links]
    return compose_text(main, placements, recompose, strays)


def _placement(
    main: Source, link: SpecificationLink, specifications: Mapping[str, Source]
) -> Placement:
    source = specifications.get(link.path)
    identifier = link.entry.id
    if source is None:
        raise DocumentError(
            f"the specification of {identifier}, {link.path}, does not exist",
            location=main.location(link.line.start),
            hint="Restore the file, or take the line away; `sotsync split` then writes it anew.",
        )
    stated = specified_id(source)
    if stated != identifier:
        what = f"is that of {stated}" if stated else "is no specification"
        raise DocumentError(
            f"{identifier} names this file as its specification, but it {what}",
            location=Location(source.path, 1),
            hint=f"Its first line should be <!-- sotsync: specification of {identifier} in … -->",
        )
    return Placement(
        id=identifier,
        offset=link.entry.content_end,
        level=link.entry.heading.level,
        source=source,
    )


def recompose(source: ComposedSource, edits: Sequence[Edit]) -> Source:
    """A composed document with every edit made; a specification follows its link to a new name.

    Raises:
        ValueError: The edits cannot be divided to the files.
        DocumentError: The result is no document.
    """
    main, *others = source.divided(edits)
    assert main is not None  # Only specifications may go.
    kept = [
        (part.id, after)
        for part, after in zip(source.parts, others, strict=True)
        if after is not None
    ]
    by_id = dict(kept)
    found = {after.path: after for _, after in kept}
    for link in specification_links(main):
        moved = by_id.get(link.entry.id)
        if link.path not in found and moved is not None:
            found[link.path] = Source(link.path, moved.text)
    return compose(main, found, source.strays)
