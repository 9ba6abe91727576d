"""Objects of a schema as SQL that a person likes to read and a server accepts.

One function an object, each returning one statement that ends in a semicolon; ``render_schema``
puts all of them in an order that loads.
"""

from sotsync.schema.render.comments import (
    render_comment,
    render_comments,
    render_object_comments,
)
from sotsync.schema.render.constraints import render_add_constraint, render_constraint
from sotsync.schema.render.functions import dollar_quote, render_function, render_signature
from sotsync.schema.render.indexes import render_index, render_keys
from sotsync.schema.render.objects import (
    render_composite_type,
    render_domain,
    render_enum,
    render_extension,
    render_namespace,
    render_range_type,
    render_sequence,
    render_sequence_owner,
)
from sotsync.schema.render.policies import render_policy, render_row_level_security
from sotsync.schema.render.schema import render_schema
from sotsync.schema.render.style import DOCUMENT, EXPORT, Style, render_type
from sotsync.schema.render.tables import render_add_column, render_table
from sotsync.schema.render.triggers import render_trigger, render_trigger_state
from sotsync.schema.render.views import render_view

__all__ = [
    "DOCUMENT",
    "EXPORT",
    "Style",
    "dollar_quote",
    "render_add_column",
    "render_add_constraint",
    "render_comment",
    "render_comments",
    "render_composite_type",
    "render_constraint",
    "render_domain",
    "render_enum",
    "render_extension",
    "render_function",
    "render_index",
    "render_keys",
    "render_namespace",
    "render_object_comments",
    "render_policy",
    "render_range_type",
    "render_row_level_security",
    "render_schema",
    "render_sequence",
    "render_sequence_owner",
    "render_signature",
    "render_table",
    "render_trigger",
    "render_trigger_state",
    "render_type",
    "render_view",
]
