"""What a file name says of version, name, date and order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.migrations.versions import date_of_version, natural_key, split_name


@pytest.mark.parametrize(
    ("version", "date"),
    [
        ("20260301120000", dt.date(2026, 3, 1)),
        ("20260301", dt.date(2026, 3, 1)),
        ("2026-03-01-120000", dt.date(2026, 3, 1)),
        ("2026.03.01.1", dt.date(2026, 3, 1)),
        ("1704067200", dt.date(2024, 1, 1)),
        ("1704067200000", dt.date(2024, 1, 1)),
        ("20261301120000", None),
        ("20260230", None),
        ("00010101", None),
        ("0001", None),
        ("0000000001", None),
        ("", None),
        ("v1", None),
        ("R", None),
        ("²⁰²⁶0301", None),
    ],
)
def test_dates(version: str, date: dt.date | None) -> None:
    assert date_of_version(version) == date


@pytest.mark.parametrize(
    ("stem", "version", "name"),
    [
        ("20260301120000_add_orders", "20260301120000", "add_orders"),
        ("1-first", "1", "first"),
        ("7", "7", ""),
        ("7_", "7", ""),
        ("7th_try", "", "7th_try"),
        ("first", "", "first"),
    ],
)
def test_names(stem: str, version: str, name: str) -> None:
    assert split_name(stem) == (version, name)


def test_natural_order() -> None:
    names = ["b", "a10", "a2", "10", "9", "a", "A", "02", "2"]
    assert sorted(names, key=natural_key) == ["02", "2", "9", "10", "A", "a", "a2", "a10", "b"]


@given(st.lists(st.text()))
def test_natural_order_is_total(names: list[str]) -> None:
    """Sorting by the key gives one order, whatever order the names came in."""
    assert sorted(names, key=natural_key) == sorted(sorted(names), key=natural_key)


@given(st.text())
def test_a_version_never_breaks_the_reader(text: str) -> None:
    """Any file name has a version, perhaps an empty one, and perhaps a date."""
    version, name = split_name(text)
    assert version or name == text
    assert date_of_version(text) is None or any(character.isdecimal() for character in text)
