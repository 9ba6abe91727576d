"""Every rule: what it finds and what not, by its folder of cases and by its page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import sotsync
from sotsync.config import Conventions, LintSettings, Settings, TableScope, TenantSettings
from sotsync.errors import UsageError
from sotsync.findings import Severity
from sotsync.rules.registry import RULES, rules_of, select_rules
from sotsync.rules.telling import as_setting
from sotsync.rules.titles import WAIVER, rule_title
from tests.rules.cases import FOLDER, Case, check_sql, found, read_cases

ROOT = FOLDER.parents[1]
PAGES = ROOT / "docs" / "reference" / "rules"
SHOP = ROOT / "samples" / "shop"
STEMS = {path.stem for path in (ROOT / "sotsync" / "rules").glob("sc*.py")}
CASES = [
    (path.parent.name, case)
    for path in sorted(FOLDER.glob("*/cases.sql"))
    for case in read_cases(path)
]
PAGE = re.compile(
    r"# (?P<id>SC\d{3}): (?P<title>.+)\n\n(?P<asks>.+?) A breach is (?P<weight>.+)\.\n\n(?:.|\n)+"
    r"## Breaks it\n\n```sql\n(?P<bad>(?:.|\n)+?)```\n\n```text\n(?P<told>(?:.|\n)+?)```\n\n"
    r"## Keeps it\n\n```sql\n(?P<good>(?:.|\n)+?)```\n"
)
WEIGHTS = {"an error": "error", "a warning": "warning", "a note": "info"}
each_rule = pytest.mark.parametrize("stem", sorted(STEMS))


@pytest.mark.parametrize(
    ("stem", "case"), CASES, ids=[f"{stem}: {case.title}" for stem, case in CASES]
)
def test_a_rule_finds_what_is_wrong_and_nothing_else(stem: str, case: Case) -> None:
    assert found(case, stem.partition("_")[0].upper()) == case.expected


def test_a_rule_is_a_module_a_page_and_a_folder_of_the_same_name() -> None:
    assert {path.stem for path in PAGES.iterdir()} == STEMS
    assert {path.parent.name for path in FOLDER.glob("*/cases.sql")} == STEMS
    assert [*RULES] == sorted(stem.partition("_")[0].upper() for stem in STEMS)


@each_rule
def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it(stem: str) -> None:
    cases = [*read_cases(FOLDER / stem / "cases.sql")]
    assert any(case.expected for case in cases)
    assert any(not case.expected for case in cases)


@each_rule
def test_the_page_of_a_rule_is_true(stem: str) -> None:
    match = PAGE.fullmatch((PAGES / f"{stem}.md").read_text(encoding="utf-8"))
    assert match is not None
    rule = RULES[match["id"]]
    assert stem.startswith(rule.id.lower())
    assert match["title"] == rule.title == rule_title(rule.id)
    assert WEIGHTS[match["weight"].removesuffix(" at most")] == rule.severity
    letters = [rule.requirement_in(version) for version in Conventions]
    wanted = "The conventions do not speak of it."
    if letters[0] is not None:
        first, second = letters
        wanted = f"Version 1.1 of the conventions asks for it in {first}, version 1.2 in {second}."
    assert match["asks"] == wanted
    told = [
        f"{one.severity}: {one.message}\n"
        for one in check_sql(match["bad"]).findings
        if one.code == rule.id
    ]
    assert "".join(told) == match["told"]
    assert [one for one in check_sql(match["good"]).findings if one.code == rule.id] == []


def test_the_list_of_rules_is_complete() -> None:
    page = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    for rule in RULES.values():
        stem = next(stem for stem in STEMS if stem.startswith(rule.id.lower()))
        letters = " | ".join(rule.requirement_in(version) or "–" for version in Conventions)  # noqa: RUF001 - a dash, as in a table
        assert (
            f"| [{rule.id}](rules/{stem}.md) | {rule.title} | {rule.severity} | {letters} |" in page
        )
    assert f"**{WAIVER}**" in page
    assert rule_title(WAIVER) != WAIVER
    assert rule_title("SC999") == "SC999"


@pytest.mark.parametrize("page", [PAGES.with_suffix(".md"), *sorted(PAGES.iterdir())], ids=str)
def test_settings_on_the_pages_are_settings(page: Path) -> None:
    for text in re.findall(r"```toml\n((?:.|\n)+?)```", page.read_text(encoding="utf-8")):
        assert Settings.model_validate(tomllib.loads(text)) != Settings()


def test_what_the_page_allows_is_allowed() -> None:
    page = PAGES.with_suffix(".md").read_text(encoding="utf-8")
    [sql] = re.findall(r"```sql\n((?:.|\n)+?)```", page)
    first = (
        "create table tenants (id uuid primary key);\n"
        "create table shops (id int primary key, tenant_id uuid not null, is_open boolean);\n"
        "alter table shops enable row level security;\n"
    )
    checked = check_sql(sql, first=first)
    assert [(one.finding.code, one.reason) for one in checked.allowed] == [
        ("SC203", "templates that all tenants share have none"),
        ("SC213", "the shop window"),
    ]


def test_no_finding_weighs_more_than_its_rule() -> None:
    order = [*Severity]
    for _, case in CASES:
        for one in check_sql(
            case.sql, first=case.first, settings=case.settings, platform=case.platform
        ).findings:
            if one.code != WAIVER:
                assert order.index(one.severity) >= order.index(RULES[one.code].severity)
            assert one.hint
            assert one.hint.rstrip().endswith((".", "?"))
            assert not one.message.endswith(".")


def test_rules_are_named_by_id_by_its_beginning_and_by_requirement() -> None:
    def ids(*only: str, ignored: tuple[str, ...] = (), version: str = "v1.1") -> list[str]:
        return [rule.id for rule in select_rules(only, ignored, Conventions(version))]

    assert ids() == [*RULES]
    assert ids("SC221") == ["SC221"]
    assert ids("SC22") == ids("D.4") == ids("E.4", version="v1.2") == ["SC221", "SC222", "SC223"]
    assert ids("SC231", "SC221") == ["SC221", "SC231"]
    assert ids("D.4", ignored=("SC222",)) == ["SC221", "SC223"]
    assert ids("D", ignored=("D.1", "D.2", "D.3", "D.4")) == ["SC231", "SC232"]
    for unknown in ("SC999", "E.4", "x", ""):
        with pytest.raises(UsageError, match="no rule is called"):
            ids(unknown)


def test_letters_before_the_new_section_stayed() -> None:
    rule = RULES["SC221"]
    assert rule.requirement_in(Conventions.V1_2) == "E.4"
    assert rules_of("D.4", Conventions.V1_2) == ()
    assert RULES["SC216"].requirement_in(Conventions.V1_2) is None


SHOP_WARNINGS = [
    ("SC212", "billing.invoices"),
    ("SC205", "billing.invoices.invoices_number_key"),
    ("SC212", "billing.subscriptions"),
    ("SC212", 'public."ChannelMappings"'),
    ("SC212", "public.orders"),
    ("SC212", "public.payments"),
    ("SC213", 'public.product_variants."Anyone can browse variants of active products"'),
    ("SC213", 'public.products."Anyone can browse active products"'),
    ("SC212", "public.stock_movements"),
]
"""What a careful team would give a reason for: the shop window, and what only code writes."""


def test_the_sample_shop_is_told_what_a_person_would_ask_about() -> None:
    migrations = sotsync.read_migrations(SHOP / "supabase" / "migrations", root=SHOP)
    actual = sotsync.replay(migrations)
    checked = sotsync.check(actual, migrations=migrations)
    told = [(one.code, one.object) for one in checked.findings if one.severity != "info"]
    assert told == SHOP_WARNINGS
    assert [one for one in checked.findings if one.severity == "error"] == []
    assert all(one.migration and one.migration.line for one in checked.findings)
    assert len(checked.findings) - len(told) == 21
    plain = sotsync.check(actual, settings=Settings(lint=LintSettings(exposed=("public",))))
    assert plain.findings == checked.findings


def test_only_the_schemas_that_are_looked_at_are_told_and_all_are_known() -> None:
    first = (
        "create schema private; create schema other;\n"
        "create table tenants (id uuid primary key);\n"
        "create table private.members (tenant_id uuid not null references tenants, who uuid);\n"
        "create function private.owns(shop uuid) returns boolean language sql as $$ select exists ("
        "select from private.members where tenant_id = shop and who = auth.uid()) $$;\n"
    )
    sql = "".join(
        f"create table {name} (id uuid primary key, tenant_id uuid not null references tenants);\n"
        f"alter table {name} enable row level security;\n"
        f"create policy p on {name} using (private.owns(id));\n"
        for name in ("public.shops", "other.shops")
    )
    assert check_sql(sql, first=first).findings != ()
    told = check_sql(sql, first=first, settings=Settings(schemas=("other",))).findings
    assert [(one.code, one.object) for one in told] == [("SC221", "other.shops")]


def test_what_the_library_is_told_counts(tmp_path: Path) -> None:
    """A comment of a migration, one of the document, and the only rules to ask."""
    tables = [f"CREATE TABLE {name} (id int, tenant_id uuid);\n" for name in "abc"]
    sql = "-- sotsync:allow SC203 old ones\n".join((tables[0], tables[1] + tables[2]))
    (tmp_path / "20260101000000_a.sql").write_bytes(sql.encode())
    migrations = sotsync.read_migrations(tmp_path, root=tmp_path)
    actual = sotsync.replay(migrations)
    text = sotsync.render_document(actual)
    where = text.index("### Purpose", text.index(": A\n"))
    text = f"{text[:where]}<!-- sotsync:allow SC203: shared\nby all -->\n\n{text[where:]}"
    document = sotsync.parse_document(sotsync.Source("SoT.md", text))
    checked = sotsync.check(actual, migrations=migrations, document=document, only=["SC203"])
    assert [one.object for one in checked.findings] == ["public.c.tenant_id"]
    assert [(one.finding.object, one.reason) for one in checked.allowed] == [
        ("public.a.tenant_id", "shared by all"),
        ("public.b.tenant_id", "old ones"),
    ]
    assert checked.rules == 1
    scope = "<!-- sotsync: scope=user -->"
    mine = text.replace("<!-- sotsync:allow SC203: shared\nby all -->", scope)
    document = sotsync.parse_document(sotsync.Source("SoT.md", mine))
    told = sotsync.check(actual, document=document, only=["SC203"]).findings
    assert [one.object for one in told] == ["public.b.tenant_id", "public.c.tenant_id"]
    scopes = TenantSettings(scope={"a": TableScope.TENANT})
    told = sotsync.check(
        actual, document=document, settings=Settings(tenant=scopes), only=["SC203"]
    ).findings
    assert len(told) == 3
    empty = sotsync.parse_document(sotsync.Source("SoT.md", sotsync.render_document(actual)))
    assert len(sotsync.check(actual, document=empty, only=["SC203"]).findings) == 3


@pytest.mark.parametrize(
    "key", ["public.orders", 'public."ChannelMappings"', 'public."it\'s"', 'public."a\\b""c"']
)
def test_a_key_in_a_hint_can_be_copied_into_a_settings_file(key: str) -> None:
    assert tomllib.loads(f"{as_setting(key)} = []") == {key: []}
