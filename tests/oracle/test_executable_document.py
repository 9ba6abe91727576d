"""A document that sotsync wrote can be run: it makes what the migrations make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.migrations.read import read_migrations
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.schema.render import render_schema
from sotsync.text import Source
from tests.oracle.executable import catalog_of_document, documented_part
from tests.oracle.introspection import Catalog, differences
from tests.oracle.server import Server
from tests.patch.test_laws import BASE, STEPS
from tests.patch.test_partition_members import AFTER as LATER
from tests.patch.test_partition_members import EVENTS as PARTITIONED
from tests.patch.test_partition_members import STEPS as MEMBERS
from tests.patch.test_partitions import replayed

PARTITION_STEPS = [
    *((name,) for name in MEMBERS),
    ("policies everywhere", "partition detached"),
    ("policy of the same name", "policy renamed"),
    ("trigger of the same name", "triggers dropped"),
    ("table comment", "comments dropped"),
    ("column comment", "column renamed"),
    ("forced", "row security off"),
    ("new partition with all", "partition dropped"),
]
SHOP = Path(__file__).parents[2] / "samples" / "shop" / "supabase" / "migrations"


def run_again(server: Server, text: str, actual: Replay, expected: Catalog) -> list[str]:
    """What the document's SQL makes otherwise; what hangs on the platform's tables is in no entry.

    ``expected`` is the catalog after the migrations.
    """
    made = catalog_of_document(server, parse_document(Source("S.md", text)), actual.schema)
    told = differences(documented_part(expected), documented_part(made))
    return [line for line in told if not re.match(r"missing \w+ (?:auth|storage)\.", line)]


def test_the_document_of_the_sample_can_be_run(server: Server) -> None:
    migrations = read_migrations(SHOP)
    actual = replay(migrations.scripts, platform=SUPABASE)
    expected = server.answer("\n".join(one.source.text for one in migrations.scripts)).catalog
    assert run_again(server, render_document(actual), actual, expected) == []


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    database=None,
)
@given(st.lists(st.sampled_from(STEPS), max_size=8))
def test_a_synchronised_document_can_be_run(server: Server, steps: list[str]) -> None:
    """A document that followed its migrations makes what they make, whatever they did."""
    first = [Script(source=Source("1.sql", BASE), is_transactional=False)]
    text = render_document(replay(first, platform=SUPABASE))
    second = [
        Script(source=Source(f"{number:02}.sql", step), is_transactional=False)
        for number, step in enumerate(steps, 2)
    ]
    actual = replay([*first, *second], platform=SUPABASE)
    text = plan_patch(parse_document(Source("S.md", text)), actual).apply().text
    expected = server.catalog_after(render_schema(actual.schema))
    assert run_again(server, text, actual, expected) == []


@pytest.mark.parametrize("steps", [("",), *PARTITION_STEPS], ids=" then ".join)
def test_what_hangs_on_partitions_is_made_again(server: Server, steps: tuple[str, ...]) -> None:
    """Policies, triggers, comments and row-level security of partitions are in the document."""
    texts = [PARTITIONED, *(MEMBERS.get(step) or LATER.get(step, "") for step in steps)]
    first, actual = replayed(*texts[:2]), replayed(*texts)
    text = render_document(first)
    if len(texts) > 2:
        text = plan_patch(parse_document(Source("S.md", text)), actual).apply().text
    expected = server.answer("\n".join(texts)).catalog
    assert run_again(server, text, actual, expected) == []
