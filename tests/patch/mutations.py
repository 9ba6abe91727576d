"""Small mishaps of editing, at random: lines lost, doubled, swapped, or put where none belongs."""

from __future__ import annotations

import random
import re

_WORDS = ("text", "integer", "NOT NULL", "public.", "DEFAULT", "TABLE", "id", "`", "|", "users")
_STATEMENTS = (
    *("ALTER TABLE", "CREATE INDEX", "CREATE POLICY", "COMMENT ON", "CREATE TYPE", "CREATE TR"),
)


def mishaps(text: str, chance: random.Random) -> str:
    """The text after one to four mishaps."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        chance.choice(_MISHAPS)(lines, chance)
    return "\n".join(lines)


def _lose(lines: list[str], chance: random.Random) -> None:
    lines.pop(chance.randrange(len(lines)))


def _double(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def _swap(lines: list[str], chance: random.Random) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _change_a_word(lines: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(lines))
    lines[at] = lines[at].replace(chance.choice(_WORDS), chance.choice(_WORDS))


def _change_the_case(lines: list[str], chance: random.Random) -> None:
    at = chance.choice([number for number, line in enumerate(lines) if line.startswith("  ")])
    lines[at] = chance.choice((lines[at].upper(), lines[at].lower()))


def _copy_a_statement(lines: list[str], chance: random.Random) -> None:
    found = [number for number, line in enumerate(lines) if line.startswith(_STATEMENTS)]
    if found:
        lines.insert(chance.choice(found), lines[chance.choice(found)])


def _state_elsewhere(lines: list[str], chance: random.Random) -> None:
    """A statement about one table in the SQL of any other."""
    names = re.findall(r"CREATE TABLE (\S+)", "\n".join(lines))
    fences = [number for number, line in enumerate(lines) if line.startswith("```sql")]
    if names and fences:
        statement = chance.choice(
            (
                "ALTER TABLE {} ADD COLUMN lost text;",
                "COMMENT ON TABLE {} IS 'lost';",
                "CREATE POLICY lost ON {} USING (true);",
                "DROP TABLE {};",
                "ALTER TABLE {} RENAME TO lost;",
            )
        )
        lines.insert(chance.choice(fences) + 1, statement.format(chance.choice(names)))


_MISHAPS = (
    *(_lose, _double, _swap, _change_a_word, _change_the_case, _copy_a_statement),
    _state_elsewhere,
)
