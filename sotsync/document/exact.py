r"""Names and expressions written so that no character of them is lost, wherever they stand.

PostgreSQL takes any text without NUL as a name: a line end, a pipe, back-ticks, spaces at its ends.
A cell of a table, a bullet or a line of a tree cannot hold all of that, and what it holds has to
be told apart from the words around it. PostgreSQL has a spelling for such names that is plain
text, ``U&"a\000Ab"`` (manual, "Identifiers and Key Words"), and the same for constants. Ordinary
names are written as they are.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["exact_name", "exact_sql", "read_exact_name", "read_exact_sql"]

_ODD = re.compile(
    r"""[`'|,/()\\{}<>\[\]"*] | \A[ ] | [ ]\Z | [^\S ]
    | (?<=\s)(?:A(?=SC\b)|D(?=ESC\b)|N(?=ULLS\b)|I(?=NCLUDE\b)|[A-Z](?=\w*_OPS\b))
    | \bW(?=HERE\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINERS = frozenset("\u200c\u200d")
_LOST_IN_CONSTANTS = re.compile(r"[`\r\n]|\\(?=\||\Z)")
_QUOTED = re.compile(
    r"(?P<mark>\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')|(?P<tag>\$\w*\$).*?(?P=tag)", re.DOTALL
)
_ESCAPED = re.compile(r'U&"((?:[^"]|"")*)"', re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?<!\w)U&(?:"(?P<identifier>(?:[^"]|"")*)"|'(?P<constant>(?:[^']|'')*)')
    | "(?:[^"]|"")*" | '(?:[^']|'')*' | (?P<tag>\$\w*\$).*?(?P=tag)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"""\\(?:\+(?P<long>0[0-9A-F]{5}|10[0-9A-F]{4})
    |(?P<short>[0-9A-CEF][0-9A-F]{3}|D[0-7][0-9A-F]{2})|(?P<itself>\\))""",
    re.VERBOSE | re.IGNORECASE,
)
"""A character by its number; half of a surrogate pair is none."""


def _is_hidden(character: str) -> bool:
    """Whether nobody sees the character where it stands: a control, a mark of direction."""
    return unicodedata.category(character) in {"Cc", "Cf"} and character not in _JOINERS


def _escaped(match: re.Match[str] | str) -> str:
    character = match if isinstance(match, str) else match[0]
    number = ord(character)
    return f"\\{number:04X}" if number <= 0xFFFF else f"\\+{number:06X}"  # noqa: PLR2004 - what four digits hold


def exact_name(name: str) -> str:
    """The name as it is, or as ``U&"…"`` where something of it would not be read back."""
    if name.isidentifier() and name.upper() != "WHERE":
        return name
    hidden = "".join(_escaped(one) if _is_hidden(one) else one for one in name)
    if hidden == name and not _ODD.search(name) and not name.upper().startswith("U&"):
        return name
    spelled = "".join(_escaped(one) if _is_hidden(one) else one for one in _ODD.sub(_escaped, name))
    return f'U&"{spelled}"'


def read_exact_name(text: str) -> str:
    """The name that :func:`exact_name` has written so."""
    match = _ESCAPED.fullmatch(text)
    return text if match is None else _decoded(match[1].replace('""', '"'))


def exact_sql(sql: str) -> str:
    """The SQL with odd names in it, and constants that no line holds, spelled out."""
    return _QUOTED.sub(_exact_token, sql)


def _exact_token(match: re.Match[str]) -> str:
    token = match["mark"]
    if token is None:
        return match[0]
    inner = token[1:-1]
    if token[0] == '"':
        name = inner.replace('""', '"')
        exact = exact_name(name)
        return token if exact == name else exact
    before = match.string[max(match.start() - 2, 0) : match.start()].upper()
    if before.endswith(("E", "U&")) or not _LOST_IN_CONSTANTS.search(inner):
        return token
    return "U&'" + re.sub(r"[\\`\r\n]", _escaped, inner) + "'"


def read_exact_sql(text: str) -> str:
    """The SQL that :func:`exact_sql` has written so."""
    return _TOKEN.sub(_plain_token, text) if "U&" in text or "u&" in text else text


def _plain_token(match: re.Match[str]) -> str:
    if match["identifier"] is not None:
        return '"' + _decoded(match["identifier"].replace('""', '"')).replace('"', '""') + '"'
    if match["constant"] is not None:
        return "'" + _decoded(match["constant"].replace("''", "'")).replace("'", "''") + "'"
    return match[0]


def _decoded(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    return match["itself"] or chr(int(match["long"] or match["short"], 16))
