"""The checklist of statement forms: each is in a case, and no action of the grammar is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sotsync.sql.parser import enums
from sotsync.sql.statements import parse_statements
from sotsync.text import Source

HERE = Path(__file__).parent
_ROW = re.compile(r"\| `(.+)` \| (\w+) \|")
FORMS = _ROW.findall((HERE / "forms.md").read_text(encoding="utf-8"))

# What PostgreSQL makes of other actions while it runs them, and what needs things that the schema
# does not describe: foreign tables' options.
_INTERNAL = frozenset(
    """
    AT_AddColumnToView AT_CookedColumnDefault AT_SetAttNotNull AT_CheckNotNull
    AT_AddIndex AT_ReAddIndex AT_ReAddConstraint AT_ReAddDomainConstraint AT_AddIndexConstraint
    AT_ReAddComment AT_ReAddStatistics AT_AlterColumnGenericOptions AT_GenericOptions AT_DropOids
    AT_ReplaceRelOptions AT_EnableRule AT_EnableAlwaysRule AT_EnableReplicaRule AT_DisableRule
    """.split()  # noqa: SIM905 - words read better than a wall of quotes
)


@cache
def _statements(case: str) -> tuple[str, ...]:
    source = Source(case, (HERE / "cases" / f"{case}.sql").read_text(encoding="utf-8"))
    return tuple(source.slice(each.span) for each in parse_statements(source))


def _pattern(form: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()).replace(r"\ ", r"\s+") for part in form.split("…")]
    ended = [f"{part}(?!\\w)" if re.search(r"\w\Z", part) else part for part in parts]
    return re.compile(".*?".join(ended), re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize(("form", "case"), FORMS, ids=[form for form, _ in FORMS])
def test_every_form_is_in_its_case(form: str, case: str) -> None:
    pattern = _pattern(form)
    assert any(pattern.match(statement) for statement in _statements(case))


def test_every_action_of_alter_table_is_in_a_case() -> None:
    names = {name for name in enums.AlterTableType.keys() if name.startswith("AT_")}  # noqa: SIM118 - a protobuf enum
    assert names - _INTERNAL - {_name(subtype) for subtype in _subtypes()} == set()


def _name(subtype: int) -> str:
    return str(enums.AlterTableType.Name(subtype))


def _subtypes() -> Iterator[int]:
    for case in sorted((HERE / "cases").glob("*.sql")):
        source = Source(case.name, case.read_text(encoding="utf-8"))
        for statement in parse_statements(source):
            node: Any = statement.node
            if statement.kind == "alter_table_stmt":
                yield from (item.alter_table_cmd.subtype for item in node.cmds)
