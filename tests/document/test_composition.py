"""Several files as one text: places, edits, links, names, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.composition import ComposedSource
from sotsync.document.parse import parse_document
from sotsync.document.relinking import Relinker
from sotsync.document.specification_names import specification_names, stem_of
from sotsync.document.specifications import compose, specification_links
from sotsync.errors import DocumentError
from sotsync.text import Edit, Source, Span

PATH = "SoT/SoT.ACTUAL_SCHEMA.md"
FILE = "SoT/database-schema/books.md"
LINK = "- [database-schema/books.md](database-schema/books.md) <!-- sotsync: specification -->"
MAIN = f"""\
# Schema

## DBT-001: Books

**ID**: DBT-001

### Detailed Specification

{LINK}

---

## DBT-002: Shelves

Bare.
"""
BOOKS = """\
<!-- sotsync: specification of DBT-001 in ../SoT.ACTUAL_SCHEMA.md -->
# Specification of DBT-001

See [shelves](../SoT.ACTUAL_SCHEMA.md#dbt-002-shelves) and [the API](../SoT.API.md#api-001).

### Schema Definition

```sql
CREATE TABLE books (id int);
-- [no](../SoT.ACTUAL_SCHEMA.md#link) in code
```

# Notes

Words.
"""


def composed(main: str = MAIN, books: str = BOOKS) -> ComposedSource:
    source = compose(Source(PATH, main), {FILE: Source(FILE, books)})
    assert isinstance(source, ComposedSource)
    return source


@pytest.mark.parametrize("main", [MAIN, MAIN.replace("\n", "\r\n"), "\ufeff" + MAIN])
@pytest.mark.parametrize("books", [BOOKS, BOOKS.replace("\n", "\r\n"), BOOKS.rstrip("\n")])
def test_every_character_knows_its_file_and_place(main: str, books: str) -> None:
    source = composed(main, books)
    for word in ("DBT-001: Books", "Schema Definition", "CREATE TABLE", "Bare.", "Words."):
        place = source.location(source.text.index(word))
        text = main if place.path == PATH else books
        line = re.split(r"\r\n|\n", text)[place.line - 1]
        assert line[place.column - 1 :].startswith(word)
    assert set(source.text.replace("\r\n", "")) & {"\r"} == set()
    assert source.location(len(source.text)).path == PATH
    assert [file.text for file in source.files] == [main, books]


def test_an_entry_holds_what_its_specification_holds() -> None:
    document = parse_document(composed())
    entry = document.entries[0]
    assert [section.heading.text.text for section in entry.sections] == [
        "Detailed Specification",
        "Specification of DBT-001",
        "Schema Definition",
        "Notes",
    ]
    assert [one.id for one in document.entries] == ["DBT-001", "DBT-002"]
    assert list(document.schema.tables) == ["public.books"]
    table = document.schema.tables["public.books"]
    assert str(table.origin.created) == f"{FILE}:9:1"


def test_links_are_shown_as_in_the_main_file() -> None:
    text = composed().text
    assert "[shelves](#dbt-002-shelves) and [the API](SoT.API.md#api-001)" in text
    assert "[no](../SoT.ACTUAL_SCHEMA.md#link) in code" in text


def test_what_a_file_leaves_open_ends_with_it() -> None:
    document = parse_document(composed(books=f"{BOOKS}\n```\nnever closed\n"))
    assert [entry.id for entry in document.entries] == ["DBT-001", "DBT-002"]


def test_edits_go_to_their_file() -> None:
    source = composed()
    edits = [
        Edit(place(source, "Bare."), "Full."),
        Edit(place(source, "int"), "bigint"),
        Edit(place(source, "#dbt-002-shelves"), "#dbt-002-boards"),
    ]
    after = source.edited(edits)
    assert after.files[0].text == MAIN.replace("Bare.", "Full.")
    assert after.files[1].text == BOOKS.replace("int", "bigint").replace("2-shelves", "2-boards")


def test_new_text_with_links_is_written_as_from_its_file() -> None:
    source = composed()
    text = "See [it](#dbt-002-shelves), [that](SoT.API.md), [there](https://example.org)."
    after = source.edited([Edit(place(source, "Words."), text)])
    expected = (
        "See [it](../SoT.ACTUAL_SCHEMA.md#dbt-002-shelves), [that](../SoT.API.md),"
        " [there](https://example.org)."
    )
    assert after.files[1].text == BOOKS.replace("Words.", expected)


def test_lines_behind_a_specification_go_to_the_main_file_where_it_is_meant() -> None:
    source = composed()
    end = parse_document(source).entries[0].content_end
    inside = source.edited([Edit(Span(end, end), "more\n")])
    assert inside.files[1].text == f"{BOOKS}more\n"
    outer = source.outer(end)
    text = "\n---\n\n## DBT-003: More\n"
    outside = source.edited([Edit(Span(outer, outer), text)])
    assert outside.files[0].text == MAIN.replace(f"{LINK}\n", f"{LINK}\n{text}")
    assert outside.files[1].text == BOOKS


def test_a_last_line_without_an_end_keeps_none() -> None:
    source = composed(books=BOOKS.rstrip("\n"))
    end = place(source, "Words.").end + 1
    after = source.edited([Edit(Span(end, end), "more\n")])
    assert after.files[1].text == f"{BOOKS}more"


def test_an_entry_that_goes_takes_its_file_along() -> None:
    source = composed()
    span = parse_document(source).entries[0].span
    after = source.edited([Edit(span, "")])
    assert [file.path for file in after.files] == [PATH]
    assert after.files[0].text == "# Schema\n\n## DBT-002: Shelves\n\nBare.\n"


def test_an_edit_of_two_files_is_refused() -> None:
    source = composed()
    with pytest.raises(ValueError, match="several files"):
        source.edited([Edit(parse_document(source).entries[0].span, "words")])
    with pytest.raises(ValueError, match="leaves the text"):
        source.edited([Edit(Span(0, len(source.text) + 1), "")])


def test_a_file_follows_its_link_to_another_name() -> None:
    source = composed()
    edits = [
        Edit(Span(match.start(), match.end()), "database-schema/tomes.md")
        for match in re.finditer(r"database-schema/books\.md", source.text)
    ]
    after = source.edited(edits)
    assert [file.path for file in after.files] == [PATH, "SoT/database-schema/tomes.md"]


def place(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(start, start + len(text))


@pytest.mark.parametrize(
    ("main", "books", "message"),
    [
        (MAIN, BOOKS.replace("DBT-001 in", "DBT-002 in"), "it is that of DBT-002"),
        (MAIN, "# Books\n", "it is no specification"),
        (MAIN.replace("Bare.", LINK), BOOKS, "names the specification of DBT-001"),
        (
            MAIN.replace(LINK, f"{LINK}\n{LINK.replace('books', 'more')}"),
            BOOKS,
            "more than one specification",
        ),
        (MAIN.replace("](database", "](../database"), BOOKS, "is no path of a specification"),
        (MAIN.replace("](database-schema/books.md", "](c:books.md"), BOOKS, "is no path"),
        (MAIN.replace("](database-schema/books.md", "](books.txt"), BOOKS, "is no path"),
        (MAIN.replace("](database-schema/books.md", "](more.md"), BOOKS, "does not exist"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_place(main: str, books: str, message: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(message)) as caught:
        compose(Source(PATH, main), {FILE: Source(FILE, books)})
    assert caught.value.location is not None


def test_a_link_that_a_person_wrote_is_no_specification() -> None:
    main = Source(PATH, MAIN.replace(" <!-- sotsync: specification -->", ""))
    assert specification_links(main) == ()
    assert compose(main, {}) is main


TARGETS = st.lists(
    st.sampled_from(
        (
            *("#a", "SoT.API.md#b", "SoT.ACTUAL_SCHEMA.md#c", "SoT.ACTUAL_SCHEMA.md", "../x.md"),
            *("./SoT.ACTUAL_SCHEMA.md#c", "./y.md", "https://example.org/z", "/abs.md", "x"),
            *("a/b.md?c#d", "mailto:me@example.org", "..", "././SoT.ACTUAL_SCHEMA.md#d"),
        )
    ),
    max_size=5,
)


TAGS = (
    '<a href="{0}">x</a> `<a href="{0}">no</a>`\n',
    "<A class=x\n HREF = '{0}'><img alt=\"y\" src={0} width=1></A>\n",
    '<source media="(prefers-color-scheme: dark)" srcset="{0}"><img data-src="{0}" src="{0}"/>\n',
    '```html\n<a href="{0}">no</a>\n```\n',
)


@given(targets=TARGETS, path=st.sampled_from([FILE, "SoT/other.md", "SoT/a/b/c.md"]))
def test_links_led_out_and_home_again_are_the_same(targets: list[str], path: str) -> None:
    relinker = Relinker(PATH, path)
    text = "".join(f"[x]({one}) `[no]({one})`\n" for one in targets)
    text += "".join(f"[{number}]: {one}\n" for number, one in enumerate(targets))
    for shape in TAGS:
        text += "".join(shape.format(one) for one in targets)
    outward = relinker.outward(text)
    assert relinker.inward(outward) == text
    hidden = list(relinker.hidden(outward))
    shown = "".join(
        outward[start:end]
        for start, end in zip(
            [0, *(span.end for span in hidden)],
            [*(span.start for span in hidden), len(outward)],
            strict=True,
        )
    )
    assert shown == text


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ('<a href="#dbt-001">', '<a href="../SoT.ACTUAL_SCHEMA.md#dbt-001">'),
        ('<a id="x" href="notes.md#a">', '<a id="x" href="../notes.md#a">'),
        ("<img src=pictures/a.png>", "<img src=../pictures/a.png>"),
        ("<img alt='a'\n  src='a.png'>", "<img alt='a'\n  src='../a.png'>"),
        (
            '<a href="a.md"><img src="b.png"></a>',
            '<a href="../a.md"><img src="../b.png"></a>',
        ),
        ('<source srcset="a.png">', '<source srcset="../a.png">'),
        ('<source srcset="a.png 1x, b.png 2x">', '<source srcset="a.png 1x, b.png 2x">'),
        ('<a href="https://example.org/a">', '<a href="https://example.org/a">'),
        ('<a name="a.md">', '<a name="a.md">'),
        ('<img data-src="a.png">', '<img data-src="a.png">'),
        ('<a href="">', '<a href="">'),
        ("`<a href='a.md'>`", "`<a href='a.md'>`"),
        ("a < b href=x", "a < b href=x"),
    ],
)
def test_links_in_html_are_led_out_and_home_again(inner: str, outer: str) -> None:
    relinker = Relinker(PATH, FILE)
    assert relinker.outward(inner) == outer
    assert relinker.inward(outer) == inner


@pytest.mark.parametrize(
    ("tables", "names"),
    [
        (["public.books", "public.shelves"], ["books", "shelves"]),
        (["public.books", "sales.books"], ["public.books", "sales.books"]),
        (['public."Books"', "public.books"], ["books.dbt-001", "public.books"]),
        (["public.con", "public.com1"], ["con_.dbt-001", "com1_.dbt-002"]),
        (['public."a b/c"', 'public."..\\x"'], ["a-b-c.dbt-001", "x.dbt-002"]),
        (['public."日本"'], ["table.dbt-001"]),
        ([f"public.{'x' * 60}"], ["x" * 60]),
    ],
)
def test_names_are_safe_and_no_two_are_alike(tables: list[str], names: list[str]) -> None:
    text = "".join(
        f"## DBT-{number:03d}: T\n\n<!-- sotsync: table={table.replace(' ', '_')} -->\n\n"
        f"```sql\nCREATE TABLE {table} (id int);\n```\n\n"
        if " " not in table
        else f"## DBT-{number:03d}: T\n\n### Schema Definition\n\n"
        f"```sql\nCREATE TABLE {table} (id int);\n```\n\n"
        for number, table in enumerate(tables, 1)
    )
    entries = parse_document(Source(PATH, text)).entries
    assert list(specification_names(entries)) == names
    used = specification_names(entries, used=[name.upper() for name in names])
    assert not {*used} & {*names}


@given(st.text())
def test_every_name_becomes_one_that_every_system_holds(name: str) -> None:
    stem = stem_of(name)
    assert re.fullmatch(r"[a-z0-9_-]{1,81}", stem)
    assert not re.fullmatch(r"(?:con|prn|aux|nul|com\d|lpt\d)", stem)
