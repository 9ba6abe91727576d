"""Whatever has happened to a document: what is repaired is in step, and nothing else is promised.

Each mishap alone is easily thought of; what two of them make of each other is not.
"""

from __future__ import annotations

import functools
import random

import pytest

from sotsync.diff.changes import Change
from sotsync.diff.documents import compare_again, diff_document
from sotsync.diff.situation import examine
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.errors import DocumentError
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source
from tests.diff.test_stated import SQL
from tests.patch.mutations import mishaps

LATER = """
ALTER TABLE users RENAME TO people;
DROP TABLE lines;
ALTER TABLE orders ADD COLUMN note text;
CREATE TABLE fresh (id int PRIMARY KEY, order_id int REFERENCES orders);
"""
STEPS = 12
"""How many documents each case is about."""


@functools.cache
def history(*scripts: str) -> Replay:
    return replay(
        Script(source=Source(f"migrations/{number:03}_x.sql", sql), version=f"{number:03}")
        for number, sql in enumerate(scripts, 1)
    )


def document_of(text: str) -> Document | None:
    try:
        return parse_document(Source("document.md", text))
    except DocumentError:
        return None


def repairable(document: Document, actual: Replay, alone: set[str | None]) -> list[Change]:
    """What a patch should repair, but for entries that it leaves alone."""
    changes = diff_document(document, actual)
    return [one for one in changes if one.is_repairable and one.relation not in alone]


@pytest.mark.parametrize("first", range(0, 720, STEPS))
def test_what_is_repaired_is_in_step(first: int) -> None:
    written = render_document(history(SQL))
    for seed in range(first, first + STEPS):
        chance = random.Random(seed)  # noqa: S311 - the same mishaps on every machine
        document = document_of(mishaps(written, chance))
        actual = history(*chance.choice(((SQL,), (SQL, LATER))))
        if document is None:
            continue
        compared = compare_again(examine(document, actual)).settled
        patch = plan_patch(document, actual, compared=compared)
        alone = {finding.object for finding in patch.findings}
        assert bool(repairable(document, actual, alone)) == bool(patch.edits), seed
        after = document_of(patch.apply().text)
        assert after is not None, seed
        assert [str(one) for one in repairable(after, actual, alone)] == [], seed
