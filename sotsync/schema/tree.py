"""The canonical form of a parsed expression: its tree in text, equal trees spelled equally.

sqlglot reads; this module writes every argument of every node, since what a general walk leaves out
(``negate`` of ``IS NOT NULL``) is meaning too. The rules are those that PostgreSQL applies itself
when it stores an expression, and no others: ``simplify`` and its like also change literals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp

from sotsync.schema.names import quote, quote_literal
from sotsync.schema.spelling import TEXT_TYPES, TYPE_MARK

__all__ = ["write", "write_default"]


def write(node: exp.Expr) -> str:
    """The node's canonical text."""
    rule = _RULES.get(type(node))
    written = rule(node) if rule else None
    return _generic(node) if written is None else written


def write_default(node: exp.Expr, type_name: str) -> str | None:
    """The canonical text of a column's default, None where it is NULL as without a default.

    A constant of the column's own type is the same with that type said and without.
    """
    node = _inner(node)
    if isinstance(node, exp.Cast) and _is_own_type(_type_name(node), type_name):
        inner = _inner(node.this)
        node = inner if isinstance(inner, exp.Literal | exp.Null | exp.Neg) else node
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.Literal) and node.is_string:
        return _typed_constant(node.name, type_name) or write(node)
    return write(node)


def _is_own_type(cast: str | None, type_name: str) -> bool:
    base = "bpchar" if type_name.startswith("character(") else re.sub(r"\([^()]*\)", "", type_name)
    return cast in {type_name, base}


def _form(name: str, parts: Iterable[str]) -> str:
    return f"{name}({','.join(parts)})"


def _generic(node: exp.Expr) -> str:
    return _form(type(node).__name__, _arguments(node))


def _arguments(node: exp.Expr, without: tuple[str, ...] = ()) -> Iterator[str]:
    for key in sorted(node.args):
        value = node.args[key]
        if value is not None and value is not False and value != [] and key not in without:
            yield f"{key}={_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, exp.Expr):
        return write(value)
    if isinstance(value, list):
        return f"[{','.join(map(_value, value))}]"
    return repr(value)


