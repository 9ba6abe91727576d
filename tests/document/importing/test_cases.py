"""Documents of many shapes, and what of each is carried and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.document.importing.plan import Import, plan_import
from sotsync.text import Source
from tests.document.importing.places import shop, shop_document

CASES = sorted(path.parent for path in Path(__file__).parent.glob("cases/*/expected.txt"))


def account(found: Import) -> str:
    """What is carried, a line each, then what is left."""
    lines = []
    for one in found.carried:
        text = one.text
        former = f" [{text.former}]" if text.former else ""
        shown = text.text.replace("\n", "⏎")
        lines.append(f"{one.kind.value} {text.table} {text.member or '-'} | {shown}{former}")
    for left in found.left:
        shown = left.text.replace("\n", "⏎")
        lines.append(f"! {left.reason.value} {left.name} | {shown}".rstrip(" |"))
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_what_becomes_of_each_word(folder: Path) -> None:
    """Each case is an old document and the account of it."""
    path = next(folder.glob("old.*"))
    actual = shop()
    source = Source(path.name, path.read_bytes().decode())
    found = plan_import(shop_document(actual), actual, [source])
    assert account(found) == (folder / "expected.txt").read_bytes().decode()
