"""The spelling of expressions: what can be made uniform word by word, before any tree is read.

Besides the respelled text there is its *vocabulary*: the functions, literals and rare operators in
it. sqlglot reads some different things as one (``char_length`` and ``length``, ``<=>`` and ``IS NOT
DISTINCT FROM``), and two texts whose vocabularies differ are never the same, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sotsync.schema.names import quote_literal
from sotsync.schema.types import canonical_type
from sotsync.schema.values import loose_value

__all__ = [
    "HIDDEN_SCHEMAS",
    "TYPE_MARK",
    "Spelling",
    "has_loose_operator",
    "respell",
    "squeeze",
    "strip_hidden_schema",
]

HIDDEN_SCHEMAS = frozenset({"public", "extensions", "pg_catalog"})
"""The schemas that a Supabase project searches for names without one, and PostgreSQL's own."""

TYPE_MARK = "="
"""Starts a type that :func:`respell` wrote as a quoted name, so that no parser reads it as one."""

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
    |(?P<string>[eE]'(?:[^'\\]|''|\\.)*'|[bBxXnN]?'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    |(?P<word>"(?:[^"]|"")*"|[^\W\d][\w$]*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<operator>[-+*/<>=~!@\#%^&|`?]+|::|:=|.)""",
    re.VERBOSE | re.DOTALL,
)

