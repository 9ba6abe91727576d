from __future__ import annotations

import datetime as dt

import pytest

from sotsync.document.render.history import History, describe_file


def test_a_file_is_named_dated_and_described_by_itself() -> None:
    file = describe_file("supabase/migrations/20260105120000_create_users.sql", "20260105120000")
    assert file.name == "20260105120000_create_users.sql"
    assert file.date == dt.date(2026, 1, 5)
    assert file.description == "Create users"


def test_the_first_line_of_its_first_comment_describes_it_better() -> None:
    file = describe_file("m/20260105_x.sql", "20260105", "Where parcels go:\nmore")
    assert file.description == "Where parcels go"


def test_a_folder_names_a_migration_whose_file_says_nothing() -> None:
    file = describe_file("prisma/migrations/20240203_init/migration.sql", "20240203_init")
    assert file.name == "20240203_init/migration.sql"
    assert file.description == "Init"
    assert describe_file("up.sql").name == "up.sql"


def test_a_version_without_a_day_has_none_unless_it_is_handed_over() -> None:
    assert describe_file("m/0001_init.sql", "0001").date is None
    day = dt.date(2025, 2, 3)
    assert describe_file("m/0001_init.sql", "0001", date=day).date == day


def test_files_come_in_replay_order_and_once() -> None:
    history = History.of([describe_file("b.sql"), describe_file("a.sql"), describe_file("b.sql")])
    assert [file.path for file in history.files] == ["b.sql", "a.sql"]
    ordered = history.ordered(["z.sql", "a.sql", "b.sql", "a.sql"])
    assert [file.path for file in ordered] == ["b.sql", "a.sql", "z.sql"]
    assert history.file("a.sql") is history.files[1]


@pytest.mark.parametrize(
    ("name", "description", "date"),
    [
        ("V5__add_parcels.sql", "Add parcels", None),
        ("V1.2__add_parcels.sql", "Add parcels", None),
        ("V1_2__add_parcels.sql", "Add parcels", None),
        ("V20260105120000__add_parcels.sql", "Add parcels", dt.date(2026, 1, 5)),
        ("R__totals.sql", "Totals", None),
        ("Vans__and_cars.sql", "Vans and cars", None),
    ],
)
def test_the_letter_and_the_version_of_a_file_are_no_words_about_it(
    name: str, description: str, date: dt.date | None
) -> None:
    file = describe_file(f"m/{name}")
    assert (file.description, file.date) == (description, date)
