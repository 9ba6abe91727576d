"""Settings: from flags and from ``sotsync.toml`` or ``[tool.sotsync]``, through one validator.

A flag wins over the file. Nothing here reads a file: the text is given, and an error names the
line in it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

from sotsync.errors import ConfigurationError, SotsyncError, UsageError
from sotsync.findings import Acceptance, FailOn
from sotsync.text import Location, Source

__all__ = [
    "AUTO",
    "CONFIGURATION_FILE",
    "LAYOUT_NAMES",
    "BumpSettings",
    "CategorySettings",
    "Conventions",
    "DeprecatedForm",
    "IdSettings",
    "LintSettings",
    "PlatformName",
    "PullRequestSettings",
    "Settings",
    "TableScope",
    "TenantSettings",
    "has_settings",
    "parse_settings",
]

CONFIGURATION_FILE = "sotsync.toml"
"""The file of settings; ``pyproject.toml`` may hold them too, in ``[tool.sotsync]``."""

AUTO = "auto"
"""The value of a setting that leaves it to be judged by what is found."""

LAYOUT_NAMES = (
    *("supabase", "declarative", "prisma", "drizzle", "goose", "sql-migrate", "dbmate"),
    *("golang-migrate", "pop", "refinery", "flyway", "diesel", "sqitch", "atlas", "sqlx"),
    *("node-pg", "dump", "plain"),
)
"""The layouts that there are, so that a wrong name is told with the line that states it."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PYPROJECT_TABLE = ("tool", "sotsync")


class PlatformName(StrEnum):
    """What a database holds before its first migration."""

    POSTGRES = "postgres"
    SUPABASE = "supabase"


class DeprecatedForm(StrEnum):
    """How much of an entry stays when its table is dropped; people's words do in every form."""

    SUMMARY = "summary"
    """The sections with people's words, and both histories."""
    FULL = "full"
    """Every section, as it was."""
    MINIMAL = "minimal"
    """The sections with people's words alone."""


class IdSettings(BaseModel):
    """How ids are numbered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digits: Literal[3, 4] = 3


class BumpSettings(BaseModel):
    """Which versions a write counts up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    doc: bool = True


class PullRequestSettings(BaseModel):
    """What ``sotsync pr`` makes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    branch: str = "sotsync/documentation"
    base: str | None = None
    author: str | None = Field(default=None, pattern=r"^[^<>\x00-\x1f]+<[^<>\s]+>\s*$")


class CategorySettings(BaseModel):
    """Patterns of tables, ``schema.name`` or a bare name, whose category is decided by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    core: tuple[str, ...] = ()
    feature: tuple[str, ...] = ()
    junction: tuple[str, ...] = ()
    view: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()


class Conventions(StrEnum):
    """The version of the database conventions that a project follows."""

    V1_1 = "v1.1"
    V1_2 = "v1.2"


class TableScope(StrEnum):
    """Whose the rows of a table are, where a person decides it."""

    TENANT = "tenant"
    """A tenant's, and the tenant column says whose."""
    PARENT = "parent"
    """A tenant's, through a row that they refer to."""
    USER = "user"
    """A person's."""
    GLOBAL = "global"
    """Everybody's."""


class TenantSettings(BaseModel):
    """How tenants are kept apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[str, ...] = ("tenant_id",)
    table: str | None = None
    helpers: tuple[str, ...] = ("get_tenant_id", "is_member")
    roles: tuple[str, ...] | None = None
    scope: Mapping[str, TableScope] = Field(default_factory=dict)


class LintSettings(BaseModel):
    """What rules are told about single tables, and where others can reach them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    commands: Mapping[str, tuple[Literal["select", "insert", "update", "delete"], ...]] = Field(
        default_factory=dict
    )
    exposed: tuple[str, ...] | None = None