def _inner(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _paren(node: exp.Expr) -> str:
    return write(_inner(node))


def _identifier(node: exp.Expr) -> str:
    return quote(node.name) if node.args.get("quoted") else node.name.lower()


def _column(node: exp.Expr) -> str:
    parts = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
    return _form("", (write(part) for part in parts if part is not None and part.name != TYPE_MARK))


def _literal(node: exp.Expr) -> str:
    return quote_literal(node.name) if node.args["is_string"] else node.name


def _negative(node: exp.Expr) -> str | None:
    inner = _inner(node.this)
    is_number = isinstance(inner, exp.Literal) and not inner.is_string
    return f"-{inner.name}" if is_number else None


def _type_name(node: exp.Expr) -> str | None:
    """The type of a cast, which :func:`sotsync.schema.spelling.respell` wrote as a name."""
    name = node.args["to"].args.get("kind")
    if isinstance(name, exp.Identifier) and name.name.startswith(TYPE_MARK):
        return name.name.removeprefix(TYPE_MARK)
    # A constant after its type, as in DATE '2024-01-01', is read by sqlglot alone.
    return _CONSTANT_TYPES.get(str(getattr(node.args["to"].this, "value", "")))


def _cast(node: exp.Expr) -> str | None:
    inner = _inner(node.this)
    name = _type_name(node)
    if name is None:
        return None
    if isinstance(inner, exp.Literal) and inner.is_string:
        if name in TEXT_TYPES:
            return write(inner)
        constant = _typed_constant(inner.name, name)
        if constant and name in _PLAIN_CONSTANT_TYPES:
            return constant
    return _form("Cast", (write(inner), name))


def _typed_constant(value: str, type_name: str) -> str | None:
    """How the constant would be written without quotes, if its type has such a way."""
    name = type_name.partition("(")[0]
    if name == "boolean" and value.lower() in _TRUTHS:
        return write(exp.Boolean(this=_TRUTHS[value.lower()]))
    if name in _NUMBER_TYPES and _NUMBER.fullmatch(value):
        return value
    return None


def _chain(node: exp.Expr) -> str:
    """AND and OR are associative: a run of one of them is one list."""
    return _form(type(node).__name__, _operands(node, type(node)))


def _operands(node: exp.Expr, kind: type[exp.Expr]) -> Iterator[str]:
    waiting = [node]
    while waiting:
        operand = _inner(waiting.pop())
        bounds = _bounds(operand, kind)
        if isinstance(operand, kind):
            waiting += [operand.args["expression"], operand.this]
        elif bounds:
            yield from bounds
        else:
            yield write(operand)


def _bounds(node: exp.Expr, kind: type[exp.Expr]) -> tuple[str, ...]:
    """The two comparisons that PostgreSQL makes of BETWEEN, where they fit into an AND or OR."""
    is_negated = isinstance(node, exp.Not)
    between = _inner(node.this) if is_negated else node
    if not isinstance(between, exp.Between) or between.args.get("symmetric"):
        return ()
    if kind is not (exp.Or if is_negated else exp.And):
        return ()
    names = ("LT", "GT") if is_negated else ("GTE", "LTE")
    return tuple(
        _comparison(name, between.this, between.args[bound])
        for name, bound in zip(names, ("low", "high"), strict=True)
    )


def _between(node: exp.Expr) -> str | None:
    bounds = _bounds(node, exp.And)
    return _form("And", bounds) if bounds else None


def _not(node: exp.Expr) -> str:
    inner = _inner(node.this)
    if bounds := _bounds(node, exp.Or):
        return _form("Or", bounds)
    if isinstance(inner, exp.In) and len(inner.expressions) == 1:
        return _comparison("NEQ", inner.this, inner.expressions[0])
    return _form("Not", (write(inner),))


def _negatable(node: exp.Expr) -> str | None:
    """LIKE and its kin: a negated one is NOT of the plain one, also for NULL."""
    if not node.args.get("negate"):
        return None
    return _form("Not", (_form(type(node).__name__, _arguments(node, ("negate",))),))


def _comparison(name: str, left: exp.Expr, right: exp.Expr) -> str:
    return _form(name, (_compared(left), _compared(right)))


def _compared(node: exp.Expr) -> str:
    """One side of a comparison; PostgreSQL widens a number there: ``price > (0)::numeric``."""
    inner = _inner(node)
    number = _inner(inner.this) if isinstance(inner, exp.Cast) else None
    is_whole = isinstance(number, exp.Literal) and not number.is_string and number.name.isdigit()
    return write(number if number and is_whole and _type_name(inner) in _WIDER_NUMBERS else inner)


def _plain_comparison(node: exp.Expr) -> str:
    return _comparison(type(node).__name__, node.this, node.args["expression"])


def _membership(this: exp.Expr, items: list[exp.Expr]) -> str:
    if len(items) == 1:
        return _comparison("EQ", this, items[0])
    return _form("In", (write(this), _value(items)))


def _in(node: exp.Expr) -> str | None:
    return _membership(node.this, node.expressions) if node.expressions else None


def _equal(node: exp.Expr) -> str:
    """``x = ANY (ARRAY[…])`` is how PostgreSQL keeps ``x IN (…)``."""
    items = _array_items(_quantified(node.args["expression"], {"any", "some"}))
    return _membership(node.this, items) if items else _plain_comparison(node)


def _not_equal(node: exp.Expr) -> str:
    items = _array_items(_quantified(node.args["expression"], {"all"}))
    if not items:
        return _plain_comparison(node)
    if len(items) == 1:
        return _comparison("NEQ", node.this, items[0])
    return _form("Not", (_membership(node.this, items),))


def _quantified(node: exp.Expr, words: set[str]) -> exp.Expr | None:
    if isinstance(node, exp.Any) and "any" in words:
        return _inner(node.this)
    if isinstance(node, exp.Anonymous) and node.name.lower() in words and node.expressions:
        return _inner(node.expressions[0])
    return None


def _array_items(node: exp.Expr | None) -> list[exp.Expr]:
    """The items of an array constructor, also of one cast to the text that its items are."""
    if isinstance(node, exp.Cast) and _type_name(node) in {"text[]", "character varying[]"}:
        items = _array_items(_inner(node.this))
        return items if all(write(item).startswith("'") for item in items) else []
    if isinstance(node, exp.Array) and not any(isinstance(i, exp.Query) for i in node.expressions):
        return list(node.expressions)
    return []


def _call(name: str, arguments: Iterable[str]) -> str:
    return _form(f"call {name}", arguments)


def _anonymous(node: exp.Expr) -> str | None:
    if not isinstance(node.this, str):
        return None
    name = node.this.lower()
    if name == "transaction_timestamp" and not node.expressions:
        return _generic(exp.CurrentTimestamp())
    if name == "row":
        return _generic(exp.Tuple(expressions=node.expressions))
    arguments = map(_registered if name in _TAKES_REGISTERED else write, node.expressions)
    return _call(name, arguments)


def _registered(node: exp.Expr) -> str:
    """``nextval('a'::regclass)``: these functions take nothing else."""
    is_cast = isinstance(node, exp.Cast) and _type_name(node) in _REGISTERED
    return write(node.this if is_cast and isinstance(node.this, exp.Literal) else node)


def _at_time_zone(node: exp.Expr) -> str:
    """PostgreSQL keeps ``x AT TIME ZONE z`` as ``timezone(z, x)``."""
    return _call("timezone", (write(node.args["zone"]), write(node.this)))


def _extract(node: exp.Expr) -> str:
    return _form("Extract", (node.this.name.lower(), write(node.args["expression"])))


def _named_argument(node: exp.Expr) -> str:
    """``f(a => 1)`` and the older ``f(a := 1)``."""
    return _form("named", (node.this.name.lower(), write(node.args["expression"])))


def _interval(node: exp.Expr) -> str | None:
    value, unit = node.this, node.args.get("unit")
    if not isinstance(value, exp.Literal) or not (unit is None or isinstance(unit, exp.Var)):
        return None
    text = f"{value.name} {unit.name.lower()}" if unit else value.name
    return _form("Cast", (quote_literal(text), "interval"))


def _json_step(node: exp.Expr) -> str:
    """``->`` and ``->>``, whose constant key sqlglot reads as a path of one step."""
    return _form(type(node).__name__, _arguments(node, ("only_json_types",)))


def _json_path(node: exp.Expr) -> str | None:
    root, *steps = node.expressions
    if not isinstance(root, exp.JSONPathRoot) or len(steps) != 1:
        return None
    if isinstance(steps[0], exp.JSONPathKey) and isinstance(steps[0].this, str):
        return quote_literal(steps[0].this)
    return str(steps[0].this) if isinstance(steps[0], exp.JSONPathSubscript) else None


def _select(node: exp.Expr) -> str | None:
    """The name of a scalar subquery's column has no meaning: ``(SELECT auth.uid() AS uid)``."""
    if len(node.expressions) != 1 or not _is_scalar(node.parent):
        return None
    output = node.expressions[0]
    output = output.this if isinstance(output, exp.Alias) else output
    return _form("Select", (*_arguments(node, ("expressions",)), f"scalar={write(output)}"))


def _is_scalar(parent: exp.Expr | None) -> bool:
    if not isinstance(parent, exp.Subquery) or parent.args.get("alias"):
        return False
    return not isinstance(parent.parent, exp.From | exp.Join | exp.Lateral | exp.CTE | exp.Table)


def _alias(node: exp.Expr) -> str | None:
    """``orders.id AS id`` names nothing new."""
    column = node.this
    is_same = isinstance(column, exp.Column) and write(column.this) == write(node.args["alias"])
    return write(column) if is_same else None


def _join(node: exp.Expr) -> str:
    """INNER and OUTER are the words of JOIN that may be left out."""
    noise = ("kind='INNER'", "kind='OUTER'")
    return _form("Join", (part for part in _arguments(node) if part not in noise))


_CONSTANT_TYPES = {
    "DATE": "date",
    "TIME": "time without time zone",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMPTZ": "timestamp with time zone",
    "INTERVAL": "interval",
}
_WIDER_NUMBERS = frozenset({"bigint", "numeric", "double precision"})
_REGISTERED = frozenset({"regclass", "regconfig"})
_TAKES_REGISTERED = frozenset(
    """
    currval nextval phraseto_tsquery plainto_tsquery setval to_tsquery to_tsvector ts_headline
    websearch_to_tsquery
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_PLAIN_CONSTANT_TYPES = frozenset({"boolean", "integer"})
_NUMBER_TYPES = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TRUTHS = {"t": True, "true": True, "f": False, "false": False}

_RULES: dict[type[exp.Expr], Callable[[exp.Expr], str | None]] = {
    exp.Alias: _alias,
    exp.And: _chain,
    exp.Anonymous: _anonymous,
    exp.AtTimeZone: _at_time_zone,
    exp.Between: _between,
    exp.Cast: _cast,
    exp.Column: _column,
    exp.EQ: _equal,
    exp.Extract: _extract,
    exp.GT: _plain_comparison,
    exp.GTE: _plain_comparison,
    exp.ILike: _negatable,
    exp.Identifier: _identifier,
    exp.In: _in,
    exp.Interval: _interval,
    exp.JSONExtract: _json_step,
    exp.JSONExtractScalar: _json_step,
    exp.JSONPath: _json_path,
    exp.Join: _join,
    exp.Kwarg: _named_argument,
    exp.LT: _plain_comparison,
    exp.LTE: _plain_comparison,
    exp.Like: _negatable,
    exp.Literal: _literal,
    exp.NEQ: _not_equal,
    exp.Neg: _negative,
    exp.Not: _not,
    exp.Or: _chain,
    exp.Paren: _paren,
    exp.PropertyEQ: _named_argument,
    exp.Select: _select,
}
