"""The cases of this folder: a document before, the migrations, and the document after.

``python -m tests.patch.cases`` writes what is planned now into every ``after.md`` and
``findings.txt``; read the difference before committing it, since it is the expectation.
"""

from __future__ import annotations

from pathlib import Path

from sotsync.document.parse import parse_document
from sotsync.migrations.read import read_migrations
from sotsync.patch.models import Patch
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.text import Source

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def read_text(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def read_replay(folder: Path) -> Replay:
    migrations = read_migrations(folder / "migrations", root=folder)
    return replay(migrations.scripts, platform=SUPABASE)


def plan(text: str, actual: Replay) -> Patch:
    return plan_patch(parse_document(Source("before.md", text)), actual)


def shown_findings(patch: Patch) -> str:
    return "".join(f"{one.document}: {one.code} {one.message}\n" for one in patch.findings)


def rewrite() -> None:
    for folder in CASES:
        patch = plan(read_text(folder / "before.md"), read_replay(folder))
        (folder / "after.md").write_bytes(patch.apply().text.encode())
        findings = shown_findings(patch)
        if findings:
            (folder / "findings.txt").write_bytes(findings.encode())


if __name__ == "__main__":
    rewrite()
