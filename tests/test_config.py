"""Settings: one validator for flags and file, and errors that name the line."""

from __future__ import annotations

import pytest

from sotsync.config import DeprecatedForm, PlatformName, Settings, has_settings, parse_settings
from sotsync.errors import ConfigurationError, UsageError
from sotsync.text import Source


def own(text: str) -> Source:
    """A ``sotsync.toml`` with this text."""
    return Source("sotsync.toml", text)


def pyproject(text: str) -> Source:
    """A ``pyproject.toml`` with this text."""
    return Source("pyproject.toml", text)


def test_without_anything_the_defaults_hold() -> None:
    assert parse_settings(None, {"layout": None}) == Settings()


def test_a_flag_wins_over_the_file() -> None:
    settings = parse_settings(own('layout = "plain"\ndocument = "a.md"'), {"layout": "dump"})
    assert (settings.layout, settings.document) == ("dump", "a.md")


@pytest.mark.parametrize(
    "source",
    [
        own('schemas = ["public", "billing"]'),
        own('schemas = "public, billing,"'),
        own('\ufeffschemas = ["public", "billing"]\r\nlayout = "plain"\r\n'),
        pyproject('[tool.sotsync]\nschemas = ["public", "billing"]'),
    ],
)
def test_schemas_from_a_file(source: Source) -> None:
    assert parse_settings(source, {}).schemas == ("public", "billing")


def test_schemas_from_a_flag() -> None:
    assert parse_settings(None, {"schemas": "public,billing"}).schemas == ("public", "billing")


def test_a_platform_by_name() -> None:
    assert parse_settings(own('platform = "supabase"'), {}).platform is PlatformName.SUPABASE


@pytest.mark.parametrize("name", ["layout", "platform"])
def test_auto_leaves_it_to_be_judged_whatever_the_file_says(name: str) -> None:
    value = {"layout": "plain", "platform": "supabase"}[name]
    assert getattr(parse_settings(own(f'{name} = "{value}"'), {name: "auto"}), name) is None
    assert getattr(parse_settings(own(f'{name} = "auto"'), {}), name) is None
    assert getattr(parse_settings(own(f'{name} = "auto"'), {name: value}), name) == value


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        (own('a = 1\nlayot = "plain"'), "sotsync.toml:1:1", "unknown setting 'a'"),
        (own('\nlayot = "plain"'), "sotsync.toml:2:1", "did you mean 'layout'"),
        (own('[layot]\nx = "plain"'), "sotsync.toml:1:1", "did you mean 'layout'"),
        (own('"we.ird" = 1'), "sotsync.toml:1:1", "known settings: document, "),
        (own("layout = 3"), "sotsync.toml:1:1", "layout: input should be a valid string"),
        (own("\n  schemas = 3"), "sotsync.toml:2:1", "schemas: should be a list of names"),
        (
            own('\nplatform = "oracle"'),
            "sotsync.toml:2:1",
            "platform: 'oracle' should be one of auto, postgres, supabase",
        ),
        (own('\nlayout = "nope"'), "sotsync.toml:2:1", "layout: 'nope' should be one of auto, "),
        (own("layout = \nx"), "sotsync.toml:1:10", "is not TOML"),
        (own('\n[[accept]]\ncode = "R101"\npath = "*"'), "sotsync.toml:2:1", "needs reason"),
        (
            pyproject('[tool.sotsync]\n[[tool.sotsync.accept]]\ncode = ""\npath = "*"\nreason="x"'),
            "pyproject.toml:2:1",
            "accept: code: string should have at least 1 character",
        ),
        (own('owner = "a\\nb"'), "sotsync.toml:1:1", "owner: should have no line breaks"),
        (own('baseline = "a\\u0000b"'), "sotsync.toml:1:1", "baseline: should have no line"),
        (own("accept = 3"), "sotsync.toml:1:1", "accept: input should be a list"),
        (own("layout = '"), "sotsync.toml", "is not TOML"),
        (
            pyproject('layot = 1\n[tool.sotsync]\nlayot = "plain"'),
            "pyproject.toml:3:1",
            "did you mean 'layout'",
        ),
        (pyproject('[tool]\nsotsync = {zz = "plain"}'), "pyproject.toml", "unknown setting"),
    ],
)
def test_errors_name_the_place_and_the_way_out(source: Source, place: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_settings(source, {})
    assert str(caught.value.location).startswith(place)
    assert words in str(caught.value)


def test_a_wrong_flag_is_named_as_a_flag() -> None:
    with pytest.raises(UsageError, match="--platform: 'oracle' should be one of auto, "):
        parse_settings(own('platform = "supabase"'), {"platform": "oracle"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.sotsync]", True),
        ("[tool.sotsync]\nzz = 1", True),
        ("[tool.black]", False),
        ("tool = 3", False),
        ("", False),
        ("[tool", False),
    ],
)
def test_a_pyproject_counts_only_with_our_table(text: str, *, expected: bool) -> None:
    assert has_settings(pyproject(text)) is expected


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_in_tables_of_their_own() -> None:
    text = """
updated_by = "bot"
deprecated = "full"
[ids]
digits = 4
[bump]
doc = false
[categories]
core = ["tenants"]
"""
    settings = parse_settings(own(text), {})
    assert (settings.ids.digits, settings.bump.doc, settings.updated_by) == (4, False, "bot")
    assert settings.categories.core == ("tenants",)
    assert settings.deprecated is DeprecatedForm.FULL


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[ids]\ndigits = 5", 1, "ids: digits: input should be 3 or 4"),
        ('deprecated = "all"', 1, "deprecated: input should be"),
        ("owner = 'x'\n[bump]\ndocument = false", 2, "bump: document"),
        ("[categories]\nother = ['x']", 1, "categories: other"),
    ],
)
def test_faults_inside_tables_are_placed(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_settings(own(text), {})
    assert caught.value.location is not None
    assert caught.value.location.line == line
    assert message in caught.value.message
