"""Names: quoted only where PostgreSQL would quote them, and read back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.schema.names import (
    MAXIMUM_BYTES,
    automatic_name,
    qualified,
    quote,
    quote_literal,
    split_qualified,
    truncate,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("orders", "orders"),
        ("_a1", "_a1"),
        ("Orders", '"Orders"'),
        ("order", '"order"'),
        ("user", '"user"'),
        ("name", "name"),
        ("1st", '"1st"'),
        ("a b", '"a b"'),
        ('a"b', '"a""b"'),
        ("größe", '"größe"'),
        ("a\n", '"a\n"'),
    ],
)
def test_names_are_quoted_where_needed(name: str, quoted: str) -> None:
    assert quote(name) == quoted


def test_literals_double_their_quotes() -> None:
    assert quote_literal("it's") == "'it''s'"


@given(NAMES, NAMES)
def test_qualified_names_read_back(schema: str, name: str) -> None:
    """Law: split_qualified(qualified(schema, name)) = (schema, name)."""
    assert split_qualified(qualified(schema, name)) == (schema, name)


@given(NAMES)
def test_truncated_names_fit_and_are_a_beginning(name: str) -> None:
    """Law: at most 63 bytes, a beginning of the name, and truncating again changes nothing."""
    short = truncate(name)
    assert len(short.encode("utf-8")) <= MAXIMUM_BYTES
    assert name.startswith(short)
    assert truncate(short) == short


@given(NAMES, NAMES)
def test_automatic_names_fit_and_end_in_their_label(table: str, column: str) -> None:
    """Law: at most 63 bytes, whatever the names."""
    name = automatic_name(table, column, label="fkey")
    assert len(name.encode("utf-8")) <= MAXIMUM_BYTES
    assert name.endswith("_fkey")


def test_automatic_names_shorten_the_longer_part_first() -> None:
    name = automatic_name("t" * 60, "short", label="key")
    assert name == f"{'t' * 53}_short_key"
    joined = automatic_name("t", "c" * 40, "d" * 40, label="idx")
    assert joined == f"t_{'c' * 40}_{'d' * 16}_idx"
