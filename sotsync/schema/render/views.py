"""Views and materialized views as SQL."""

from __future__ import annotations

from sotsync.schema.models import View
from sotsync.schema.names import quote
from sotsync.schema.render.layout import lay_out
from sotsync.schema.render.parameters import render_parameters
from sotsync.schema.render.style import key_of, names_list

__all__ = ["render_view", "render_view_defaults"]


def render_view(view: View) -> str:
    """The CREATE VIEW or CREATE MATERIALIZED VIEW statement."""
    kind = "MATERIALIZED VIEW" if view.is_materialized else "VIEW"
    columns = ""
    if view.is_recursive:
        kind = "RECURSIVE VIEW"
        columns = f" {names_list(tuple(map(quote, view.columns)))}"
    options = f" WITH {render_parameters(view.options)}" if view.options else ""
    check = f"\nWITH {view.check_option} CHECK OPTION" if view.check_option else ""
    definition = "\n".join(lay_out(view.definition))
    return f"CREATE {kind} {key_of(view)}{columns}{options} AS\n{definition}{check};"


def render_view_defaults(view: View) -> tuple[str, ...]:
    """The ALTER VIEW statements that give columns the defaults that inserts into the view use."""
    return tuple(
        f"ALTER VIEW {key_of(view)}\n  ALTER COLUMN {quote(column.name)} "
        f"SET DEFAULT {column.default};"
        for column in view.columns.values()
        if column.default is not None
    )
