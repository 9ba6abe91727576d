"""A document of several files: the same laws, and the same result as in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.documents import diff_document
from sotsync.document.composition import ComposedSource
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.errors import SotsyncError
from sotsync.patch.division import split_document
from sotsync.patch.joining import join_document
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import plan_patch
from sotsync.replay.result import Replay
from sotsync.text import Source
from tests.patch.cases import CASES, read_replay, read_text
from tests.patch.test_laws import BASE, BREAKS, HISTORIES, MANGLING, mangled, replayed, with_words

PATH = "SoT/SoT.ACTUAL_SCHEMA.md"
each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
LEFT_OPEN = {"dropped_table_has_no_place", "no_place_for_a_new_entry"}
"""Cases of a code block that never ends: in a file of its own it ends with the file."""


def synchronised(source: Source, actual: Replay, options: PatchOptions | None = None) -> Source:
    return plan_patch(parse_document(source), actual, options=options).apply()


def lines(text: str) -> list[str]:
    """The lines that hold anything, in order."""
    return [line for line in re.split(r"\r\n|\n|\r", text) if line.strip()]


def everything(source: Source) -> str:
    return "\n".join(file.text for file in source.files)


@each_case
@pytest.mark.parametrize("name", ["before.md", "after.md"])
def test_join_undoes_split(folder: Path, name: str) -> None:
    """Every line is there again in its place, and every character but for blank lines."""
    source = Source(PATH, read_text(folder / name))
    divided = split_document(source)
    assert lines(join_document(divided).text) == lines(source.text)
    assert split_document(divided) is divided
    assert parse_document(divided).schema == parse_document(source).schema


@each_case
def test_synchronising_commutes_with_dividing(folder: Path) -> None:
    """Whether a document is brought in step in one file or in several, it says the same."""
    if folder.name in LEFT_OPEN:
        pytest.skip("what is left open ends with its file")
    actual = read_replay(folder)
    source = Source(PATH, read_text(folder / "before.md"))
    divided = split_document(source)
    documents = [parse_document(one) for one in (divided, source)]
    found, expected = ([(c.code, c.object) for c in diff_document(d, actual)] for d in documents)
    assert found == expected
    result = synchronised(divided, actual)
    assert lines(join_document(result).text) == lines(synchronised(source, actual).text)
    assert synchronised(result, actual) == result


@settings(max_examples=20, deadline=None)
@given(histories=HISTORIES, newline=BREAKS, other=BREAKS)
def test_a_divided_document_follows_its_migrations(
    histories: list[list[str]], newline: str, other: str
) -> None:
    """After each migration it is in step, every word is there, and it joins to what one file says.

    New tables get their files, dropped ones lose them, and each file keeps its own line ends.
    """
    files = [BASE]
    text, words = with_words(render_document(replayed(files)))
    whole = Source(PATH, text.replace("\n", newline))
    divided = with_line_ends(split_document(whole), other)
    for steps in histories:
        files.append("\n".join(steps))
        actual = replayed(files)
        document = parse_document(divided)
        patch = plan_patch(document, actual)
        assert bool(patch.edits) == bool(diff_document(document, actual))
        divided = patch.apply()
        whole = synchronised(whole, actual)
        assert diff_document(parse_document(divided), actual) == ()
        assert lines(join_document(divided).text) == lines(whole.text)
    assert [word for word in words if word not in everything(divided)] == []
    assert divided.files[0].text.count("\n") == divided.files[0].text.count(newline)
    for file in divided.files[1:]:
        is_new = newline != other and file.text.count(newline) == file.text.count("\n")
        assert is_new or file.text.count("\n") == file.text.count(other)


def with_line_ends(source: Source, newline: str) -> Source:
    """The document with other line ends in its specifications."""
    assert isinstance(source, ComposedSource)
    files = {
        file.path: Source(file.path, re.sub(r"\r\n|\n", newline, file.text))
        for file in source.files[1:]
    }
    return composed(source.main, files)


def composed(main: Source, files: dict[str, Source]) -> Source:
    from sotsync.document.specifications import compose  # noqa: PLC0415 - one helper's need

    return compose(main, files)


@settings(max_examples=40, deadline=None)
@given(how=st.lists(MANGLING, min_size=1, max_size=6), steps=st.lists(st.integers(0, 30)))
def test_a_damaged_document_divides_without_losing_a_line(
    how: list[tuple[str, int, int]], steps: list[int]
) -> None:
    """Whatever happened to the text, each line of it is in the files, and in the joined one."""
    del steps
    source = Source(PATH, mangled(with_words(render_document(replayed([BASE])))[0], how))
    try:
        divided = split_document(source)
    except SotsyncError:
        return
    assert missing(source.text, join_document(divided).text) == []


@settings(max_examples=40, deadline=None)
@given(
    how=st.lists(MANGLING, min_size=1, max_size=4),
    which=st.integers(0, 5),
    history=st.lists(st.sampled_from(sorted({"drop", "add"})), max_size=1),
)
def test_a_damaged_specification_is_written_safely_or_not_at_all(
    how: list[tuple[str, int, int]], which: int, history: list[str]
) -> None:
    """Whatever happened to one of the files, plans keep their promises and no line is lost."""
    whole = Source(PATH, with_words(render_document(replayed([BASE])))[0])
    divided = split_document(whole)
    assert isinstance(divided, ComposedSource)
    files = {file.path: file for file in divided.files[1:]}
    path = sorted(files)[which % len(files)]
    head, _, body = files[path].text.partition("\n\n")
    files[path] = Source(path, f"{head}\n\n{mangled(body, how)}")
    source = composed(divided.main, files)
    actual = replayed([BASE, *("drop table pets cascade;" for one in history if one == "drop")])
    synchronised(source, actual)
    joined = join_document(source)
    assert missing(relinked(files[path].text), relinked(joined.text)) == []


def test_join_carries_words_from_wherever_they_stand() -> None:
    """In the head of a file, below headings of any level, in either table of columns."""
    divided = split_document(Source(PATH, render_document(replayed([BASE]))))
    assert isinstance(divided, ComposedSource)
    main = divided.main.text.replace(
        "| `name` | TEXT | Yes | - |", "| `name` | TEXT | Yes | Called so by friends |"
    )
    main = main.replace("| `name` | TEXT | No | - |", "| `gone` | TEXT | No | Once there |")
    files = {file.path: file for file in divided.files[1:]}
    path = "SoT/database-schema/people.md"
    text = files[path].text
    text = text.replace("\n### Schema", "\nAsk Ada first.\n\n### Schema", 1)
    text += "\n# Rules\n\nOne a day.\n\n## Exceptions\n\nSee [pets](pets.md).\n"
    files[path] = Source(path, text)
    joined = join_document(composed(Source(PATH, main), files)).text
    for words in ("Ask Ada first.", "Called so by friends", "Once there", "One a day."):
        assert words in joined
    assert "\n### Rules\n" in joined
    assert "\n### Exceptions\n" in joined
    assert "See [pets](database-schema/pets.md)." in joined
    assert "database-schema/people.md" not in joined
    entries = parse_document(Source(PATH, joined)).entries
    assert len(entries) == len(parse_document(divided).entries)


def relinked(text: str) -> str:
    return text.replace("../SoT.ACTUAL_SCHEMA.md#", "#").replace("](../", "](")


def missing(text: str, result: str) -> list[str]:
    """The lines that are not there any more; headings may be deeper, and cells hold more."""
    kept = {line.strip().lstrip("#").strip() for line in lines(result)}
    wanted = {line.strip().lstrip("#").strip() for line in lines(text)}
    return [
        line
        for line in sorted(wanted - kept)
        if not (line.startswith("|") and all(cell in result for cell in line.split("|")))
        and not line.startswith(("<!-- sotsync: specification of", "The entry is [DBT-"))
        and not line.startswith("Specification of DBT-")
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_divided_and_joined(newline: str) -> None:
    text = render_document(replayed([BASE])).replace("\n", newline)
    whole = Source(PATH, text)
    divided = split_document(whole)
    assert len(divided.files) > 1
    assert join_document(divided).text == whole.text


HTML = (
    '<a href="#{slug}">people</a> <a href="notes.md"><img alt="x" src="pictures/people.png"></a>'
    " and [own]: #{slug} and '<a href='#{slug}'>'"
)


def test_links_in_html_lead_to_the_same_place_from_every_file() -> None:
    text = render_document(replayed([BASE]))
    slug = next(
        one.heading.slug
        for one in parse_document(Source(PATH, text)).entries
        if one.title.text == "People"
    )
    own = HTML.format(slug=slug)
    whole = Source(
        PATH, text.replace("### Backup & Recovery\n", f"### Backup & Recovery\n\n{own}\n")
    )
    divided = split_document(whole)
    for file in divided.files[1:]:
        assert f'<a href="../SoT.ACTUAL_SCHEMA.md#{slug}">' in file.text
        assert '<a href="../notes.md"><img alt="x" src="../pictures/people.png"></a>' in file.text
    assert join_document(divided).text == whole.text
    actual = replayed([BASE, "ALTER TABLE people RENAME TO persons;"])
    for source in (whole, divided):
        after = everything(synchronised(source, actual))
        assert f"#{slug}" not in after
        assert f'#{slug.replace("people", "persons")}">people</a>' in after
