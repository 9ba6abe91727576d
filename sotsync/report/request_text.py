"""Title and text of a pull request that brings a document in step, kept in step themselves.

Our part of the text stands between two hidden marks. What people write above or below it stays, and
so does a title that they changed, and a box that they ticked. What comes from files stands in code
spans or is escaped, as in every report.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sotsync.diff.changes import (
    Altered,
    Change,
    Ghost,
    Outdated,
    Planned,
    Renamed,
    Undocumented,
    Unmapped,
    excerpt,
    excerpts,
)
from sotsync.document.render.changes import VERBS, former_name
from sotsync.document.render.history import describe_file
from sotsync.replay.history import Operation
from sotsync.report.markdown_format import code_span, escaped
from sotsync.report.request_contents import EntryLine, RequestContents
from sotsync.report.rules import BOOKKEEPING
from sotsync.report.words import count

__all__ = [
    "MAXIMUM_LENGTH",
    "RequestText",
    "render_commit_message",
    "render_request",
    "render_title",
]

MAXIMUM_LENGTH = 65_536
"""The most characters of a text on GitHub; GitLab takes more."""

_BEGIN = "<!-- sotsync: pull request {} -->"
_END = "<!-- sotsync: end of pull request -->"
_OURS = re.compile(
    r"<!-- sotsync: pull request (?P<title>[0-9a-f]+) -->.*?"
    r"<!-- sotsync: end of pull request -->",
    re.DOTALL,
)
_TICKED = re.compile(r"^- \[[xX]\] (.+)$", re.MULTILINE)
_CAPS = (1000, 300, 100, 50, 25, 10, 5, 2, 1, 0)
"""How many lines of a section are written: the first number with which all fits."""
_LINE_LENGTH = 400
_NAME_LENGTH = 160
_MOST_EFFECTS = 12
_MOST_NAMES = 50
_UNSAFE = re.compile(r"[^\w./+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestText:
    """What a request says; None where what is there is left alone."""

    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    title: str
    lines: tuple[str, ...]
    introduction: str = ""


def render_request(
    contents: RequestContents, *, files: str | None, title: str = "", body: str = ""
) -> RequestText:
    """What a request shall say.

    Args:
        contents: What the request does.
        files: The address below which people find the files of its branch; None for no links.
        title: The title that it has now; empty for a new one.
        body: The text that it has now.
    """
    wanted = render_title(contents)
    before = body.replace("\r\n", "\n")
    found = _OURS.search(before)
    is_ours = not title or (found is not None and found["title"] == _digest(title))
    if found is None and before.strip():
        return RequestText(title=None, body=None)
    around = ("", "") if found is None else (before[: found.start()], before[found.end() :])
    room = MAXIMUM_LENGTH - sum(map(len, around))
    shown = wanted if is_ours else title
    part = _render_part(contents, files, shown if is_ours else None, room)
    part = _with_ticks(part, _TICKED.findall(found.group()) if found else ())
    after = f"{around[0]}{part}{around[1]}"
    return RequestText(
        title=wanted if is_ours and title != wanted else None,
        body=after if after.strip() != before.strip() else None,
    )


def render_title(contents: RequestContents) -> str:
    """``docs: bring the schema document in step with 3 migrations``."""
    if not contents.changes:
        return "docs: mend references between documents"
    number = len(contents.migrations)
    what = count(number, "migration", "migrations") if number else "the migrations"
    return f"docs: bring the schema document in step with {what}"


def render_commit_message(contents: RequestContents) -> str:
    """The message of the request's commit, without trailers."""
    names = "".join(f"- {_plain(path)}\n" for path in contents.migrations[:_MOST_NAMES])
    more = len(contents.migrations) - _MOST_NAMES
    rest = f"- and {more} more\n" if more > 0 else ""
    folded = f"\nMigrations:\n{names}{rest}" if names else ""
    return f"{render_title(contents)}\n\n{_tally(contents)}\n{folded}"


def _plain(path: str) -> str:
    """A path without what a host could take for a mention or for a word that closes an issue."""
    return _UNSAFE.sub("_", path)


