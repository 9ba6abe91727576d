"""How long sotsync takes with large documents, and whether that grows as they do.

    nox -s bench -- documents 250 500 1000

Each size is a number of tables, of ten columns, policies, a trigger and indexes each: about 5 KB a
table in the document. The figures are medians of processor time, which other work on the machine
does not count in; the start of the command line and reading the migrations come on top.
"""

# ruff: noqa: T201 - a script whose result is what it prints

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sotsync.cli import COLLECTION
from sotsync.diff.documents import compare_again, diff_document
from sotsync.diff.situation import examine
from sotsync.document.parse import parse_document
from sotsync.document.remembering import forget_regions
from sotsync.document.render.numbering import IdRules
from sotsync.document.render.page import PageSettings, render_document
from sotsync.migrations.read import read_migrations
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.text import Source

ROUNDS = 3
_TABLE = """
CREATE TABLE public.t_{n} (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  parent_id uuid REFERENCES public.t_{m} (id) ON DELETE CASCADE,
  name text NOT NULL DEFAULT 'unnamed', status text NOT NULL DEFAULT 'active',
  amount numeric(12, 2) CHECK (amount > 0), settings jsonb DEFAULT '{{}}', tags text[],
  starts_on date, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
);
CREATE INDEX t_{n}_parent ON public.t_{n} (parent_id);
CREATE INDEX t_{n}_active ON public.t_{n} (status) WHERE status = 'active';
ALTER TABLE public.t_{n} ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Everybody reads" ON public.t_{n} FOR SELECT USING (status <> 'hidden');
CREATE POLICY "Owners write" ON public.t_{n} FOR UPDATE USING (id IS NOT NULL);
CREATE TRIGGER touch BEFORE UPDATE ON public.t_{n}
  FOR EACH ROW EXECUTE FUNCTION public.touch();
COMMENT ON TABLE public.t_{n} IS 'Things of kind {n}';
"""
_FIRST = """
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
"""


def main() -> None:
    """Measure every size named on the command line."""
    gc.set_threshold(*COLLECTION)
    for size in [int(argument) for argument in sys.argv[1:]] or [250, 500, 1000]:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            _measure(Path(folder), size)


def _measure(root: Path, size: int) -> None:
    folder = root / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for number in range(size):
        text = ("" if number else _FIRST) + _TABLE.format(n=number, m=number // 2)
        path = folder / f"{20200101000000 + number}_t_{number}.sql"
        path.write_text(text, encoding="utf-8")
    before = read_migrations(folder, root=root)
    settings = PageSettings(rules=IdRules(digits=4) if size > _THREE_DIGITS else IdRules())
    text = render_document(replay(before.scripts), settings)
    source = Source("SoT/SoT.ACTUAL_SCHEMA.md", text)
    change = f"ALTER TABLE public.t_{size // 2} ADD COLUMN added text NOT NULL DEFAULT 'a';"
    (folder / "20991231000000_change.sql").write_text(change, encoding="utf-8")
    after = read_migrations(folder, root=root)
    actual, changed = replay(before.scripts), replay(after.scripts)
    print(f"{size:,} tables, {len(text.encode()) / 1e6:.1f} MB, medians of {ROUNDS} rounds")
    _print("parse", lambda: [entry.regions for entry in parse_document(source).entries])
    _print("diff", lambda: diff_document(parse_document(source), actual))
    _print("sync after a change", lambda: _sync(source, changed))
    _print("replay", lambda: replay(after.scripts))


def _sync(source: Source, actual: Replay) -> Source:
    """What ``sotsync sync`` works out between reading and writing."""
    document = parse_document(source)
    compared = compare_again(examine(document, actual)).settled
    return plan_patch(document, actual, compared=compared).apply()


_THREE_DIGITS = 700
"""How many tables three digits are enough for."""


def _print(name: str, work: Callable[[], object]) -> None:
    taken = []
    for _ in range(ROUNDS):
        parse_document.cache_clear()
        forget_regions()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    print(f"  {name:20} {statistics.median(taken):7.2f} s")


if __name__ == "__main__":
    main()
