"""Lists of links that nobody has filled stand in the specification, and go back in their places."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.config import DeprecatedForm
from sotsync.diff.documents import diff_document
from sotsync.document.composition import ComposedSource
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.document.render.prose import ACCESS_SECTIONS
from sotsync.patch.backlinks import Neighbourhood, fix_references
from sotsync.patch.division import split_document
from sotsync.patch.joining import join_document
from sotsync.patch.options import PatchOptions
from sotsync.patch.plan import plan_patch
from sotsync.patch.related_lists import divide_lists, merge_lists
from sotsync.text import Source
from tests.patch.test_laws import BASE, replayed
from tests.patch.test_split import PATH, composed, everything, lines

API, JOURNEY, RULE, TEST = (
    "**Accessed By APIs**:\n- [API-XXX](SoT.API_CONTRACTS.md#api-xxx) - {Endpoint} (Read)\n\n",
    "**Used in User Journeys**:\n- [UJ-XXX](SoT.USER_JOURNEYS.md#uj-xxx) - {Journey}\n\n",
    "**Enforces Business Rules**:\n- [BR-XXX](SoT.BUSINESS_RULES.md#br-xxx) - {Rule}\n\n",
    "**Validated By Tests**:\n- [TEST-XXX](SoT.testing_playbook.md#test-xxx) - {Proof}\n\n",
)
KEYS = "**Foreign Key Relationships**:\n- **References**:\n  - None\n\n"
FILLED = "**Used in User Journeys**:\n- [UJ-101](SoT.USER_JOURNEYS.md#uj-101) - Buying (Read)\n\n"
ODD = "**Seen In Reports**:\n- {Which reports}\n\n"
HEAD = "### Related IDs\n\n"


@pytest.mark.parametrize(
    ("text", "staying", "moving"),
    [
        (HEAD + API + JOURNEY + KEYS, HEAD + KEYS, HEAD + API + JOURNEY),
        (HEAD + API + FILLED + RULE + KEYS, HEAD + FILLED + KEYS, HEAD + API + RULE),
        (HEAD + API + JOURNEY + RULE + TEST, "", HEAD + API + JOURNEY + RULE + TEST),
        (HEAD + "See Ada.\n\n" + API, HEAD + "See Ada.\n\n", HEAD + API),
        (HEAD + FILLED + KEYS, HEAD + FILLED + KEYS, ""),
        (HEAD + KEYS + API, HEAD + KEYS + API, ""),
        (HEAD + FILLED + ODD + KEYS, HEAD + FILLED + ODD + KEYS, ""),
        (HEAD + "- [API-XXX](x.md) - {Endpoint}\n", HEAD + "- [API-XXX](x.md) - {Endpoint}\n", ""),
        (HEAD + "```\n" + API + "```\n" + KEYS, HEAD + "```\n" + API + "```\n" + KEYS, ""),
        (HEAD + "**Accessed By APIs**:\n\n" + KEYS, HEAD + "**Accessed By APIs**:\n\n" + KEYS, ""),
        (HEAD + API.rstrip() + "\nAsk Ada.\n\n" + KEYS,) * 2 + ("",),
    ],
)
def test_only_lists_without_words_move(text: str, staying: str, moving: str) -> None:
    assert divide_lists(text, "\n") == (staying, moving)


PIECES = st.lists(
    st.sampled_from((API, JOURNEY, RULE, TEST, KEYS, FILLED, ODD, "Words.\n\n", "- {x}\n", "\n")),
    max_size=8,
)


@given(PIECES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_divided_is_put_together_again(pieces: list[str], newline: str) -> None:
    text = (HEAD + "".join(pieces)).replace("\n", newline)
    staying, moving = divide_lists(text, newline)
    if staying and moving:
        assert merge_lists(staying, moving, newline=newline).rstrip() == text.rstrip()
    else:
        assert staying + moving == text


def test_words_above_the_lists_of_the_specification_are_carried() -> None:
    merged = merge_lists(HEAD + KEYS, HEAD + "Ask Ada.\n\n" + API, newline="\n")
    assert merged == HEAD + "Ask Ada.\n\n" + API + KEYS


def whole() -> Source:
    return Source(PATH, render_document(replayed([BASE])))


def divided() -> ComposedSource:
    source = split_document(whole())
    assert isinstance(source, ComposedSource)
    return source


def test_a_short_entry_has_no_empty_lists() -> None:
    source = divided()
    for line in ACCESS_SECTIONS:
        assert not line or line not in source.main.text
        assert all(line.split("](")[0] in file.text for file in source.files[1:])
    assert "migrations/`" not in source.main.text
    assert join_document(source).text == whole().text


def filled(source: ComposedSource) -> Source:
    """The document with a list filled in a specification, and one in a short entry."""
    pattern = re.compile(r"- \[API-XXX\]\(\.\./SoT\.API_CONTRACTS\.md#api-xxx\) - [^\n]*")
    files = {
        file.path: Source(file.path, pattern.sub("- [API-001](../A.md#api-001) - Lists", file.text))
        for file in source.files[1:]
    }
    own = "\n**Foreign Key Relationships**:"
    main = source.main.text.replace(own, f"\n**Used in User Journeys**:\n- UJ-001 - Buys\n{own}")
    return composed(Source(PATH, main), files)


def test_a_list_that_was_filled_goes_back_with_the_words() -> None:
    joined = join_document(filled(divided())).text
    assert joined.count("- [API-001](A.md#api-001) - Lists") == len(divided().parts)
    start = joined.index("### Related IDs")
    section = joined[start : joined.index("### Triggers", start)]
    labels = re.findall(r"^\*\*([^*]+)\*\*", section, re.MULTILINE)
    assert labels[0] == "Accessed By APIs"
    assert labels[-1] == "Foreign Key Relationships"
    assert labels.count("Used in User Journeys") == 2, "one of them has a person's words"
    assert "### Related IDs" not in section[1:]


@pytest.mark.parametrize("form", DeprecatedForm)
@pytest.mark.parametrize("is_filled", [False, True])
def test_a_dropped_table_keeps_its_lists_as_in_one_file(
    form: DeprecatedForm,
    is_filled: bool,  # noqa: FBT001 - a case of the test
) -> None:
    source = filled(divided()) if is_filled else divided()
    actual = replayed([BASE, "DROP TABLE pets CASCADE; DROP TABLE people CASCADE;"])
    options = PatchOptions(deprecated=form)
    results = [
        plan_patch(parse_document(one), actual, options=options).apply()
        for one in (source, join_document(source))
    ]
    assert lines(join_document(results[0]).text) == lines(results[1].text)
    assert not is_filled or "API-001" in results[0].files[0].text


OLD_LISTS = "\n".join(ACCESS_SECTIONS)


def as_before(source: ComposedSource) -> Source:
    """The document divided as earlier versions did it: all of these lines in the short entry."""
    files = {}
    for file in source.files[1:]:
        is_view = "CREATE TABLE" not in file.text  # All of its lists are in the file.
        lists = r"(?!)" if is_view else r"### Related IDs\n.*?(?=### )"
        text = re.sub(lists, "", file.text, flags=re.DOTALL)
        text = re.sub(r"### Detailed Specification\n.*?(?=### )", "", text, flags=re.DOTALL)
        files[file.path] = Source(file.path, text)
    main = source.main.text.replace(
        "### Detailed Specification\n\n",
        "### Detailed Specification\n\nFor migration files, see:\n",
    )
    main = main.replace("### Related IDs\n\n", f"### Related IDs\n\n{OLD_LISTS}\n\n")
    return composed(Source(PATH, main), files)


def test_a_document_of_the_earlier_form_stays_in_step_and_is_joined() -> None:
    source = as_before(divided())
    assert OLD_LISTS in source.files[0].text
    actual = replayed([BASE, "ALTER TABLE pets ADD COLUMN weight int;"])
    assert diff_document(parse_document(source), replayed([BASE])) == ()
    after = plan_patch(parse_document(source), actual).apply()
    assert diff_document(parse_document(after), actual) == ()
    assert OLD_LISTS in after.files[0].text
    assert split_document(source) is source
    joined = join_document(source)
    pattern = r"For migration files.*\n- `.*`"
    expected = re.sub(pattern, "For migration files, see:", whole().text)
    assert lines(joined.text) == lines(expected)
    again = split_document(joined)
    assert OLD_LISTS not in again.files[0].text
    assert lines(join_document(again).text) == lines(joined.text)


def test_words_beside_the_link_are_carried() -> None:
    source = divided()
    pattern = re.compile(r"(?<=### Detailed Specification\n\n)(?=- \[database-schema/people)")
    main = pattern.sub("Ask Ada first.\n\n", source.main.text)
    files = {file.path: file for file in source.files[1:]}
    joined = join_document(composed(Source(PATH, main), files)).text
    assert joined.count("### Detailed Specification") == len(source.parts)
    assert joined.replace("\nAsk Ada first.\n", "") == whole().text


def test_a_back_link_is_written_into_the_list_of_the_specification() -> None:
    api = Source(
        "SoT/SoT.API_CONTRACTS.md",
        "---\nid_prefix: API-XXX\n---\n\n## API-001: List people\n\n**Database Operations**:\n"
        "- [DBT-001](SoT.ACTUAL_SCHEMA.md#dbt-001-people) - People (Read)\n",
    )
    entry = next(one for one in parse_document(divided()).entries if one.title.text == "People")
    api = Source(api.path, api.text.replace("DBT-001", entry.id))
    after = fix_references(Neighbourhood(document=divided(), siblings=(api,))).document
    line = "[API-001](../SoT.API_CONTRACTS.md#api-001-list-people) - List people (Read)"
    assert line in everything(after)
    assert line.replace("../", "") in join_document(after).text
