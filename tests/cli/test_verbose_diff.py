"""What ``diff --verbose`` tells beside its report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SQL = """create table t (id int primary key, a lost_type);
select 1;
alter table t add column a int;
do $$ begin execute current_setting('app.sql'); end $$;
"""


@pytest.mark.usefixtures("library")
def test_notes_and_counts_of_statements_are_told_on_request(run: Run) -> None:
    Path("supabase/migrations/20260103090000_odd.sql").write_text(SQL, encoding="utf-8")
    run("init")
    assert "statements:" not in run("diff").output
    told = run("diff", "--verbose").stderr.splitlines()
    assert told[-2:] == [
        "files: 3",
        "statements: 5 applied, 1 no effect, 1 not knowable, 1 rejected",
    ]
    assert any("no migration creates the type lost_type [R103]" in line for line in told)
    summary = json.loads(run("diff", "--output", "json").stdout)["summary"]
    assert summary["statements"] == {
        "applied": 5,
        "no effect": 1,
        "not knowable": 1,
        "rejected": 1,
    }
