"""Ids: what is one, and which number comes next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync.document.ids import (
    format_id,
    id_order,
    identifiers_in,
    next_number,
    number_of,
    used_numbers,
)
from sotsync.errors import DocumentError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DBT-001, API-045 and DBT-001", ("DBT-001", "API-045")),
        ("BR-FEA-001", ("BR-FEA-001",)),
        ("[DBT-007](#dbt-007-x)", ("DBT-007",)),
        ("DBT-XXX DBT-1 xDBT-001 dbt-001 DBT-001a A-001", ()),
        ("`DBT-12`.", ("DBT-12",)),
    ],
)
def test_ids_are_found(text: str, found: tuple[str, ...]) -> None:
    assert identifiers_in(text) == found


def test_an_id_has_a_number_and_is_written_with_three_digits() -> None:
    assert number_of("DBT-007") == 7
    assert number_of("BR-FEA-012") == 12
    assert number_of("DBT-XXX") is None
    assert format_id("DBT", 7) == "DBT-007"


def test_used_numbers_count_mentions_and_ranges_of_one_prefix() -> None:
    texts = ["DBT-002 and API-004", "DBT-010 → DBT-012", "BR-DBT-099", "API-001 to DBT-050"]
    assert used_numbers("DBT", texts) == {2, 10, 11, 12, 50}


@pytest.mark.parametrize(
    ("used", "number"),
    [
        ((), 101),
        ((101, 102, 105, 7), 106),
        ((199,), 501),
        ((199, 501, 640), 641),
    ],
)
def test_the_next_number_follows_the_highest(used: tuple[int, ...], number: int) -> None:
    assert next_number(used, 101, 199) == number


@pytest.mark.parametrize(
    ("used", "digits", "number"),
    [
        ([199, 999], 3, 499),
        ([199, *range(480, 1000)], 3, 399),
        ([199, 999], 4, 1001),
        ([199, 999, 1007], 4, 1008),
        ([199, 999, 9999], 4, 499),
        ([n for n in range(1, 1000) if n not in {42, 300}], 3, 42),
        ([n for n in range(1, 1000) if n not in {42, 742, 300}], 3, 742),
    ],
)
def test_a_full_range_goes_on_elsewhere(used: list[int], digits: int, number: int) -> None:
    assert next_number(used, 101, 199, digits=digits) == number


def test_no_number_left_is_an_error_that_names_the_setting() -> None:
    with pytest.raises(DocumentError, match="no id is left") as caught:
        next_number(range(1, 1000), 101, 199)
    assert "ids.digits = 4" in str(caught.value.hint)
    with pytest.raises(DocumentError, match="up to 4 digits") as caught:
        next_number(range(1, 10000), 101, 199, digits=4)
    assert "ids.digits" not in str(caught.value.hint)


def test_three_digits_are_enough_for_all_that_they_can_name() -> None:
    used: set[int] = set()
    for _ in range(994):
        used.add(next_number(used, 101, 199))
    assert used == {number for number in range(1, 1000) if number % 100 or number > 500}


def test_ids_are_sorted_by_number_and_not_by_text() -> None:
    assert sorted(["DBT-1001", "DBT-999", "API-002"], key=id_order) == [
        "API-002",
        "DBT-999",
        "DBT-1001",
    ]


@given(st.sets(st.integers(1, 900)))
def test_the_next_number_was_never_used(used: set[int]) -> None:
    number = next_number(used, 1, 99)
    assert number not in used
    assert 1 <= number <= 999
