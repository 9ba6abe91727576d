"""What is shown of one table or view, as text for a terminal, as Markdown, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from sotsync.diff.changes import Change
from sotsync.findings import Severity
from sotsync.report.markdown_format import code_span, escaped
from sotsync.report.styles import PLAIN, Colour, Style, harmless
from sotsync.report.subject import Fact, FactGroup, Prose, Shown
from sotsync.text import Location

__all__ = ["SHOW_FORMATS", "show_json", "show_markdown", "show_text"]

_COLOURS = {
    Severity.ERROR: Colour.ERROR,
    Severity.WARNING: Colour.WARNING,
    Severity.INFO: Colour.INFO,
}
_NAME_WIDTH = 28
_TEXT_WIDTH = 56


def show_text(shown: Shown, style: Style = PLAIN) -> str:
    """Lines for a person, ending in a line end; whatever a terminal could obey is spelled out."""
    lines = [style.paint(harmless(_title(shown)), Colour.HEADING), *_origin(shown, style)]
    first, rest = _in_order(shown)
    lines += _prose(first, style)
    for group in shown.groups:
        lines += ["", style.paint(harmless(group.title), Colour.HEADING), *_group(group, style)]
    lines += _prose(rest, style)
    if shown.drift:
        lines += ["", style.paint("Drift", Colour.HEADING)]
        lines += [f"  {line}" for line in _drift(shown.drift, style)]
    return "\n".join(lines) + "\n"


def _in_order(shown: Shown) -> tuple[tuple[Prose, ...], tuple[Prose, ...]]:
    """The prose that says what it is for, which comes first, and all other prose."""
    is_purpose = bool(shown.prose) and shown.prose[0].title.lower().startswith("purpose")
    return (shown.prose[:1], shown.prose[1:]) if is_purpose else ((), shown.prose)


def _prose(listed: Iterable[Prose], style: Style) -> Iterator[str]:
    for prose in listed:
        yield from ("", style.paint(harmless(prose.title), Colour.HEADING))
        yield from (f"  {line}".rstrip() for line in harmless(prose.text).split("\n"))


def _title(shown: Shown) -> str:
    name = f"{shown.id}: {shown.title}" if shown.id else shown.relation or ""
    if shown.id and shown.relation:
        return f"{name} ({shown.kind} {shown.relation})"
    return f"{name} ({shown.kind})" if shown.kind else name


def _origin(shown: Shown, style: Style) -> Iterator[str]:
    if shown.status:
        at = f"  {_place(shown.entry_at, style)}" if shown.entry_at else ""
        yield f"  {harmless(shown.status)}{at}"
    for word, place in (
        ("created", shown.created),
        ("changed", shown.changed),
        ("uncertain, see", shown.uncertain),
    ):
        if place is not None:
            yield f"  {word} {_place(place, style)}"


def _place(place: Location, style: Style) -> str:
    return style.paint(harmless(place.path_and_line), Colour.PLACE)


def _group(group: FactGroup, style: Style) -> Iterator[str]:
    width = min(max((len(harmless(one.name)) for one in group.facts), default=0), _NAME_WIDTH)
    texts = min(max((len(_flat(one.text)) for one in group.facts), default=0), _TEXT_WIDTH)
    for fact in group.facts:
        name, text = harmless(fact.name), _flat(fact.text)
        at = _place(fact.place, style) if fact.place else ""
        columns = ([name.ljust(width)] if width else []) + ([text.ljust(texts)] if texts else [])
        yield "  " + "  ".join([*columns, at]).rstrip()
        if fact.prose:
            yield style.paint(f"    {_flat(fact.prose)}", Colour.FAINT)
        yield from (f"    {line}" for line in _drift(fact.drift, style))


def _flat(text: str) -> str:
    return harmless(" ".join(text.split()))


def _drift(changes: Iterable[Change], style: Style) -> Iterator[str]:
    for change in changes:
        code = style.paint(change.code, _COLOURS[change.severity])
        at = f"  {_place(change.documented_at[0], style)}" if change.documented_at else ""
        yield f"{code} {_flat(change.message)}{at}"


def show_markdown(shown: Shown, style: Style = PLAIN) -> str:  # noqa: ARG001 - one interface
    """A section of Markdown; the prose stands in it as it was written, but for what is no text."""
    lines = [f"## {escaped(_title(shown))}", ""]
    lines += [f"- {escaped(line.strip())}" for line in _origin(shown, PLAIN)]
    first, rest = _in_order(shown)
    for prose in first:
        lines += ["", f"### {escaped(prose.title)}", "", prose.text]
    for group in shown.groups:
        lines += ["", f"### {escaped(group.title)}", "", *map(_bullet, group.facts)]
    for prose in rest:
        lines += ["", f"### {escaped(prose.title)}", "", prose.text]
    told = [change for group in shown.groups for fact in group.facts for change in fact.drift]
    if told or shown.drift:
        lines += ["", "### Drift", ""]
        lines += [
            f"- **{change.code}** {escaped(_flat(change.message))}"
            for change in (*told, *shown.drift)
        ]
    return harmless("\n".join(lines)) + "\n"


def _bullet(fact: Fact) -> str:
    parts = [code_span(_flat(text)) for text in (fact.name, fact.text) if text]
    prose = f" - {escaped(_flat(fact.prose))}" if fact.prose else ""
    place = f" ({escaped(fact.place.path_and_line)})" if fact.place else ""
    return f"- {' '.join(parts)}{prose}{place}"


def show_json(shown: Shown, style: Style = PLAIN) -> str:  # noqa: ARG001 - one interface
    """JSON with a version, in ASCII, so that it holds nothing that a terminal could obey."""
    text = json.dumps(shown.model_dump(mode="json"), indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"


SHOW_FORMATS: Mapping[str, Callable[[Shown, Style], str]] = MappingProxyType(
    {"text": show_text, "json": show_json, "markdown": show_markdown}
)
"""Every format, by the name that people ask for it by."""
