"""Every version of the template: left alone while there is nothing, and filled once there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotsync.diff.documents import diff_document
from sotsync.document.models import Profile
from sotsync.document.parse import parse_document
from sotsync.patch.plan import plan_patch
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

FIXTURES = Path(__file__).parents[1] / "document" / "fixtures"
SQL = """
CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE notes (id int PRIMARY KEY, user_id uuid REFERENCES users (id), body text);
CREATE INDEX notes_user ON notes (user_id);
CREATE TABLE labels (id int PRIMARY KEY);
CREATE TABLE note_labels (note_id int REFERENCES notes, label_id int REFERENCES labels,
  PRIMARY KEY (note_id, label_id));
CREATE VIEW mails AS SELECT email FROM users;
"""
IDS = {"Users": "DBT-0", "Note Labels": "DBT-2", "Mails": "DBT-3"}
GENERATOR = """**Auto-Generation Script** (example):

```bash
#!/bin/bash
supabase db dump --schema-only > schema.sql
```
"""


def full(separator: str | None) -> str:
    """The full template; with its siblings' names as they were before they had a prefix."""
    text = (FIXTURES / "template.md").read_text(encoding="utf-8")
    if separator is None:
        return text
    for name in ("API_CONTRACTS", "BUSINESS_RULES"):
        text = text.replace(f"SoT.{name}.md", f"{name}.md")
    for name in ("USER_JOURNEYS", "testing_playbook"):
        text = text.replace(f"SoT.{name}.md", f"{name.replace('_', separator)}.md")
    text = text.replace("SoT.ACTUAL_SCHEMA.md", "ACTUAL-SCHEMA.md")
    note = "Maintain manually unless you add tooling in a fork."
    text = text.replace(note, "Run `npm run codex:sync-schema` to rebuild")
    step = "4. Update this file (auto-generate + add context)"
    text = text.replace(step, "4. Update this file: `npm run codex:sync-schema`")
    return text[: text.index("**Optional Tooling**")] + GENERATOR


def lean(*, is_marked: bool) -> str:
    """The lean template; with the comments that divide it since version 2.1."""
    text = (FIXTURES / "lean_template.md").read_text(encoding="utf-8")
    if not is_marked:
        return text
    first, last = text.index("## Navigation"), text.index("## DBT-001")
    end = text.index("## Deprecated Tables")
    mark = "SECTION: template-structure"
    navigation = f"<!-- {mark} -->\n{text[first:last]}<!-- /{mark} -->\n\n"
    entries = f"<!-- CUSTOMIZABLE: entries -->\n{text[last:end]}<!-- /CUSTOMIZABLE: entries -->\n\n"
    return text[:first] + navigation + entries + text[end:]


TEMPLATES = {
    "v0": full("-"),
    "v0b": full("_"),
    "v1": full(None),
    "v2": lean(is_marked=False),
    "v2.1": lean(is_marked=True),
}
each = pytest.mark.parametrize("version", TEMPLATES)


def replayed(*scripts: str) -> Replay:
    """The schema after some migrations."""
    named = (
        Script(source=Source(f"migrations/2026010{n}_x.sql", sql), version=f"2026010{n}")
        for n, sql in enumerate(scripts, 1)
    )
    return replay(named)


def synchronised(text: str, actual: Replay) -> str:
    """The text after a sync, which leaves nothing to do."""
    result = plan_patch(parse_document(Source("SoT.md", text)), actual).apply()
    document = parse_document(result)
    assert diff_document(document, actual) == ()
    assert plan_patch(document, actual).edits == ()
    return result.text


@each
def test_without_tables_nothing_is_written(version: str) -> None:
    text = TEMPLATES[version]
    document = parse_document(Source("SoT.md", text))
    assert document.profile is (Profile.LEAN if version.startswith("v2") else Profile.FULL)
    assert all(entry.is_template for entry in document.entries)
    for kind in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
        assert diff_document(parse_document(Source("SoT.md", kind)), replayed()) == ()
        assert synchronised(kind, replayed()) == kind


@each
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_with_tables_they_are_filled_in(version: str, end: str) -> None:
    text = TEMPLATES[version].replace("\n", end)
    actual = replayed(SQL)
    result = synchronised(text, actual)
    document = parse_document(Source("SoT.md", result))
    titles = {entry.title.text: entry for entry in document.entries if not entry.is_template}
    assert set(titles) == {"Users", "Notes", "Labels", "Note Labels", "Mails"}
    for title, start in IDS.items():
        assert titles[title].id.startswith(start), title
    for entry in titles.values():
        assert f"- [{entry.id}](#{entry.heading.slug}) - {entry.title.text}{end}" in result
    assert result.count("\n") == result.count(end)
    if not version.startswith("v2"):
        assert {"users", "notes"} <= {one.name for one in document.schema.tables.values()}


@each
def test_what_people_may_have_written_stays(version: str) -> None:
    """The protocol, the remarks at the top and the template's own entry are as they were."""
    text = TEMPLATES[version]
    result = synchronised(text, replayed(SQL))
    first = text.index("## DBT-001")
    assert text[first : text.index("\n---\n", first)] in result
    head = text[text.index("\n# ") : text.index("## Navigation")]
    assert head in result
    last = text[max(text.rfind("## Maintenance"), text.rfind("## Update")) :]
    assert result.endswith(last)


@each
def test_later_migrations_are_followed(version: str) -> None:
    later = (
        "ALTER TABLE notes RENAME TO remarks; ALTER TABLE remarks ADD COLUMN at date;"
        "DROP VIEW mails; CREATE TABLE places (id int PRIMARY KEY);"
    )
    before = synchronised(TEMPLATES[version], replayed(SQL))
    after = synchronised(before, replayed(SQL, later))
    titles = {one.title.text for one in parse_document(Source("SoT.md", after)).entries}
    assert {"Users", "Remarks", "Places", "Mails"} <= titles
    assert "[DEPRECATED]" in after
