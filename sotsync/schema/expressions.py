"""Canonical forms of single expressions and queries, by text.

A form joins the tree that sqlglot reads with the vocabulary of the text. sqlglot costs an eighth of
a second to import, so it is loaded when two texts first differ.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from sotsync.schema.models import Schema
from sotsync.schema.scope import Scope
from sotsync.schema.spelling import Spelling, respell, squeeze, strip_hidden_schema
from sotsync.schema.types import canonical_type

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["canonical_default", "canonical_expression", "canonical_query", "same_expression"]

_MEMORY = 65536
"""How many forms are kept; a schema of a thousand tables has some ten thousand expressions."""

_Form = Callable[[str, str, Scope], str | None]

_QUERIES = frozenset({"select", "union", "intersect", "except", "values", "subquery"})


def canonical_expression(text: str, scope: Scope | None = None) -> str:
    """The form that this expression shares with all that mean the same in that scope."""
    return _remembered(_expression_form, text, "", scope) or ""


def canonical_default(text: str, type_name: str, scope: Scope | None = None) -> str | None:
    """The form of a default of a column of that type, None where it is NULL anyway."""
    return _remembered(_default_form, text, type_name, scope)


def canonical_query(text: str, scope: Scope | None = None) -> str:
    """The form that this query shares with all that mean the same in that scope."""
    return _remembered(_query_form, text, "", scope) or ""


def same_expression(one: str | None, other: str | None, scope: Scope | None = None) -> bool:
    """Whether two expressions mean the same."""
    if one == other or one is None or other is None:
        return one == other
    return canonical_expression(one, scope) == canonical_expression(other, scope)


def _remembered(form: _Form, text: str, type_name: str, scope: Scope | None) -> str | None:
    if scope is None:
        return _without_scope(form, text, type_name)
    key = (form.__name__, text, type_name)
    if key not in scope.forms:
        scope.forms[key] = _readable(form, text, type_name, scope)
    return scope.forms[key]


@lru_cache(maxsize=_MEMORY)
def _without_scope(form: _Form, text: str, type_name: str) -> str | None:
    return _readable(form, text, type_name, Scope(Schema()))


def _readable(form: _Form, text: str, type_name: str, scope: Scope) -> str | None:
    try:
        return form(text, type_name, scope)
    except RecursionError:
        return _unread(text)


def _expression_form(text: str, _: str, scope: Scope) -> str:
    from sotsync.schema import forms  # noqa: PLC0415 - sqlglot is loaded only when it is needed

    spelling = respell(text)
    node = _expression(spelling)
    if node is None:
        return _unread(text)
    return _joined(forms.write(forms.settle(node, scope)), spelling)


def _default_form(text: str, type_name: str, scope: Scope) -> str | None:
    from sotsync.schema import forms  # noqa: PLC0415 - sqlglot is loaded only when it is needed

    spelling = respell(text)
    node = _expression(spelling)
    if node is None:
        return _unread(text)
    own_type = strip_hidden_schema(canonical_type(type_name))
    written = forms.write_default(forms.settle(node, scope), own_type)
    return None if written is None else _joined(written, spelling)


def _query_form(text: str, _: str, scope: Scope) -> str:
    from sotsync.schema import forms  # noqa: PLC0415 - sqlglot is loaded only when it is needed

    spelling = respell(text.strip().removesuffix(";"))
    node = _parsed(spelling.text)
    if node is None or node.key not in _QUERIES:
        return _unread(text)
    return _joined(forms.write(forms.settle(node, scope)), spelling)


def _expression(spelling: Spelling) -> exp.Expr | None:
    """The tree of the expression alone, read as the only column of a SELECT.

    Read by itself, ``comment IS NULL`` would be taken for a COMMENT statement.
    """
    select = _parsed(f"SELECT {spelling.text}")
    if select is None or select.key != "select" or len(select.expressions) != 1:
        return None
    others = [key for key, value in select.args.items() if value and key != "expressions"]
    node: exp.Expr = select.expressions[0]
    return None if others or node.key == "alias" else node


def _parsed(text: str) -> exp.Expr | None:
    from sqlglot.dialects.dialect import Dialect  # noqa: PLC0415 - loaded only when needed
    from sqlglot.errors import SqlglotError  # noqa: PLC0415 - loaded only when needed

    try:
        statements = Dialect.get_or_raise("postgres").parse(text)
    except (SqlglotError, RecursionError):
        return None
    return statements[0] if len(statements) == 1 else None


def _joined(written: str, spelling: Spelling) -> str:
    return f"{written} {' '.join(sorted(spelling.vocabulary))}"


def _unread(text: str) -> str:
    return f"text {squeeze(text)}"