class Settings(BaseModel):
    """Everything that can be set; each field's description is its page in the reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str | None = Field(
        default=None, description="The Source-of-Truth document, relative to the project."
    )
    split: bool | None = Field(
        default=None,
        description="Whether each entry's full specification is in a file of its own; by default, "
        "a new document is split above 400 KB, and one that exists stays as it is.",
    )
    migrations: str | None = Field(
        default=None, description="The migrations folder, or one SQL dump."
    )
    baseline: str | None = Field(
        default=None,
        description="A dump of the schema that was there before the first migration.",
    )
    layout: str | None = Field(
        default=None,
        description="How the migrations folder is read; by default, and with `auto`, detected.",
    )
    platform: PlatformName | None = Field(
        default=None,
        description="What is there before the first migration, `supabase` or `postgres`; "
        "by default, and with `auto`, judged by the folder.",
    )
    schemas: tuple[str, ...] = Field(
        default=(), description="The database schemas that the document covers; by default, all."
    )
    owner: str | None = Field(default=None, description="The Owner line of entries that are added.")
    updated_by: str | None = Field(
        default=None,
        description="The Updated By cell of rows that Version History gets; by default `sotsync`.",
    )
    deprecated: DeprecatedForm = Field(
        default=DeprecatedForm.SUMMARY,
        description="How much of the entry of a dropped table stays: `summary`, `full` or "
        "`minimal`.",
    )
    ids: IdSettings = Field(
        default=IdSettings(),
        description="How ids are numbered: `ids.digits` is the most digits that one may have, "
        "3 or 4.",
    )
    bump: BumpSettings = Field(
        default=BumpSettings(),
        description="What a write counts up: `bump.doc = false` leaves the document's version "
        "alone.",
    )
    categories: CategorySettings = Field(
        default=CategorySettings(),
        description="The tables of each category, by pattern: `core`, `feature`, `junction`, "
        "`view`, `audit`.",
    )
    known: str | None = Field(
        default=None,
        description="The list of what is known to be wrong; by default `sotsync.known.json`.",
    )
    fail_on: FailOn = Field(
        default=FailOn.WARNING,
        description="From which severity on `diff` ends with 1: `error`, `warning`, `info` or "
        "`never`.",
    )
    pull_request: PullRequestSettings = Field(
        default=PullRequestSettings(),
        description="What `sotsync pr` makes: `branch`, `base` and `author`.",
    )
    conventions: Conventions = Field(
        default=Conventions.V1_1,
        description="The version of the database conventions whose letters `check` names, `v1.1` "
        "or `v1.2`.",
    )
    tenant: TenantSettings = Field(
        default=TenantSettings(),
        description="How tenants are kept apart: `columns`, `table`, `helpers`, `roles` and "
        "`scope`.",
    )
    lint: LintSettings = Field(
        default=LintSettings(),
        description="What `check` is told about single tables: `allow`, `commands` and `exposed`.",
    )
    accept: tuple[Acceptance, ...] = Field(
        default=(), description="What a team lives with; it becomes notes."
    )

    @field_validator("layout", "platform", mode="before")
    @classmethod
    def _judged(cls, value: object, info: ValidationInfo) -> object:
        """``auto`` says what saying nothing says, so that a flag can take a file's word back."""
        names = LAYOUT_NAMES if info.field_name == "layout" else tuple(PlatformName)
        if isinstance(value, str) and value not in (AUTO, *names):
            raise ValueError(f"{value!r} should be one of {', '.join((AUTO, *names))}")
        return None if value == AUTO else value

    @field_validator("document", "migrations", "baseline", "known", "owner", "updated_by")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        """Each of these stands in one line of the document or names a file."""
        if value is not None and _CONTROL.search(value):
            raise ValueError("should have no line breaks or other control characters")
        return value

    @field_validator("schemas", mode="before")
    @classmethod
    def _names_of(cls, value: object) -> object:
        """A flag gives names separated by commas, a file a list of them."""
        if isinstance(value, str):
            return tuple(name for part in value.split(",") if (name := part.strip()))
        if not isinstance(value, tuple | list):
            raise ValueError("should be a list of names")  # noqa: TRY004 - pydantic collects these
        return value


def has_settings(source: Source) -> bool:
    """Whether a ``pyproject.toml`` holds settings of sotsync.

    A file that is not TOML holds none: it is not ours, and its own tools report it.
    """
    try:
        return _table(source) is not None
    except ConfigurationError:
        return False


def parse_settings(source: Source | None, flags: Mapping[str, object]) -> Settings:
    """The settings of a call.

    Args:
        source: The file of settings, or None where the project has none.
        flags: Flags by the name of their setting; None where a flag was not given.

    Raises:
        ConfigurationError: The file is not TOML, or a setting in it is unknown or wrong.
        UsageError: A flag is wrong.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    stated = (_table(source) or {}) if source else {}
    try:
        return Settings.model_validate({**stated, **given})
    except ValidationError as error:
        raise _explain(error.errors()[0], source, given) from error


def _table(source: Source) -> Mapping[str, object] | None:
    """The table of settings in a file, or None where a ``pyproject.toml`` has none."""
    try:
        table: object = tomllib.loads(source.text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"is not TOML: {error}", location=_place_of_fault(source, str(error))
        ) from error
    if source.path.endswith("pyproject.toml"):
        for name in _PYPROJECT_TABLE:
            table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def _place_of_fault(source: Source, message: str) -> Location:
    """The place that a message of tomllib ends with: a line and column, or the end."""
    match = re.search(r"at line (\d+), column (\d+)", message)
    if match is None:
        return source.location(len(source.text.rstrip()))
    return Location(source.path, int(match[1]), int(match[2]))


def _explain(
    fault: ErrorDetails, source: Source | None, flags: Mapping[str, object]
) -> SotsyncError:
    name = str(fault["loc"][0])
    message = fault["msg"].removeprefix("Value error, ").replace("valid tuple", "list")
    if name in flags:
        return UsageError(f"--{name.replace('_', '-')}: {_lower_first(message)}")
    assert source is not None, "what no flag set, the file set"
    inner = [part for part in fault["loc"][1:] if isinstance(part, str)]
    if inner and fault["type"] == "missing":
        message = f"each entry needs {', '.join(inner)}"
    elif inner:
        message = f"{', '.join(inner)}: {_lower_first(message)}"
    place = _place_of_key(source, name)
    if fault["type"] == "extra_forbidden" and not inner:
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        known = ", ".join(Settings.model_fields)
        hint = f"did you mean {near[0]!r}?" if near else f"known settings: {known}"
        return ConfigurationError(f"unknown setting {name!r}", location=place, hint=hint)
    return ConfigurationError(f"{name}: {_lower_first(message)}", location=place)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _place_of_key(source: Source, name: str) -> Location:
    """The line that sets a key; in a ``pyproject.toml``, below the table's header."""
    start = source.text.find("[tool.sotsync]") if source.path.endswith("pyproject.toml") else 0
    key = re.compile(
        rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.]"
        rf"|^\[\[?(?:tool\.sotsync\.)?{re.escape(name)}\b",
        re.MULTILINE,
    )
    match = key.search(source.text, max(start, 0))
    return source.location(match.start()) if match else Location(source.path)
