"""A whole new document from a replay, in the shape of the template: what ``init`` writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sotsync.document.claims import IdClaims
from sotsync.document.ids import id_order
from sotsync.document.render.categories import DEFAULT_RANGES, Category, IdRange
from sotsync.document.render.changes import UPDATED_BY
from sotsync.document.render.entry import DEFAULT_OWNER, Surroundings, fenced, render_entry
from sotsync.document.render.facts import Facts, gather_facts, has_own_entry, relations
from sotsync.document.render.graph import graph_edges, render_graph
from sotsync.document.render.lean import render_lean_entry
from sotsync.document.render.lean_page import LEAN_NAME, LEAN_RANGES, lean_bottom, lean_top
from sotsync.document.render.links import Directory, EntryLink
from sotsync.document.render.navigation import navigation
from sotsync.document.render.numbering import IdRules, Numbering
from sotsync.document.render.routines import function_homes
from sotsync.document.render.versions import FIRST_VERSION
from sotsync.replay.result import Replay
from sotsync.schema.models import Schema

__all__ = [
    "DEFAULT_NAME",
    "NO_REFERENCES",
    "PageSettings",
    "lean_settings",
    "render_document",
]

DEFAULT_NAME = "SoT.ACTUAL_SCHEMA.md"
NO_REFERENCES = "- None yet"
"""What an empty list of the Cross-Reference Index says."""

_SIBLINGS = (
    "SoT.API_CONTRACTS.md, SoT.USER_JOURNEYS.md, SoT.BUSINESS_RULES.md, SoT.testing_playbook.md"
)
_PURPOSE = (
    "Source of Truth file for actual database schema."
    " Each table/view has a unique ID for cross-referencing."
)
_RULE = ("", "---", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """What a new document is told apart from the facts.

    Attributes:
        name: The file's name, which the footer cites.
        prefix: The prefix of its ids.
        ranges: The categories of its navigation and their numbers.
        owner: What the Owner line of each entry says.
        updated_by: What the Updated By cells of Version History say.
        rules: What a team has decided about ids.
        dates: Days of migrations whose version states none, by path.
        claims: Ids that are taken already, and by which tables.
        is_lean: Whether it follows the lean template.
    """

    name: str = DEFAULT_NAME
    prefix: str = "DBT"
    ranges: tuple[IdRange, ...] = DEFAULT_RANGES
    owner: str = DEFAULT_OWNER
    updated_by: str = UPDATED_BY
    rules: IdRules = field(default_factory=IdRules)
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    claims: IdClaims = field(default_factory=IdClaims)
    is_lean: bool = False


def lean_settings() -> PageSettings:
    """What a new document of the lean profile is told by default."""
    return PageSettings(name=LEAN_NAME, ranges=LEAN_RANGES, is_lean=True)


def render_document(replay: Replay, settings: PageSettings | None = None) -> str:
    """A new document that states everything the replay found, ending in a line end.

    Read back it gives the same schema, and synchronising it changes nothing.

    Raises:
        DocumentError: There are more tables than ids.
    """
    chosen = settings or PageSettings()
    prefix, ranges, name = chosen.prefix, chosen.ranges, chosen.name
    facts = gather_facts(replay, chosen.dates)
    categories, directory = number_relations(facts.schema, chosen)
    by_number = sorted(directory, key=lambda key: id_order(directory[key].id))
    homes = function_homes(by_number, facts.schema)
    surroundings = Surroundings(
        directory=directory, homes=homes, owner=chosen.owner, updated_by=chosen.updated_by
    )
    newest, is_lean = newest_date(facts, directory), chosen.is_lean
    full_top = (*_front_matter(prefix, newest), *_header(prefix))
    lines = [*(lean_top(prefix, newest) if is_lean else full_top)]
    render = render_lean_entry if is_lean else render_entry
    lines += navigation(directory.values(), ranges, prefix)
    for key in by_number:
        relation = facts.schema.relation(key)
        assert relation is not None
        lines += ["---", ""]
        lines += render(relation, categories[key], directory[key], facts, surroundings)
        lines.append("")
    lines += ["---", "", "## Deprecated Tables", "", "_No deprecated tables._", *_RULE]
    if is_lean:
        lines += lean_bottom(name, prefix, NO_REFERENCES)
    else:
        lines += [*_cross_references(facts.schema, directory), *_RULE, *_footer(name, prefix)]
    return "\n".join(lines) + "\n"


def number_relations(
    schema: Schema, settings: PageSettings
) -> tuple[Mapping[str, Category], Directory]:
    """The category and the id of every table and view of a document without entries.

    One that has an id already keeps it; an id that is mentioned anywhere goes to no other.

    Raises:
        DocumentError: There are more of them than ids.
    """
    numbering = Numbering(
        prefix=settings.prefix,
        ranges=settings.ranges,
        rules=settings.rules,
        stated=settings.claims.tables,
        used=set(settings.claims.numbers),
    )
    categories: dict[str, Category] = {}
    directory: dict[str, EntryLink] = {}
    for key, relation in relations(schema).items():
        if has_own_entry(relation):
            given = numbering.give(key, relation, schema)
            categories[key], directory[key] = given.category, given.link
    return categories, directory


def newest_date(facts: Facts, keys: Iterable[str]) -> dt.date | None:
    """The day of the newest migration that touched one of these tables or views."""
    found = []
    for key in keys:
        relation = facts.schema.relation(key)
        file = None if relation is None else facts.last_updated(relation)
        found += [] if file is None or file.date is None else [file.date]
    return max(found, default=None)


def _front_matter(prefix: str, newest: dt.date | None) -> tuple[str, ...]:
    return (
        "---",
        f"version: {FIRST_VERSION}",
        f"purpose: {_PURPOSE}",
        f"id_prefix: {prefix}-XXX",
        f"last_updated: {newest.isoformat() if newest else 'YYYY-MM-DD'}",
        f"authority: This is a SoT file - IDs created here are referenced by {_SIBLINGS}",
        "generation: Hybrid (auto-generated from migrations + human context)",
        "---",
        "",
    )


def _header(prefix: str) -> tuple[str, ...]:
    return (
        "# Database Schema (SoT File)",
        "",
        "> **Purpose**: Complete specifications for all database tables, views, and constraints.",
        f"> **ID Prefix**: {prefix}-XXX",
        "> **Status**: Active SoT file",
        "> **Generation**: Auto-generated schema + human-added context",
        f"> **Cross-References**: Referenced by {_SIBLINGS}",
        "",
    )


def _cross_references(schema: Schema, directory: Directory) -> tuple[str, ...]:
    lines = ["## Cross-Reference Index", "", "> **Auto-Generated Section**: kept by sotsync.", ""]
    for title in (
        "Tables by API Access",
        "Tables by User Journey",
        "Tables by Business Rule Enforcement",
        "Tables by Test Coverage",
    ):
        lines += [f"**{title}**:", NO_REFERENCES, ""]
    graph = "\n".join(render_graph(graph_edges(schema, directory)))
    return (*lines, "**Foreign Key Graph**:", "", *fenced(graph, ""))


def _footer(name: str, prefix: str) -> tuple[str, ...]:
    return (
        f"*End of {name} - This SoT file is the authoritative source for all {prefix}-XXX IDs*",
        "",
        "## Maintenance Protocol",
        "",
        "**Schema Updates**:",
        "1. Create migration file: `supabase migration new {description}`",
        "2. Write SQL in migration file",
        "3. Test locally: `supabase db reset`",
        "4. Update this file: `sotsync sync`, then add context where it asks for it in braces",
        f"5. Commit migration + updated {name} together",
        "",
        "**Tooling**:",
        "`sotsync check` tells where this file and the migrations disagree; it runs in CI.",
    )
