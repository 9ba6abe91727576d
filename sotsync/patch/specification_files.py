"""Specification files in a patch: a renamed table's file takes the new name, a new entry gets one.

A file is renamed only where its name was just the old table's and nothing else has the new one; a
name that a person chose stays.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from sotsync.diff.situation import EntrySubject
from sotsync.document.composition import ComposedSource
from sotsync.document.specification_names import stem_of
from sotsync.document.specifications import SpecificationLink, specification_links
from sotsync.patch.context import Context
from sotsync.patch.division import split_document
from sotsync.patch.options import PatchOptions
from sotsync.patch.pen import Pen
from sotsync.schema.render.style import key_of
from sotsync.text import Edit, Source, Span, apply_edits

__all__ = [
    "link_spans",
    "plan_file_names",
    "with_files_of_entries",
    "with_files_of_new_entries",
    "with_new_names",
]


def plan_file_names(pen: Pen, context: Context) -> None:
    """Lead the link of each renamed table's entry, and every other link, to the file's new name."""
    moved = [entry.span for entry in context.moved]
    for link, name in _renames(context):
        old = _target(context, link)
        sentence = f"{old} is now {name}"
        for span in _spans_of(pen.source.text, old):
            if not any(one.contains(span) for one in moved):
                pen.write(span, name, sentence)


def with_new_names(text: str, context: Context) -> str:
    """Text that moves, with its links leading to the new names of files."""
    for link, name in _renames(context):
        spans = _spans_of(text, _target(context, link))
        text = apply_edits(text, [Edit(span, name) for span in spans])
    return text


def link_spans(context: Context) -> Iterator[Span]:
    """Where names of files stand that change."""
    for link, _ in _renames(context):
        yield from _spans_of(context.document.source.text, _target(context, link))


def _target(context: Context, link: SpecificationLink) -> str:
    return context.document.source.files[0].slice(link.target)


def _spans_of(text: str, target: str) -> Iterator[Span]:
    """The targets of links, and the texts that repeat them."""
    name = re.escape(target)
    pattern = rf"(?<=\[){name}(?=\]\()|(?<=\]\(){name}(?=[)#])|(?<=href=[\"']){name}(?=[\"'#])"
    for match in re.finditer(pattern, text):
        yield Span(*match.span())


def _renames(context: Context) -> Iterator[tuple[SpecificationLink, str]]:
    """The links whose file is renamed, each with the file's new name from the main file."""
    source = context.document.source
    if not isinstance(source, ComposedSource):
        return
    links = specification_links(source.main)
    taken = {link.path.casefold() for link in links} | {one.casefold() for one in source.strays}
    by_id = {link.entry.id: link for link in links}
    for subject in context.situation.subjects:
        link = by_id.get(subject.entry.id)
        if link is None or subject.entry.id in context.situation.shared_ids:
            continue
        name = _name_after(context, subject, _target(context, link))
        if name is not None:
            path = posixpath.join(posixpath.dirname(source.path), name).casefold()
            if path not in taken:
                taken.add(path)
                yield link, name


def _name_after(context: Context, subject: EntrySubject, target: str) -> str | None:
    """The file's new name; None where the table has its old one, or the file has its own."""
    documented = context.situation.documented.get(subject.key)
    if documented is None or key_of(documented) == subject.key:
        return None
    folder, _, file = target.rpartition("/")
    actual = subject.actual
    forms = {
        f"{stem_of(documented.name)}.md": f"{stem_of(actual.name)}.md",
        f"{stem_of(documented.schema_name)}.{stem_of(documented.name)}.md": (
            f"{stem_of(actual.schema_name)}.{stem_of(actual.name)}.md"
        ),
    }
    is_exact = stem_of(documented.name) == documented.name and stem_of(actual.name) == actual.name
    name = forms.get(file) if is_exact else None
    return f"{folder}/{name}" if name is not None and name != file else None


def with_files_of_new_entries(source: Source, context: Context) -> Source:
    """The result of a patch with a specification file for each new entry, where it is split."""
    ids = [new.link.id for new in context.new]
    before = context.document.source
    return with_files_of_entries(source, ids, before=before, options=context.options)


def with_files_of_entries(
    source: Source, ids: Sequence[str], *, before: Source, options: PatchOptions
) -> Source:
    """The text with a specification file for each of the entries, where it is split.

    A document is split if settings say so, else if an entry of it has a file already.
    """
    has_files = isinstance(before, ComposedSource) and bool(before.parts)
    is_split = has_files if options.is_split is None else options.is_split
    return split_document(source, ids=ids) if ids and is_split else source
