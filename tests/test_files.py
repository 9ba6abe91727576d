"""The doors to files: exact bytes in and out, and a refusal wherever something is odd."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotsync import files
from sotsync.errors import InputError, RefusedWriteError
from sotsync.files import (
    Write,
    decode,
    read_source,
    shown_path,
    write_source,
    write_sources,
)
from sotsync.text import Location, Source


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_decoding_keeps_every_character(text: str) -> None:
    """Bytes in, bytes out: what is decoded encodes to the bytes that were read."""
    assert decode(text.encode(), "a.md").text == text


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbfa\r\nb\rc\n", b"a\x00b", "\u2028\f".encode()])
def test_a_file_read_and_written_keeps_its_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    write_source(path, read_source(path, root=tmp_path), root=tmp_path)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "place", "hint"),
    [
        (b"ab\n\xe4c", "a.md:2:1", "save it as UTF-8"),
        ("é".encode() + b"\xff", "a.md:1:2", "save it as UTF-8"),
        (b"\xff\xfea\x00", "a.md:1:1", "UTF-16"),
    ],
)
def test_other_encodings_are_refused_with_the_place(
    tmp_path: Path, data: bytes, place: str, hint: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_source(path, root=tmp_path)
    assert str(caught.value.location) == place
    assert hint in str(caught.value.hint)


def test_what_is_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.md: does not exist"):
        read_source(tmp_path / "a.md", root=tmp_path)
    with pytest.raises(InputError, match="is a folder"):
        read_source(tmp_path, root=tmp_path)
    (tmp_path / "a.md").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be read: not a directory"):
        read_source(tmp_path / "a.md" / "b.md", root=tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not an ordinary file"):
        read_source(tmp_path / "pipe", root=tmp_path)


def test_a_file_of_absurd_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAXIMUM_SIZE", 3)
    (tmp_path / "a.md").write_bytes(b"abcd")
    with pytest.raises(InputError, match="larger than"):
        read_source(tmp_path / "a.md", root=tmp_path)


def test_paths_are_shown_relative_to_the_project_where_they_lie_in_it(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "a" / "b.md", tmp_path) == "a/b.md"
    assert shown_path(tmp_path / "a.md", tmp_path / "other") == (tmp_path / "a.md").as_posix()
    assert shown_path(Path("a.md")) == "a.md"


def test_writing_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_source(path, Source("a.md", "new"), root=tmp_path)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_a_new_file_gets_its_folders_and_the_usual_mode(tmp_path: Path) -> None:
    path = tmp_path / "SoT" / "a.md"
    write_source(path, Source("SoT/a.md", "new"), root=tmp_path, is_new=True)
    assert path.read_bytes() == b"new"
    usual = tmp_path / "usual"
    usual.touch()
    assert path.stat().st_mode == usual.stat().st_mode


def test_a_new_file_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"mine")
    with pytest.raises(RefusedWriteError, match="exists already"):
        write_source(path, Source("a.md", "new"), root=tmp_path, is_new=True)
    assert path.read_bytes() == b"mine"


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_bytes(b"mine")
    link = tmp_path / "a.md"
    link.symlink_to(target)
    with pytest.raises(RefusedWriteError, match="symbolic link"):
        write_source(link, Source("a.md", "new"), root=tmp_path)
    assert target.read_bytes() == b"mine"


def test_a_folder_that_links_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(RefusedWriteError):
        write_source(tmp_path / "loop" / "a.md", Source("a.md", "a\n"), root=tmp_path)


def test_nothing_outside_the_project_is_written(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    outside = tmp_path / "a.md"
    outside.write_bytes(b"mine")
    (root / "SoT").symlink_to(tmp_path, target_is_directory=True)
    for path in (outside, root / ".." / "a.md", root / "SoT" / "a.md"):
        with pytest.raises(RefusedWriteError, match="outside the project"):
            write_source(path, Source("a.md", "new"), root=root)
    assert outside.read_bytes() == b"mine"


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(RefusedWriteError, match="not an ordinary file"):
        write_source(tmp_path / "a.md", Source("a.md", "new"), root=tmp_path)


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"mine")
    path.chmod(0o444)
    with pytest.raises(RefusedWriteError, match="read-only"):
        write_source(path, Source("a.md", "new"), root=tmp_path)
    assert path.read_bytes() == b"mine"


def test_a_file_that_changed_since_it_was_read_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"read")
    before = read_source(path, root=tmp_path)
    path.write_bytes(b"edited meanwhile")
    with pytest.raises(RefusedWriteError, match="changed while"):
        write_source(path, Source("a.md", "new"), root=tmp_path, expected=before)
    assert path.read_bytes() == b"edited meanwhile"


def test_a_write_that_fails_half_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"mine")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(RefusedWriteError, match="no space left"):
        write_source(path, Source("a.md", "new"), root=tmp_path)
    assert path.read_bytes() == b"mine"
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only where the system is POSIX")
def test_names_that_are_no_text_are_refused_and_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xff.md")
    assert shown_path(path, tmp_path) == "b\\xff.md"
    with pytest.raises(RefusedWriteError, match="not UTF-8"):
        write_source(path, Source("b.md", "x"), root=tmp_path, is_new=True)


def test_a_name_with_a_nul_is_the_name_of_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a\0b"
    with pytest.raises(InputError, match="does not exist"):
        read_source(path)
    with pytest.raises(RefusedWriteError, match="not UTF-8"):
        write_source(path, Source("b.md", "x"), root=tmp_path, is_new=True)


def several(folder: Path) -> tuple[Write, ...]:
    """Two files that are there and a new one, each with other content to write."""
    writes = []
    for name in ("a.md", "b.md"):
        (folder / name).write_bytes(b"old\r\n")
        old = read_source(folder / name, root=folder)
        writes.append(Write(path=folder / name, source=Source(name, "new\n"), expected=old))
    new = folder / "deep" / "c.md"
    return (*writes, Write(path=new, source=Source("deep/c.md", "new\n"), is_new=True))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_several_files_are_written_together(tmp_path: Path) -> None:
    write_sources(several(tmp_path), root=tmp_path)
    assert contents(tmp_path) == dict.fromkeys(("a.md", "b.md", "deep/c.md"), b"new\n")


def test_one_file_that_has_changed_keeps_all_of_them(tmp_path: Path) -> None:
    writes = several(tmp_path)
    (tmp_path / "b.md").write_bytes(b"edited\n")
    before = contents(tmp_path)
    with pytest.raises(RefusedWriteError, match=r"has changed"):
        write_sources(writes, root=tmp_path)
    assert contents(tmp_path) == before


def test_one_rename_that_fails_gives_the_others_their_content_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = several(tmp_path)
    before = contents(tmp_path)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "c.md":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(RefusedWriteError, match="no space left") as refused:
        write_sources(writes, root=tmp_path)
    assert refused.value.location == Location("deep/c.md")
    assert contents(tmp_path) == before


def test_a_new_file_goes_again_where_a_later_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = tuple(reversed(several(tmp_path)))
    before = contents(tmp_path)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b.md":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(KeyboardInterrupt):
        write_sources(writes, root=tmp_path)
    assert contents(tmp_path) == before
