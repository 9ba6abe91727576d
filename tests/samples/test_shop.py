"""A tour of the sample as its user takes it: see the drift, repair it, see none.

Everything here goes through the command line, so that the promise holds for what people run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sotsync.cli.app import app

DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"

DRIFT = [
    # What five migrations changed since anybody looked.
    ("products.title was renamed", ("title", "name", "20260112090000")),
    ("shipments is new", ("shipments", "20260119143000")),
    ("partially_shipped is new", ("partially_shipped",)),
    ("coupons was dropped", ("coupons", "20260126100000")),
    ("orders.coupon_code was dropped", ("coupon_code", "20260126100000")),
    ("addresses.postcode is text", ("postcode", "20260202083000")),
    ("addresses.city may be missing", ("city", "20260202083000")),
    ("addresses.region is new", ("region", "20260202083000")),
    ("payments are read by owners", ("Owners can read payments", "20260209110000")),
    ("nobody deletes orders", ("Owners can delete pending orders", "20260209110000")),
    ("euros are the default", ("currency", "EUR")),
    ("an index is new", ("idx_payments_uncaptured", "20260209110000")),
    # What was never right.
    ("weight_grams is an integer", ("weight_grams",)),
    ("no migration made barcode", ("barcode",)),
    ("an index was never listed", ("idx_orders_customer",)),
]

HUMAN_WORDS = [
    "**Why It Exists**: People look for a smock, not for a smock in size M.",
    "-- One counter for all shops: gaps are normal",
    "-- Only owners change the shop itself; nobody inserts or deletes through the API",
    "### Status Flow",
    "pending ──→ paid ──→ packed ──→ shipped",
    "<!-- Legal must agree before the retention changes. -->",
    '| Name on the product page, in the shop\'s own words | `"Duck-canvas smock"` |',
    "Ask Maud before giving a table an ID by hand.",
    "- Recovery time objective (RTO): 4 hours",
]

CLEAN_ENTRIES = ["Profiles", "Members", "Stock Movements", "Promotions", "Plans", "Activity Log"]


def sotsync(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(app, [*arguments, "-C", str(project)], catch_exceptions=False)
    assert result.exit_code in {0, 1}, result.output
    return result


def entry(text: str, title: str) -> str:
    """The text of an entry, from its heading to the rule that closes it."""
    match = re.search(rf"^## DBT-\d+: {re.escape(title)}\n.*?^---$", text, re.MULTILINE | re.DOTALL)
    assert match, title
    return match[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What the steps printed, and the document between them."""

    before: str
    diff: Result
    after_diff: str
    sync: Result
    after_sync: str
    second_diff: Result
    second_sync: Result
    after_second_sync: str


@pytest.fixture(scope="module")
def tour(toured_shop: Path) -> Tour:
    def read() -> str:
        return (toured_shop / DOCUMENT).read_bytes().decode()

    return Tour(
        before=read(),
        diff=sotsync(toured_shop, "diff"),
        after_diff=read(),
        sync=sotsync(toured_shop, "sync"),
        after_sync=read(),
        second_diff=sotsync(toured_shop, "diff"),
        second_sync=sotsync(toured_shop, "sync"),
        after_second_sync=read(),
    )


def test_diff_says_that_the_document_is_out_of_step(tour: Tour) -> None:
    assert tour.diff.exit_code == 1


@pytest.mark.parametrize("words", [pytest.param(words, id=title) for title, words in DRIFT])
def test_diff_names_the_drift_and_the_migration_that_made_it(
    tour: Tour, words: tuple[str, ...]
) -> None:
    assert [word for word in words if word not in tour.diff.output] == []


def test_diff_changes_nothing(tour: Tour) -> None:
    assert tour.after_diff == tour.before


def test_sync_repairs_the_document(tour: Tour) -> None:
    assert (tour.second_diff.exit_code, tour.second_diff.output) == (0, tour.second_diff.output)


def test_a_second_sync_changes_no_byte(tour: Tour) -> None:
    assert tour.after_second_sync == tour.after_sync
    assert tour.second_sync.exit_code == 0


@pytest.mark.parametrize("words", HUMAN_WORDS)
def test_what_people_wrote_survives(tour: Tour, words: str) -> None:
    assert words in tour.before
    assert words in tour.after_sync


@pytest.mark.parametrize("title", CLEAN_ENTRIES)
def test_entries_without_drift_keep_every_byte(tour: Tour, title: str) -> None:
    assert entry(tour.after_sync, title) == entry(tour.before, title)


def test_a_renamed_column_keeps_its_description(tour: Tour) -> None:
    products = entry(tour.after_sync, "Products")
    assert "| `name` | TEXT | No | - | Name on the product page" in products


def test_a_new_table_gets_the_next_free_id(tour: Tour) -> None:
    """DBT-106 stays taken: it was the baskets', and ids are never used again."""
    assert "## DBT-115: Shipments" in tour.after_sync


def test_a_dropped_table_moves_to_the_deprecated_ones(tour: Tour) -> None:
    assert "### DBT-105: Coupons [DEPRECATED]" in tour.after_sync
    assert "## DBT-105: Coupons\n" not in tour.after_sync
    assert "- [DBT-105]" not in tour.after_sync.partition("---\n\n## DBT-001")[0]


def test_the_siblings_are_not_touched(shop: Path) -> None:
    siblings = {path: path.read_bytes() for path in (shop / "SoT").iterdir()}
    sotsync(shop, "sync")
    changed = [path.name for path, content in siblings.items() if path.read_bytes() != content]
    assert changed == ["SoT.ACTUAL_SCHEMA.md"]


def test_export_gives_sql_of_everything(shop: Path) -> None:
    result = sotsync(shop, "export", "--format", "sql")
    assert result.output.count("CREATE TABLE ") == 22
    assert "CREATE MATERIALIZED VIEW" in result.output


def test_a_new_document_of_the_same_migrations_is_in_step(shop: Path) -> None:
    (shop / DOCUMENT).unlink()
    sotsync(shop, "init")
    assert sotsync(shop, "diff").exit_code == 0
