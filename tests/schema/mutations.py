"""Small changes of an expression's text that change what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_]\w*|\d+(?:\.\d+)?|::|[-+*/<>=~!@#%^&|?]+|\s+|."
)
_PLAIN = re.compile(r"'[a-z_]{2,}'")
"""A constant that no type reads like another one: words alone."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[A-Za-z_]\w*")

_SWAPS = {
    "=": ("<>", "<", ">="),
    "<>": ("=",),
    "!=": ("=",),
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
    "%": ("/",),
    "||": ("+",),
    "->": ("->>",),
    "->>": ("->",),
    "#>>": ("#>",),
    "~": ("~*", "!~"),
    "~*": ("~", "!~*"),
    "!~": ("~",),
    "~~": ("!~~", "~~*"),
    "@>": ("<@", "&&"),
    "<@": ("@>",),
    "&&": ("@>",),
    "?": ("?|",),
    "and": ("OR",),
    "or": ("AND",),
    "any": ("ALL",),
    "all": ("ANY",),
    "in": ("NOT IN",),
    "like": ("ILIKE", "NOT LIKE"),
    "ilike": ("LIKE",),
    "between": ("NOT BETWEEN", "BETWEEN SYMMETRIC"),
    "exists": ("NOT EXISTS",),
    "join": ("LEFT JOIN",),
    "left": ("RIGHT", "FULL"),
    "union": ("INTERSECT", "EXCEPT"),
    "asc": ("DESC",),
    "desc": ("ASC",),
    "then": ("THEN NOT", "IS NULL THEN"),
    "true": ("false", "NULL"),
    "false": ("true", "NULL"),
    "max": ("min",),
    "min": ("max",),
    "sum": ("avg",),
    "least": ("greatest",),
    "greatest": ("least",),
    "new": ("old",),
    "old": ("new",),
    "uid": ("role",),
    "coalesce": ("nullif", "greatest"),
    "lower": ("upper",),
    "now": ("clock_timestamp", "statement_timestamp"),
    "current_date": ("current_timestamp",),
    "uuid": ("text",),
    "jsonb": ("json",),
    "timestamptz": ("timestamp",),
    "date": ("timestamptz",),
    "where": ("WHERE NOT",),
    "from": ("FROM ONLY",),
}
_REMOVED = {"not", "distinct", "desc", "nulls", "symmetric"}
_WORDS = frozenset(
    """
    all and any array as asc at between bigint boolean both by case cast char character coalesce
    collate cross cube current_date current_timestamp date day desc distinct double else end epoch
    escape except exists extract false filter first float for from full group having hour ilike in
    inner int int4 int8 integer intersect interval into is isnull join json jsonb last lateral
    leading left like limit localtimestamp lower minute month natural new not notnull now null
    nullif nulls numeric of offset old on only or order outer over overlaps overlay partition
    position precision real right rows row second select similar smallint some substring symmetric
    then time timestamp timestamptz to trailing trim true union unknown using uuid text value values
    varchar varying when where window with within without year zone
    """.split()  # noqa: SIM905 - words read better than quoted words
)


def mutations(text: str, columns: Sequence[str] = ()) -> Iterator[str]:
    """Every text that one small change of meaning makes of ``text``.

    Args:
        text: An expression.
        columns: Other columns that could stand where one does.
    """
    tokens = _TOKEN.findall(text)
    for place, token in enumerate(tokens):
        before, after = "".join(tokens[:place]), "".join(tokens[place + 1 :])
        for other in _replacements(tokens, place, token, columns):
            yield f"{before}{other}{after}"
    yield f"NOT ({text})"
    yield f"({text}) IS NULL"
    yield f"({text})::varchar(3)"
    yield f"COALESCE(({text}), NULL, NULL) IS NOT NULL"


def _replacements(
    tokens: list[str], place: int, token: str, columns: Sequence[str]
) -> Iterator[str]:
    if "".join(tokens[:place]).rstrip().lower().endswith(" as") and tokens[place + 1 :]:
        return  # The name of a scalar query's output, or a type: neither is a value here.
    word = token.lower()
    following = "".join(tokens[place + 1 : place + 3]).lstrip()
    previous = "".join(tokens[max(0, place - 2) : place]).rstrip()
    yield from _SWAPS.get(word, ())
    if word in _REMOVED:
        yield ""
    if word == "is":
        yield "IS NOT" if not following.lower().startswith("not") else "IS"
    if token.startswith("'"):
        yield from _constants(token, previous, following)
    elif _NUMBER.fullmatch(token) and not previous.lower().endswith(("limit", "select")):
        yield f"{token}7"
        yield f"({token} - 1)"
    elif _WORD.fullmatch(token) and word not in _WORDS and not previous.endswith("::"):
        yield from _names(token, previous, following, columns)


def _constants(token: str, previous: str, following: str) -> Iterator[str]:
    yield f"{token[:-1]}x'"
    is_typed = following.startswith("::") or previous.lower().endswith(("interval", "date"))
    if not is_typed:
        yield f"{token}::xml"
    if _PLAIN.fullmatch(token) and not is_typed:
        yield f"{token[:-1]} '"
        yield token.swapcase()


def _names(token: str, previous: str, following: str, columns: Sequence[str]) -> Iterator[str]:
    """Another name, another column, another qualifier, or another type."""
    yield f"{token}_other"
    is_column = not following.startswith(("(", ".")) and not previous.lower().endswith(
        ("from", "join", "as", "::", "only")
    )
    if is_column:
        yield f"{token}::xml"
        yield f"NULLIF({token}, {token})"
        for column in columns:
            if column != token:
                yield column
    if following.startswith("(") and not previous.endswith("."):
        yield f"other.{token}"
