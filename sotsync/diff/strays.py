"""Statements of an entry about a table that it is not about: what an earlier name left behind.

The SQL of a document is read leniently: a statement about a table that nothing creates is taken for
one about a table that exists. So a ``COMMENT ON TABLE`` under an old name states nothing of the
entry's table and would be missed by every comparison of the two. One about a table that another
entry describes is not read for that one either, and would be missed as well.
"""

from __future__ import annotations

from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.mapping import stated_schema
from sotsync.document.ownership import relation_of
from sotsync.document.regions import Fence
from sotsync.schema.names import split_qualified
from sotsync.sql.statements import Statement, parse_statements

__all__ = ["stray_statements"]


def stray_statements(
    situation: Situation, about: EntrySubject, fence: Fence
) -> tuple[Statement, ...]:
    """The statements of the fence about what is not there, or about another entry's table."""
    others = situation.owners.statements_of_others(about.entry, fence.code.span)
    unknown = situation.unknown_names
    if not any(split_qualified(key)[-1] in fence.code.text for key in unknown):
        return others
    schema = stated_schema(about.entry)
    found = parse_statements(situation.document.source, fence.code.span)
    misplaced = {one.span for one in others}
    return tuple(
        one for one in found if one.span in misplaced or relation_of(one, schema) in unknown
    )
