"""What a command printed for the very same inputs before, so that it need not be worked out again.

Only what goes to the two output streams is remembered. A file is never written from memory.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sotsync.cache import Cache, digest, user_cache
from sotsync.cli.console import is_coloured, write_note, write_result
from sotsync.cli.glance import folder_parts, glance_at
from sotsync.cli.workspace import workspace_folder

if TYPE_CHECKING:
    from sotsync.cli.project import Inputs, Project

__all__ = ["Printed", "printed_once"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a command leaves behind.

    Attributes:
        result: What goes to standard output.
        notes: The lines that go to standard error.
        exit_code: How the process ends.
    """

    result: str
    notes: tuple[str, ...] = ()
    exit_code: int = 0

    def show(self) -> None:
        """Write it, and end the command with its exit code."""
        write_result(self.result)
        for note in self.notes:
            write_note(note)
        if self.exit_code:
            raise click.exceptions.Exit(self.exit_code)


def printed_once(
    project: Project,
    work: Callable[[Project], Printed],
    *,
    with_document: bool,
    before: Iterable[str] = (),
    purpose: str = "",
) -> Printed:
    """What ``work`` gives for the project, or gave for the same inputs and options before.

    Args:
        project: What the call is about.
        work: Is given the project with its inputs read.
        with_document: Whether the document is an input.
        before: The fingerprints of what is known from elsewhere, which is an input too.
        purpose: What tells this work from other work of the same command.
    """
    if not _may_remember(project):
        return work(project)
    cache = user_cache()
    said = (purpose.encode(), *_said(project), *(one.encode() for one in sorted(before)))
    glance = glance_at(project, said) if with_document else None
    key = glance.recall(cache) if glance else None
    if key is not None and (kept := _recall(cache, key)) is not None:
        return kept
    inputs = project.read_inputs(with_document=with_document)
    key = digest((*said, *_parts(inputs)))
    kept = _recall(cache, key)
    if kept is None:
        kept = work(dataclasses.replace(project, inputs=inputs))
        cache.keep(key, json.dumps(dataclasses.asdict(kept)).encode())
    if glance is not None and glance == glance_at(project, said):
        glance.keep(cache, inputs, key)  # Nothing has changed since the first look.
    return kept


_KNOWN_SETTINGS = frozenset(
    {
        *("document", "split", "migrations", "baseline", "layout", "platform", "schemas", "owner"),
        *("known", "fail_on", "accept", "updated_by", "deprecated", "ids", "bump", "categories"),
        *("pull_request", "conventions", "tenant", "lint"),
    }
)
_KNOWN_OPTIONS = _KNOWN_SETTINGS | {
    *("base", "directory", "outputs", "format_", "is_verbose", "engine", "is_strict"),
}
"""What does not bring in inputs that the key does not cover; `--no-cache` is not among them."""


def _may_remember(project: Project) -> bool:
    """Whether the output depends on files alone, and nobody asked for it to be made anew."""
    options = click.get_current_context().params
    strange = {name for name, value in options.items() if value} - _KNOWN_OPTIONS
    strange |= project.settings.model_fields_set - _KNOWN_SETTINGS
    return not strange and options.get("engine", "static") == "static"


def _recall(cache: Cache, key: str) -> Printed | None:
    content = cache.read(key)
    if content is None:
        return None
    kept = json.loads(content)
    return Printed(result=kept["result"], notes=tuple(kept["notes"]), exit_code=kept["exit_code"])


def _said(project: Project) -> Iterator[bytes]:
    """What the output depends on besides files: the call, the settings and the terminal."""
    context = click.get_current_context()
    colours = (is_coloured(sys.stdout), is_coloured(sys.stderr))
    options = sorted((name, repr(value)) for name, value in context.params.items())
    yield repr((context.info_name, options, colours, workspace_folder(project))).encode()
    yield project.settings.model_dump_json().encode()


def _parts(inputs: Inputs) -> Iterator[bytes]:
    """Every file that the output depends on, each part of a fixed place or named."""
    around = inputs.surroundings
    yield repr(sorted(around.missing_files)).encode()
    documents = inputs.document.files if inputs.document else (None,)
    strays: tuple[str, ...] = getattr(inputs.document, "strays", ())  # Of a divided one only.
    yield repr((len(documents), strays)).encode()
    for source in (*documents, inputs.baseline, inputs.known, *around.sources):
        yield repr(source and source.path).encode()
        yield source.text.encode() if source else b""
    yield from folder_parts(inputs.migrations)
