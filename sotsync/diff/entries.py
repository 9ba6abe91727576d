"""Comparing one entry with its table or view, region by region.

Each region is a witness of its own: the same column stands in the SQL of Schema Definition and in
a row of Field Specifications, and either may be wrong alone. What is wrong in both is merged into
one change later, with both places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sotsync.diff import cells
from sotsync.diff.aspects import summary
from sotsync.diff.changes import Altered, Change, Ghost, Region, Renamed, Subject, Undocumented
from sotsync.diff.members import MEMBER_KINDS, Comparison, MemberKind, compare_members
from sotsync.diff.references import match_lines
from sotsync.diff.renames import Renames, find_renames
from sotsync.diff.situation import EntrySubject, Situation
from sotsync.document.regions import FieldRole, FieldRow, FieldTable, ReferenceList
from sotsync.schema.models import Column, Table, View
from sotsync.schema.names import quote
from sotsync.text import Location, Span