def _digest(title: str) -> str:
    return hashlib.sha256(title.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _with_ticks(part: str, ticked: Sequence[str]) -> str:
    for line in ticked:
        part = part.replace(f"\n- [ ] {line}\n", f"\n- [x] {line}\n")
    return part


def _render_part(contents: RequestContents, files: str | None, title: str | None, room: int) -> str:
    """Our part, in at most ``room`` characters.

    ``title`` is what the request is called by us; None where people call it something else, so
    that no title of theirs is taken for ours later.
    """
    begin = _BEGIN.format(_digest(title) if title is not None else "0")
    head = f"{begin}\n{_introduction(contents)}\n"
    foot = f"\n{_FOOT}\n{_END}"
    sections = tuple(one for one in _sections(contents, files) if one.lines)
    for cap in _CAPS:
        text = head + "".join(_written(one, cap) for one in sections) + foot
        if len(text) <= room:
            return text
    return f"{begin}\n{_tally(contents)}\n{_END}"


_FOOT = (
    "---\n_Written by `sotsync pr`, which brings this branch up to date while nobody else has "
    "committed to it, and after that adds to it. What is written above or below this part stays._"
)


def _introduction(contents: RequestContents) -> str:
    document = _span(contents.document)
    if not contents.changes:
        return f"This mends references between {document} and the documents around it."
    migrations = _span(contents.folder)
    return (
        f"This brings {document} in step with the migrations in {migrations}: "
        f"{_tally(contents)} Only generated parts change; what people wrote stays."
    )


def _tally(contents: RequestContents) -> str:
    parts = [
        count(len(listed), f"entry {verb}", f"entries {verb}")
        for verb, listed in (
            ("added", contents.added),
            ("changed", contents.changed),
            ("deprecated", contents.deprecated),
        )
        if listed
    ]
    return f"{', '.join(parts) or 'dates and links brought up to date'}."


def _written(section: _Section, cap: int) -> str:
    lines = section.lines[:cap]
    more = len(section.lines) - len(lines)
    rest = f"\n_and {more} more._\n" if more else ""
    introduction = f"{section.introduction}\n\n" if section.introduction else ""
    body = "".join(f"{line}\n" for line in lines)
    return f"\n### {section.title}\n\n{introduction}{body}{rest}"


def _sections(contents: RequestContents, files: str | None) -> tuple[_Section, ...]:
    link = _linker(contents, files)
    breaking = tuple(f"- ⚠️ {_operation(one)}" for one in contents.breaking)
    return (
        _Section(title="Breaking changes", lines=breaking, introduction=_BREAKING),
        _Section(title="Added", lines=tuple(f"- {link(one)}" for one in contents.added)),
        _Section(title="Changed", lines=tuple(_changed(contents, link))),
        _Section(
            title="Deprecated",
            lines=tuple(f"- {link(one)}" for one in contents.deprecated),
            introduction="Their tables are gone; the entries are below Deprecated Tables.",
        ),
        _Section(
            title="Left to write",
            lines=tuple(f"- [ ] {link(one)}: {_words(one.note)}" for one in contents.unfilled),
            introduction="What only a person knows:",
        ),
        _Section(
            title="Words that moved",
            lines=tuple(f"- {_span(name)}: {_words(text)}" for name, text in contents.quoted),
            introduction="They were written about what is gone, and are quoted in the histories.",
        ),
        _Section(
            title="References to check",
            lines=tuple(f"- ⚠️ {_words(message)}" for message in contents.suspects),
            introduction="Their tables have changed since they were reviewed:",
        ),
        _Section(
            title="Left to people",
            lines=tuple(_left(contents)),
            introduction="`sotsync sync` does not repair this:",
        ),
        _Section(
            title="Migrations",
            lines=tuple(f"- {_span(path)}" for path in contents.migrations),
        ),
        _Section(
            title="Files",
            lines=tuple(f"- {_span(path)}" for path in contents.files),
        ),
    )


_BREAKING = "Programs that used these may stop working:"
_MISSING = "–"  # noqa: RUF001 - a dash, as in a table of figures


def _operation(one: Operation) -> str:
    """What one statement did, with its file."""
    subject = f" {_span(one.subject)}" if one.subject else ""
    former = former_name(one)
    told = f"{one.action.value}{subject}"
    if former:
        verb = VERBS.get(one.action, one.action.value)
        told = f"{verb} {_span(former)}" + (f" to{subject}" if subject else "")
    elif one.detail:
        told += f" ({_words(one.detail)})"
    name = describe_file(one.path).name
    return f"{_span(one.object)}: {told}, in {_span(name)}"


def _linker(contents: RequestContents, files: str | None) -> Callable[[EntryLine], str]:
    """What writes an entry as a link to its place on the branch, with its table."""

    def link(entry: EntryLine) -> str:
        table = f" {_span(entry.key)}" if entry.key else ""
        if files is None or not entry.slug:
            return f"{_span(entry.id)}{table}"
        address = f"{files}{quote(contents.path)}#{quote(entry.slug)}"
        return f"[{_words(entry.id)}]({address}){table}"

    return link


def _changed(contents: RequestContents, link: Callable[[EntryLine], str]) -> Iterator[str]:
    """One line for each entry that is changed, what is changed in it below it."""
    for entry, changes in contents.changed:
        told = dict.fromkeys(_effect(one) for one in changes if one.code not in BOOKKEEPING)
        if not told:
            yield f"- {link(entry)}: dates and histories"
            continue
        lines = [f"  - {effect}" for effect in list(told)[:_MOST_EFFECTS]]
        more = len(told) - len(lines)
        if more > 0:
            lines.append(f"  - _and {more} more_")
        yield "\n".join((f"- {link(entry)}", *lines))


def _effect(change: Change) -> str:  # noqa: PLR0911 - one return a kind
    """What the request does about a difference."""
    name = _span(change.object)
    match change:
        case Undocumented():
            return f"adds {name}"
        case Ghost():
            return f"removes {name}"
        case Renamed():
            return f"renames {_span(change.documented or '')} to {name}"
        case Planned():
            return f"{name} is no longer planned: it exists"
        case Altered():
            old, new = excerpts(change.documented, change.actual)
            return f"{name}: {_words(change.aspect)} {_value(old)} → {_value(new)}"
        case Outdated():
            return _words(change.field)
        case Unmapped():
            return _words(change.headline)


def _value(text: str) -> str:
    return _span(text) if text != excerpt(None) else _MISSING


def _left(contents: RequestContents) -> Iterator[str]:
    for change in contents.left:
        yield f"- {change.code} {_words(change.headline)}: {_words(change.hint)}"
    if contents.warnings:
        found = count(contents.warnings, "warning", "warnings")
        yield f"- {found} about the document and the migrations; `sotsync diff` lists them"


def _span(text: str) -> str:
    """A code span of a reasonable length."""
    return _unmarked(code_span(_clipped(text, _NAME_LENGTH)))


def _words(text: str) -> str:
    """Escaped words of a reasonable length."""
    return _unmarked(escaped(_clipped(text, _LINE_LENGTH)))


def _unmarked(shown: str) -> str:
    """What was quoted, with an invisible space where one of our marks could begin."""
    return shown.replace("<!--", "<!\u200b--")


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
