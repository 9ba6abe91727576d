"""The cases of this folder: a document, the migrations, and every change between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.files import read_source
from sotsync.migrations.read import read_migrations
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@dataclass(frozen=True)
class Case:
    """Both sides of one case."""

    document: Document
    replay: Replay


def read_case(folder: Path) -> Case:
    source = read_source(folder / "document.md", root=folder)
    migrations = read_migrations(folder / "migrations", root=folder)
    return Case(parse_document(source), replay(migrations.scripts, platform=SUPABASE))
