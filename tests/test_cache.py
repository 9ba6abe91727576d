"""Entries come back whole or not at all, whatever happened to them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sotsync import cache
from sotsync.cache import Cache, digest, user_cache

KEY = digest([b"key"])


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "new" / "folder")
    assert kept.read(KEY) is None
    kept.keep(KEY, b"content")
    assert kept.read(KEY) == b"content"
    assert [path.name for path in kept.folder.iterdir()] == [KEY]


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 32, b"x" * 100])
def test_a_damaged_entry_is_none(tmp_path: Path, damage: bytes) -> None:
    kept = Cache(tmp_path)
    kept.keep(KEY, b"content")
    (tmp_path / KEY).write_bytes(damage)
    assert kept.read(KEY) is None
    kept.keep(KEY, b"content")
    assert kept.read(KEY) == b"content"


def test_a_folder_that_cannot_be_used_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = Cache(tmp_path / "file" / "folder")
    kept.keep(KEY, b"content")
    assert kept.read(KEY) is None


def test_an_entry_that_cannot_be_replaced_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / KEY).mkdir()
    kept = Cache(tmp_path)
    kept.keep(KEY, b"content")
    assert [path.name for path in tmp_path.iterdir()] == [KEY]
    assert kept.read(KEY) is None


def test_what_was_not_used_for_longest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MAXIMUM_BYTES", 400)
    kept = Cache(tmp_path)
    for number in range(3):
        kept.keep(f"{number}", b"x" * 100)
        os.utime(tmp_path / f"{number}", (number, number))
    assert kept.read("0") is not None
    kept.keep("3", b"x" * 100)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "2", "3"]


def test_calls_side_by_side_read_whole_entries(tmp_path: Path) -> None:
    contents = [bytes([number]) * 50_000 for number in range(4)]

    def use(content: bytes) -> bool:
        kept = Cache(tmp_path)
        for _ in range(20):
            kept.keep(KEY, content)
            if kept.read(KEY) not in contents:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(use, contents))


def test_keys_tell_parts_apart() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"]) != digest([b"abc"])
    assert digest([b"a"]) == digest([b"a"])


def test_the_cache_is_where_the_system_keeps_caches() -> None:
    assert "sotsync" in user_cache().folder.parts
