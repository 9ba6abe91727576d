"""The cases of this folder: SQL, and what one rule finds in it.

A file of cases begins with what all of them share. A line ``-- case: …`` begins a case,
``-- settings: …`` is a line of ``sotsync.toml``, ``-- platform: postgres`` is no Supabase, and
``-- finds: …`` is one finding: its weight, its line in the case, and its message.

``python -m tests.rules.cases`` writes what is found now into every file; read the difference before
committing it, since it is the expectation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sotsync.config import PlatformName, Settings
from sotsync.replay.engine import replay
from sotsync.replay.platform import PLATFORMS
from sotsync.replay.script import Script
from sotsync.rules.check import Checked, check
from sotsync.rules.comments import read_migration_comments
from sotsync.text import Source

__all__ = ["FOLDER", "Case", "check_sql", "found", "read_cases"]

FOLDER = Path(__file__).parent
_CASE = re.compile(r"^-- case: (.+)\n", re.MULTILINE)
_SETTINGS = re.compile(r"^-- settings: (.+)\n", re.MULTILINE)
_PLATFORM = re.compile(r"^-- platform: (\w+)\n", re.MULTILINE)
_FINDS = re.compile(r"^-- finds: (.+)\n", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: its title, what it shares with others, and its own text."""

    title: str
    first: str
    text: str

    @property
    def sql(self) -> str:
        """The migration, without what is expected of it."""
        return _FINDS.sub("", self.text)

    @property
    def settings(self) -> Settings:
        """What the project has set."""
        return Settings.model_validate(tomllib.loads("\n".join(_SETTINGS.findall(self.text))))

    @property
    def platform(self) -> PlatformName:
        """What is there before the first migration."""
        match = _PLATFORM.search(self.text)
        return PlatformName(match[1]) if match else PlatformName.SUPABASE

    @property
    def expected(self) -> list[str]:
        """What is to be found."""
        return [one for one in _FINDS.findall(self.text) if one != "nothing"]


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    first, *rest = _CASE.split(path.read_text(encoding="utf-8"))
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        yield Case(title=title, first=first, text=text)


def check_sql(
    sql: str,
    *,
    first: str = "",
    settings: Settings | None = None,
    platform: PlatformName = PlatformName.SUPABASE,
) -> Checked:
    """What all rules find in one migration, after another one."""
    scripts = [
        Script(source=Source(name, text), version=name[:1])
        for name, text in (("1_first.sql", first), ("2_case.sql", sql))
    ]
    actual = replay(scripts, platform=PLATFORMS[platform])
    assert [one.message for one in actual.findings if one.severity == "error"] == []
    stated = read_migration_comments(scripts, actual.operations)
    return check(actual, settings=settings, platform=platform, stated=stated)


def found(case: Case, rule: str) -> list[str]:
    """What one rule finds in a case, a line each."""
    checked = check_sql(case.sql, first=case.first, settings=case.settings, platform=case.platform)
    return [
        f"{one.severity} {_line(one.migration.line if one.migration else 0)}{one.message}"
        for one in checked.findings
        if one.code == rule
    ]


def _line(number: int) -> str:
    return f"line {number}: " if number else ""


def rewrite() -> None:
    """Write what is found now into every file of cases."""
    for path in sorted(FOLDER.glob("*/cases.sql")):
        rule = path.parent.name.partition("_")[0].upper()
        parts = [path.read_text(encoding="utf-8").partition("-- case: ")[0]]
        for case in read_cases(path):
            told = [f"-- finds: {one}\n" for one in found(case, rule) or ["nothing"]]
            parts.append(f"-- case: {case.title}\n{case.sql.rstrip()}\n{''.join(told)}\n")
        path.write_text("".join(parts).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
