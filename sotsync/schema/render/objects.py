"""Everything that is no table, view or function as SQL: schemas, extensions, types, sequences."""

from __future__ import annotations

from sotsync.schema.models import (
    CompositeType,
    Domain,
    Enum,
    Extension,
    Namespace,
    RangeType,
    Sequence,
)
from sotsync.schema.names import qualified, quote, quote_literal, split_qualified
from sotsync.schema.render.layout import in_parentheses
from sotsync.schema.render.style import (
    DOCUMENT,
    INDENT,
    Style,
    names_list,
    render_default,
    render_type,
)

__all__ = [
    "render_composite_type",
    "render_domain",
    "render_enum",
    "render_extension",
    "render_namespace",
    "render_range_type",
    "render_sequence",
    "render_sequence_options",
    "render_sequence_owner",
]


def render_namespace(namespace: Namespace) -> str:
    """The CREATE SCHEMA statement."""
    return f"CREATE SCHEMA IF NOT EXISTS {quote(namespace.name)};"


def render_extension(extension: Extension) -> str:
    """The CREATE EXTENSION statement; its version is the server's affair."""
    schema = f" WITH SCHEMA {quote(extension.schema_name)}" if extension.schema_name else ""
    return f"CREATE EXTENSION IF NOT EXISTS {quote(extension.name)}{schema};"


def render_enum(enum: Enum) -> str:
    """The CREATE TYPE … AS ENUM statement."""
    head = f"CREATE TYPE {qualified(enum.schema_name, enum.name)} AS ENUM "
    return in_parentheses(head, ", ".join(map(quote_literal, enum.labels)), ";")


def render_domain(domain: Domain, style: Style = DOCUMENT) -> str:
    """The CREATE DOMAIN statement, and ALTER DOMAIN for each check that is not validated."""
    name = qualified(domain.schema_name, domain.name)
    lines = [f"CREATE DOMAIN {name} AS {render_type(domain.base_type, style)}"]
    if domain.collation:
        lines.append(f"COLLATE {domain.collation}")
    if domain.default is not None:
        lines.append(render_default(domain.default))
    if domain.not_null:
        lines.append("NOT NULL")
    checks = [
        (check.validated, _domain_check(check.name, check.expression)) for check in domain.checks
    ]
    lines += [text for is_validated, text in checks if is_validated]
    later = [
        f"\nALTER DOMAIN {name} ADD {text} NOT VALID;" for is_valid, text in checks if not is_valid
    ]
    return f"\n{INDENT}".join(lines) + ";" + "".join(later)


def _domain_check(name: str, expression: str) -> str:
    return f"CONSTRAINT {quote(name)} CHECK ({expression})"


def render_composite_type(composite: CompositeType, style: Style = DOCUMENT) -> str:
    """The CREATE TYPE … AS (…) statement, one attribute a line."""
    name = qualified(composite.schema_name, composite.name)
    attributes = [
        f"\n{INDENT}{quote(attribute.name)} {render_type(attribute.type, style)}"
        for attribute in composite.attributes
    ]
    end = "\n" if attributes else ""
    return f"CREATE TYPE {name} AS ({','.join(attributes)}{end});"


def render_range_type(range_type: RangeType) -> str:
    """The CREATE TYPE … AS RANGE statement."""
    name = qualified(range_type.schema_name, range_type.name)
    return f"CREATE TYPE {name} AS RANGE {names_list(range_type.options)};"


def render_sequence(sequence: Sequence) -> str:
    """The CREATE SEQUENCE statement, without its owner, which may not exist yet."""
    options = render_sequence_options(sequence)
    type_ = "" if sequence.type == "bigint" else f" AS {sequence.type}"
    return f"CREATE SEQUENCE {qualified(sequence.schema_name, sequence.name)}{type_}{options};"


def render_sequence_options(sequence: Sequence) -> str:
    """The options that differ from a new sequence's, each with a leading space."""
    words = ""
    if sequence.increment != 1:
        words += f" INCREMENT BY {sequence.increment}"
    if sequence.minimum is not None:
        words += f" MINVALUE {sequence.minimum}"
    if sequence.maximum is not None:
        words += f" MAXVALUE {sequence.maximum}"
    if sequence.start is not None:
        words += f" START WITH {sequence.start}"
    if sequence.cache != 1:
        words += f" CACHE {sequence.cache}"
    return words + (" CYCLE" if sequence.cycles else "")


def render_sequence_owner(sequence: Sequence) -> str | None:
    """The ALTER SEQUENCE … OWNED BY statement, None where no column owns it."""
    if sequence.owned_by is None:
        return None
    owner = ".".join(map(quote, split_qualified(sequence.owned_by)))
    return f"ALTER SEQUENCE {qualified(sequence.schema_name, sequence.name)} OWNED BY {owner};"
