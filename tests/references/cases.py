"""The cases of this folder: documents before, what is said of them, and what becomes of them.

``python -m tests.references.cases`` writes what is said and done now into every ``findings.txt``
and ``after`` folder; read the difference before committing it, since it is the expectation.
"""

from __future__ import annotations

from pathlib import Path

from sotsync.document.backlinks import read_references_between
from sotsync.document.citations import check_citations
from sotsync.document.hyperlinks import linked_names
from sotsync.document.named_files import named_files
from sotsync.document.parse import parse_document
from sotsync.document.reference_checks import check_references
from sotsync.files import read_source
from sotsync.patch.backlinks import Neighbourhood, fix_links, fix_references
from sotsync.text import Source

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"


def read(folder: Path) -> Neighbourhood:
    """The documents of a case."""
    root = folder / "before"

    def sources(pattern: str) -> tuple[Source, ...]:
        return tuple(read_source(path, root=root) for path in sorted(root.glob(pattern)))

    return Neighbourhood(
        document=read_source(root / DOCUMENT, root=root),
        siblings=tuple(one for one in sources("SoT/*.md") if one.path != DOCUMENT),
        others=sources("epics/*.md"),
    )


def findings(texts: Neighbourhood, root: Path) -> str:
    """What is said of them, one line each."""
    document = parse_document(texts.document)
    named = {path for one in named_files(texts.document) for path in one.paths}
    paths = linked_names(texts.document) | named
    missing = {path for path in paths if not (root / path).exists()}
    references = read_references_between(document, texts.siblings)
    found = [
        *check_citations(document, (*texts.siblings, *texts.others)),
        *check_references(references, missing),
    ]
    return "".join(
        f"{one.code} {one.document}: {one.message}\n  {one.hint}\n"
        for one in sorted(found, key=lambda one: one.code)
    )


def fixed(texts: Neighbourhood) -> Neighbourhood:
    """The documents with every anchor and back-link that can be written."""
    return fix_references(fix_links(texts))


def changed(before: Neighbourhood) -> dict[str, Source]:
    """The documents that are changed, by their paths."""
    after = fixed(before)
    pairs = zip(
        (before.document, *before.siblings, *before.others),
        (after.document, *after.siblings, *after.others),
        strict=True,
    )
    return {new.path: new for old, new in pairs if new.text != old.text}


def rewrite() -> None:
    for folder in CASES:
        texts = read(folder)
        said = findings(texts, folder / "before")
        (folder / "findings.txt").write_bytes(said.encode())
        for path, source in changed(texts).items():
            (folder / "after" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "after" / path).write_bytes(source.text.encode())


if __name__ == "__main__":
    rewrite()
