"""A small project to run commands in, and a way to run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sotsync.cli.app import app

MIGRATIONS = {
    "20260101090000_create_books.sql": """\
-- Books that can be lent
CREATE TABLE public.books (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  pages integer
);
COMMENT ON TABLE public.books IS 'Every book of the library';
""",
    "20260102090000_create_loans.sql": """\
CREATE TABLE public.loans (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book_id uuid NOT NULL REFERENCES public.books (id) ON DELETE CASCADE,
  lent_on date NOT NULL DEFAULT current_date
);
CREATE INDEX loans_book_idx ON public.loans (book_id);
""",
}

Run = Callable[..., Result]


def write_migrations(root: Path, folder: str = "supabase/migrations") -> Path:
    """Put the migrations of the library into a folder below ``root``."""
    home = root / folder
    home.mkdir(parents=True)
    for name, text in MIGRATIONS.items():
        (home / name).write_bytes(text.encode())
    return home


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with migrations and no document, and the current folder."""
    root = tmp_path / "library"
    write_migrations(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run() -> Run:
    """Run a command in this process; anything but an exit is a failure of the test."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return invoke
