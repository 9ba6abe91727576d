"""The ways besides `git merge` that lead to a merge, and files that are no plain document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.merge.conftest import DOCUMENT, MIGRATIONS, Repo
from tests.merge.test_merges import CASES, branches

TWO_TABLES = CASES / "two_new_tables_one_id"
TITLE = "| `title` | TEXT | No | - | - | - |"
PAGES = "| `pages` | INTEGER | Yes | - | - | - |"


def described(row: str, words: str) -> str:
    return row.removesuffix("| - | - |") + f"| {words} | - |"


@pytest.fixture
def two(repo: Repo) -> Repo:
    """Two branches that each add a table under one id; ``ours`` is checked out."""
    branches(repo, TWO_TABLES)
    return repo


@pytest.fixture
def plain(repo: Repo) -> Repo:
    """A document of two tables on ``main``, with the driver installed."""
    repo.add_side(TWO_TABLES / "base")
    repo.install()
    repo.commit("base")
    return repo


def in_step(repo: Repo) -> None:
    assert repo.run("diff").exit_code == 0, repo.run("diff").output
    assert "<<<<<<<" not in repo.read()


def test_a_rebase_takes_the_ids_of_the_branch_below(two: Repo) -> None:
    two.git("switch", "--quiet", "theirs")
    told = two.git("rebase", "ours")
    in_step(two)
    assert "## DBT-103: Shelves" in two.read()
    assert "## DBT-104: Readers" in two.read()
    assert "Where reminders go" in two.read()
    assert "public.readers is DBT-104 now" in told


def test_a_picked_commit_brings_its_own_migrations_alone(two: Repo) -> None:
    two.git("switch", "--quiet", "theirs")
    two.write(
        f"{MIGRATIONS}/20260203090000_rooms.sql", "CREATE TABLE rooms (id int PRIMARY KEY);\n"
    )
    two.run("sync")
    two.commit("rooms")
    two.git("switch", "--quiet", "ours")
    two.git("cherry-pick", "theirs")
    in_step(two)
    assert ": Rooms" in two.read()
    assert ": Readers" not in two.read()


def test_a_revert_takes_away_what_the_commit_added(plain: Repo) -> None:
    plain.edit(TITLE, described(TITLE, "On the cover"))
    plain.commit("title")
    plain.edit(PAGES, described(PAGES, "Without the cover"))
    plain.commit("pages")
    plain.git("revert", "--no-edit", "HEAD~1")
    assert TITLE in plain.read()
    assert "Without the cover" in plain.read()


def test_a_stash_is_merged_too(plain: Repo) -> None:
    plain.edit(TITLE, described(TITLE, "On the cover"))
    plain.git("stash")
    plain.edit(PAGES, described(PAGES, "Without the cover"))
    plain.commit("pages")
    plain.git("stash", "pop")
    assert "On the cover" in plain.read()
    assert "Without the cover" in plain.read()


def test_a_merge_of_merges_is_merged(plain: Repo) -> None:
    """Where two branches have merged each other, git merges what they started from first."""
    for name, row, words in (("a", TITLE, "On the cover"), ("b", PAGES, "Without the cover")):
        plain.branch(name)
        plain.edit(row, described(row, words))
        plain.commit(name)
    plain.branch("both", "a")
    plain.git("merge", "b")
    plain.git("switch", "--quiet", "b")
    plain.git("merge", "a")
    plain.edit("Without the cover", "Without the cover and the index")
    plain.commit("more")
    plain.git("switch", "--quiet", "both")
    plain.edit("On the cover", "On the cover, in capitals")
    plain.commit("more as well")
    plain.git("merge", "b")
    in_step(plain)
    assert "On the cover, in capitals" in plain.read()
    assert "Without the cover and the index" in plain.read()


def test_line_ends_stay(plain: Repo) -> None:
    plain.git("config", "core.autocrlf", "false")
    plain.write(DOCUMENT, plain.read().replace("\n", "\r\n"))
    plain.commit("crlf")
    for name, row, words in (("a", TITLE, "On the cover"), ("b", PAGES, "Without the cover")):
        plain.branch(name)
        plain.edit(row, described(row, words))
        plain.commit(name)
    plain.git("merge", "a")
    text = plain.read()
    assert text.count("\n") == text.count("\r\n")
    assert "On the cover" in text
    assert "Without the cover" in text


def test_a_conflict_has_the_size_and_the_sides_that_git_asks_for(plain: Repo) -> None:
    plain.write(".gitattributes", f"/{DOCUMENT} merge=sotsync conflict-marker-size=12\n")
    plain.commit("size")
    for name in ("a", "b"):
        plain.branch(name)
        plain.edit(TITLE, described(TITLE, f"Words of {name}"))
        plain.commit(name)
    plain.git("merge", "a", code=1)
    text = plain.read()
    assert f"{'<' * 12} " in text
    assert f"\n{'=' * 12}\n" in text
    assert text.index("Words of b") < text.index("Words of a")


def test_what_is_no_document_any_more_is_merged_by_lines(plain: Repo) -> None:
    plain.branch("a")
    plain.write(DOCUMENT, "Moved to the wiki.\n")
    plain.commit("a")
    plain.branch("b")
    plain.edit(TITLE, described(TITLE, "On the cover"))
    plain.commit("b")
    told = plain.git("merge", "a", code=1)
    assert "one side is no document, so lines were merged" in told
    assert "Moved to the wiki." in plain.read()
    assert "On the cover" in plain.read()


def test_what_is_binary_is_left_to_people(plain: Repo) -> None:
    for name in ("a", "b"):
        plain.branch(name)
        plain.write(DOCUMENT, f"\0{name}")
        plain.commit(name)
    assert "is binary: ours is kept" in plain.git("merge", "a", code=1)
    assert plain.read() == "\0b"


def test_what_is_not_utf_8_keeps_its_bytes(plain: Repo) -> None:
    path = plain.root / DOCUMENT
    for name, row in (("a", TITLE), ("b", PAGES)):
        plain.branch(name)
        text = plain.read().replace(row, described(row, name))
        path.write_bytes(text.encode() + b"caf\xe9\n")
        plain.commit(name)
    told = plain.git("merge", "a")
    assert "merged by lines" in told
    assert path.read_bytes().endswith(b"caf\xe9\n")


def test_lists_are_merged_by_what_they_list(plain: Repo) -> None:
    plain.write(
        f"{MIGRATIONS}/20260201090000_isbn.sql", "ALTER TABLE books ADD COLUMN isbn text;\n"
    )
    plain.write(
        f"{MIGRATIONS}/20260202090000_note.sql", "ALTER TABLE loans ADD COLUMN note text;\n"
    )
    plain.run("diff", "--update-baseline")
    known = json.loads(plain.read("sotsync.known.json"))
    assert len(known["known"]) > 2
    plain.commit("known")
    for name, place in (("a", 0), ("b", -1)):
        plain.branch(name)
        less = {**known, "known": list(known["known"])}
        del less["known"][place]
        lines = ",\n".join(f"    {json.dumps(one)}" for one in less["known"])
        text = f'{{\n  "format": "sotsync.known/1",\n  "known": [\n{lines}\n  ]\n}}\n'
        plain.write("sotsync.known.json", text)
        plain.commit(name)
    plain.git("merge", "a")
    assert json.loads(plain.read("sotsync.known.json"))["known"] == known["known"][1:-1]


def test_a_document_of_several_files_is_merged_file_by_file(repo: Repo) -> None:
    repo.add_side(TWO_TABLES / "base")
    assert repo.run("split").exit_code == 0
    repo.install()
    repo.commit("split")
    books = "SoT/database-schema/books.md"
    for name, row in (("a", TITLE), ("b", PAGES)):
        repo.branch(name)
        repo.edit(row, described(row, f"Words of {name}"), books)
        repo.write(
            f"{MIGRATIONS}/2026030{1 if name == 'a' else 2}000000_{name}.sql",
            f"ALTER TABLE books ADD COLUMN {name} text;\n",
        )
        assert repo.run("sync").exit_code == 0
        repo.commit(name)
    repo.git("merge", "a")
    in_step(repo)
    assert "Words of a" in repo.read(books)
    assert "Words of b" in repo.read(books)
    before = repo.read(), repo.read(books)
    repo.run("sync")
    assert (repo.read(), repo.read(books)) == before


def test_a_document_of_a_project_in_a_folder_is_found(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(repo.root / "services/shop")
    inner.root.mkdir(parents=True)
    inner.add_side(TWO_TABLES / "base")
    inner.install()
    repo.commit("base")
    for side in ("ours", "theirs"):
        repo.branch(side)
        inner.add_side(TWO_TABLES / side)
        repo.commit(side)
    repo.git("merge", "ours")
    assert "/services/shop/SoT/SoT.ACTUAL_SCHEMA.md merge=sotsync" in repo.read(".gitattributes")
    in_step(inner)
    assert tmp_path in inner.root.parents


def test_siblings_that_cite_the_old_id_are_told(two: Repo) -> None:
    two.git("switch", "--quiet", "theirs")
    two.write("SoT/SoT.API_CONTRACTS.md", "## API-001: Join\n\nWrites DBT-103.\n")
    two.commit("api")
    two.git("switch", "--quiet", "ours")
    told = two.git("merge", "theirs")
    place = "SoT/SoT.API_CONTRACTS.md:3"
    assert f"change DBT-103 to DBT-104 where it means public.readers: {place}" in told


def test_a_clone_without_sotsync_merges_by_lines(plain: Repo) -> None:
    command = plain.git("config", "merge.sotsync.driver").strip()
    program = command.split()[3]
    assert command.startswith(f"if command -v {program} >/dev/null")
    plain.git("config", "merge.sotsync.driver", command.replace(program, "no-such-program"))
    for name in ("a", "b"):
        plain.branch(name)
        plain.edit(TITLE, described(TITLE, f"Words of {name}"))
        plain.commit(name)
    plain.git("merge", "a", code=1)
    assert "<<<<<<< ours\n" in plain.read()
    assert "Words of a" in plain.read()
    assert "Words of b" in plain.read()
