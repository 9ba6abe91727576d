"""What a replay does to Python's collector, and what it leaves behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sotsync.replay.catalog import Catalog, Column, Namespace, Relation, TypeName
from sotsync.replay.collector import collector_at_rest, dissolve


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_collector_rests_inside_and_is_as_it_was_afterwards(*, is_enabled: bool) -> None:
    (gc.enable if is_enabled else gc.disable)()
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() is is_enabled


def test_the_collector_wakes_after_an_error() -> None:
    gc.enable()
    with pytest.raises(KeyError), collector_at_rest():
        raise KeyError
    assert gc.isenabled()


def test_a_catalog_that_is_dissolved_leaves_no_circle() -> None:
    catalog = Catalog()
    home = catalog.namespaces["public"] = Namespace(name="public")
    table = home.relations["t"] = Relation(name="t", namespace=home)
    column = table.columns["c"] = Column(name="c", relation=table, type=TypeName("text"))
    dissolve(catalog)
    assert not catalog.namespaces
    assert not home.relations
    assert not table.columns
    assert column not in gc.get_referents(table.columns)