_QUOTED_CALL = re.compile(r'"(?:left|right|substring|position|overlay|trim|coalesce)"')
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'"}
_ESCAPE = re.compile(r"\\([ntr\\'])")
_RARE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[^ntr\\']")

# A type after "::": words that PostgreSQL's grammar joins, modifiers, and array brackets.
_TYPE = re.compile(
    r"""\s*(?:
      (?:double\s+precision|(?:national\s+)?(?:character|char)\s+varying|bit\s+varying)\b
        (?:\s*\([^()]*\))?
      |(?:timestamp|time)\b(?:\s*\(\s*\d+\s*\))?(?:\s+with(?:out)?\s+time\s+zone\b)?
      |interval\b(?:\s+(?:year|month|day|hour|minute|second)\b(?:\s+to\s+(?:month|hour|minute|second)\b)?)?
        (?:\s*\(\s*\d+\s*\))?
      |(?:(?:"(?:[^"]|"")*"|[^\W\d][\w$]*)\s*\.\s*)*(?:"(?:[^"]|"")*"|[^\W\d][\w$]*)
        (?:\s*\([^()]*\))?
    )(?:\s*\[\s*\d*\s*\])*""",
    re.VERBOSE | re.IGNORECASE,
)

# Words before a parenthesis that call nothing; the tree holds what they mean.
_NOT_FUNCTIONS = frozenset(
    """
    all and any array as between by case cast distinct else except exists filter from group having
    ilike in intersect interval is join lateral like limit not of offset on operator or order over
    partition returning row select similar some then to union using values when where with within
    now current_timestamp transaction_timestamp timezone
    """.split()  # noqa: SIM905 - words read better than quoted words
)

# Operators that sqlglot is trusted to tell apart, and punctuation.
_TRUSTED_OPERATORS = frozenset(
    "= <> != < > <= >= + - * / % || ~~ !~~ ~~* !~~* ( ) [ ] , . : ; -> ->> #> #>> => :=".split()  # noqa: SIM905
)

TEXT_TYPES = frozenset({"text", "character varying", "bpchar", "unknown"})
"""The types of a string constant whose name adds nothing."""

_LOOSE_OPERATORS = frozenset(
    """
    all and any at between collate ilike in is isnull like not notnull or overlaps similar some
    """.split()  # noqa: SIM905 - words read better than quoted words
)

_ORDER_WORDS = frozenset({"asc", "desc", "nulls", "first", "last"})
_TRUTHS = frozenset({"t", "f", "true", "false"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A respelled text, and the words of it that must agree for two texts to be the same."""

    text: str
    vocabulary: frozenset[str]


def squeeze(text: str) -> str:
    """The text with single spaces between its tokens and canonical types in its casts."""
    return " ".join(token.text for token in _tokens(text))


def has_loose_operator(text: str) -> bool:
    """Whether the expression must stand in parentheses after DEFAULT.

    PostgreSQL's grammar takes only a ``b_expr`` there: no AND, OR, NOT, IS, IN, LIKE and their like
    outside parentheses.
    """
    depth = 0
    for token in _tokens(text):
        if token.text in {"(", "["}:
            depth += 1
        elif token.text in {")", "]"}:
            depth -= 1
        elif depth == 0 and token.kind == "word" and token.text.lower() in _LOOSE_OPERATORS:
            return True
    return False


def strip_hidden_schema(type_text: str) -> str:
    """The canonical type without a schema that goes without saying."""
    for schema in HIDDEN_SCHEMAS:
        prefix = f"{schema}."
        if type_text.removeprefix("SETOF ").startswith(prefix):
            return type_text.replace(prefix, "", 1)
    return type_text


def respell(text: str) -> Spelling:
    """The text with canonical types and no schema that goes without saying."""
    tokens = list(_without_schemas(list(_without_text_casts(list(_tokens(text))))))
    return Spelling(
        text=" ".join(_qualified_arrows(tokens)), vocabulary=frozenset(_vocabulary(tokens))
    )


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    casts = _CastWords()
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # "." takes any character.
        position = match.end()
        token = _token(match)
        if token is not None:
            yield token
            found = _TYPE.match(text, position) if casts.is_before_type(token) else None
            if found is not None:
                position = found.end()
                yield _Token("type", strip_hidden_schema(canonical_type(found.group())))


def _token(match: re.Match[str]) -> _Token | None:
    if match["space"] is not None:
        return None
    if match["string"] is not None:
        return _Token("string", _plain_string(match["string"]))
    if match["word"] is not None:
        return _Token("word", _unquoted_call(match))
    return _Token(match.lastgroup or "", match.group())


def _unquoted_call(match: re.Match[str]) -> str:
    """``"left"(a, 1)``: PostgreSQL quotes the functions whose names are words of its grammar."""
    word = match["word"]
    is_call = match.string.startswith("(", match.end())
    return word[1:-1] if is_call and _QUOTED_CALL.fullmatch(word) else word


class _CastWords:
    """Knows whether a type comes next: after ``::``, and after the AS of ``CAST(… AS …)``."""

    def __init__(self) -> None:
        self._open: list[bool] = []
        self._previous = ""

    def is_before_type(self, token: _Token) -> bool:
        word = token.text.lower()
        if word == "(":
            self._open.append(self._previous == "cast")
        elif word == ")" and self._open:
            self._open.pop()
        self._previous = word
        return word == "::" or (word == "as" and bool(self._open) and self._open[-1])


def _plain_string(text: str) -> str:
    """Dollar quotes and simple escapes as the plain constant they mean."""
    if text[0] in "eE" and not _RARE_ESCAPE.search(text):
        bare = text[2:-1].replace("''", "'")
        return quote_literal(_ESCAPE.sub(lambda found: _ESCAPED[found[1]], bare))
    if not text.startswith("$"):
        return text
    start = text.index("$", 1) + 1
    return quote_literal(text[start : len(text) - start])


def _without_text_casts(tokens: list[_Token]) -> Iterator[_Token]:
    """Leaves out the cast of a string constant to text, which it is without one."""
    for place, token in enumerate(tokens):
        before = tokens[max(0, place - 2) : place]
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        is_cast = token.text == "::" and after is not None and after.text in TEXT_TYPES
        if is_cast and before and before[-1].kind == "string":
            continue
        is_type = token.kind == "type" and token.text in TEXT_TYPES
        if is_type and [word.kind for word in before] == ["string", "operator"]:
            continue
        yield token


def _without_schemas(tokens: list[_Token]) -> Iterator[_Token]:
    """Leaves out ``public.`` and its like where a name follows."""
    skip = 0
    for place, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif _is_hidden_schema(tokens, place):
            skip = 1
        elif [word.text.lower() for word in tokens[max(0, place - 2) : place]] == ["nextval", "("]:
            yield _Token(token.kind, token.text.replace("'public.", "'", 1))
        else:
            yield token


def _is_hidden_schema(tokens: list[_Token], place: int) -> bool:
    name = tokens[place].text.lower().strip('"')
    following = [token.text for token in tokens[place + 1 : place + 4]]
    if name not in HIDDEN_SCHEMAS or tokens[place].kind != "word" or following[:1] != ["."]:
        return False
    is_part = place > 0 and tokens[place - 1].text == "."
    # A table may well be called "extensions": only its functions go without saying.
    return not is_part and (name != "extensions" or following[2:3] == ["("])


def _qualified_arrows(tokens: list[_Token]) -> Iterator[str]:
    """The tokens' texts; types as quoted names, and ``a -> …`` so that it is no lambda."""
    for place, token in enumerate(tokens):
        if token.kind == "type":
            marked = TYPE_MARK + token.text
            yield '"' + marked.replace('"', '""') + '"'
        elif token.kind == "word" and _is_lambda_like(tokens, place):
            yield f'"{TYPE_MARK}".{token.text}'
        else:
            yield token.text


def _is_lambda_like(tokens: list[_Token], place: int) -> bool:
    """Whether sqlglot would take the name and the arrow after it for a lambda."""
    follows = place + 1 < len(tokens) and tokens[place + 1].text == "->"
    return follows and (place == 0 or tokens[place - 1].text != ".")


def _vocabulary(tokens: list[_Token]) -> Iterator[str]:
    ordinals = set(_ordinals(tokens))
    for place, token in enumerate(tokens):
        previous = tokens[place - 1].text.lower() if place else ""
        following = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if token.kind == "word" and following == "(" and previous not in {"as", ")"}:
            if token.text.lower() not in _NOT_FUNCTIONS:
                yield f"{token.text.lower()}()"
        elif token.kind in {"string", "number"} and place not in ordinals:
            yield from _literal(token, tokens[max(0, place - 2) : place])
        elif token.kind == "operator" and token.text not in _TRUSTED_OPERATORS | {"::"}:
            yield token.text


def _ordinals(tokens: list[_Token]) -> Iterator[int]:
    """The places of the numbers in ``GROUP BY 1, 2``, which stand for outputs of the query."""
    is_listed = False
    for place, token in enumerate(tokens):
        previous = tokens[place - 1].text.lower() if place else ""
        if token.kind == "number" and previous == "by":
            is_listed = True
        elif token.kind == "word":
            is_listed = is_listed and token.text.lower() in _ORDER_WORDS
        if is_listed and token.kind == "number" and previous in {"by", ","}:
            yield place


def _literal(token: _Token, before: list[_Token]) -> Iterator[str]:
    value = token.text
    is_field = [word.text.lower() for word in before] == ["extract", "("]
    if token.kind == "string" and not is_field and value.strip("'").lower() not in _TRUTHS:
        bare = value[1:-1] if value.startswith("'") else value
        yield bare.lstrip("-") if re.fullmatch(r"-?\d+(\.\d+)?", bare) else loose_value(bare)
    if token.kind == "number":
        yield value
