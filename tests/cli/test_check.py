"""``sotsync check`` on a small project: what it says, in which formats, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest

from sotsync.errors import InputError, UsageError
from sotsync.report.check_json import check_json_schema
from tests.cli.conftest import Run
from tests.hosts.test_git import commit, git
from tests.report.test_machine_formats import CODE_QUALITY, SARIF

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "check.schema.json"
SHOPS = """\
-- Shops of tenants
CREATE TABLE public.tenants (id uuid PRIMARY KEY, plan text, status text, max_shops int);
ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
CREATE TABLE public.shops (
  id uuid PRIMARY KEY,
  tenant_id uuid REFERENCES public.tenants (id)
);
ALTER TABLE public.shops ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.shops USING (tenant_id = (SELECT auth.uid()));
"""
MENDED = """\
ALTER TABLE public.shops ALTER COLUMN tenant_id SET NOT NULL;
CREATE INDEX shops_tenant ON public.shops (tenant_id);
"""
FIRST = "supabase/migrations/20260101090000_shops.sql"


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without a document, and the current folder."""
    migrate(tmp_path, "20260101090000_shops.sql", SHOPS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def migrate(root: Path, name: str, sql: str) -> None:
    folder = root / "supabase" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(sql.encode())


TEXT = f"""\
public.shops
  SC221 public.shops has no index that tenant_id leads
        {FIRST}:4, v1.1 D.4
        CREATE INDEX IF NOT EXISTS idx_shops_tenant_id ON public.shops (tenant_id).
  SC203 public.shops.tenant_id may be null, so that a row may belong to no tenant
        {FIRST}:4, v1.1 D.1
        Give the rows without one a tenant, then set NOT NULL.

supabase/migrations breaks the conventions v1.1: 2 warnings, 1 note (2 tables and views, 19 rules)
to list notes: sotsync check --verbose
"""


def test_people_read_what_is_wrong_where_and_what_to_do(shops: Path, run: Run) -> None:
    assert shops.exists()
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (1, TEXT, "")


def test_what_is_mended_is_no_breach(shops: Path, run: Run) -> None:
    migrate(shops, "20260102090000_mend.sql", MENDED)
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.startswith("supabase/migrations keeps the conventions v1.1: 1 note (")


def test_notes_are_listed_on_demand_and_count_where_they_are_said_to(shops: Path, run: Run) -> None:
    migrate(shops, "20260102090000_mend.sql", MENDED)
    result = run("check", "--verbose")
    assert result.exit_code == 0
    assert "SC215 public.shops.own" in result.stdout
    assert "files (supabase): 2 applied, 0 skipped" in result.stderr
    result = run("check", "--fail-on", "info")
    assert result.exit_code == 1
    assert "SC215 public.shops.own" in result.stdout
    assert run("check", "--fail-on", "error").exit_code == 0


def test_rules_can_be_named_and_left_out(shops: Path, run: Run) -> None:
    assert shops.exists()
    assert "SC203" not in run("check", "--rule", "D.4").stdout
    assert "SC221" in run("check", "--rule", "D.4", "--rule", "SC203").stdout
    assert run("check", "--ignore", "SC203", "--ignore", "SC22").exit_code == 0
    assert run("check", "--rule", "SC20", "--ignore", "D.1").exit_code == 0
    result = run("check", "--rule", "SC999")
    assert result.exit_code == UsageError.exit_code
    assert "no rule is called 'SC999'" in result.stderr


def test_settings_choose_the_version_and_the_tenant(shops: Path, run: Run) -> None:
    settings = 'conventions = "v1.2"\n[tenant]\ncolumns = ["owner_id"]\n'
    (shops / "sotsync.toml").write_bytes(settings.encode())
    assert run("check").exit_code == 0
    (shops / "sotsync.toml").write_bytes(b'conventions = "v1.2"\n')
    assert f"{FIRST}:4, v1.2 E.4" in run("check").stdout
    assert run("check", "--rule", "E.1").exit_code == 1
    (shops / "sotsync.toml").write_bytes(b'conventions = "v2"\n')
    result = run("check")
    assert result.exit_code == 2
    assert "sotsync.toml:1" in result.stderr
    (shops / "sotsync.toml").write_bytes(b'[tenant]\nscope = { shops = "nobody" }\n')
    assert "scope" in run("check").stderr


def test_what_is_allowed_is_counted_and_kept(shops: Path, run: Run) -> None:
    """In a migration, in the settings, by an acceptance and in the document."""
    allowed = "-- sotsync:allow SC203 shared ones\nCREATE TABLE public.shops"
    migrate(shops, "20260101090000_shops.sql", SHOPS.replace("CREATE TABLE public.shops", allowed))
    settings = '[[accept]]\ncode = "SC221"\nobject = "public.shops"\nreason = "small"\n'
    (shops / "sotsync.toml").write_bytes(settings.encode())
    result = run("check", "--output", "json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert [(one["code"], one["reason"], one["requirement"]) for one in data["allowed"]] == [
        ("SC203", "shared ones", "D.1"),
        ("SC221", "small", "D.4"),
    ]
    assert "2 allowed" in run("check").stdout
    assert run("init").exit_code == 0
    assert run("diff").exit_code == 0
    assert "A001" not in run("diff", "--verbose").stderr
    document = shops / "SoT" / "SoT.ACTUAL_SCHEMA.md"
    marked = document.read_text().replace(
        "### Schema Definition",
        "<!-- sotsync:allow SC215: one person each -->\n\n### Schema Definition",
    )
    document.write_bytes(marked.encode())
    assert "3 allowed" in run("check").stdout
    assert run("sync", "--check").exit_code == 0


def test_a_document_that_is_named_has_to_be_there(shops: Path, run: Run) -> None:
    assert run("check", "--document", "no.md").exit_code == InputError.exit_code
    for name in ("SoT.ACTUAL_SCHEMA.md", "SoT.DATA_MODEL.md"):
        (shops / name).write_bytes(b"# Data Model\n")
    assert run("check").exit_code == 1


def test_programs_read_every_breach_and_its_requirement(shops: Path, run: Run) -> None:
    assert shops.exists()
    data = json.loads(run("check", "--output", "json").stdout)
    jsonschema.validate(data, json.loads(PUBLISHED.read_bytes()))
    assert data["format"] == "sotsync.check/1"
    numbers = {name: count for name, count in data["summary"].items() if count}
    assert numbers == {"warnings": 2, "notes": 1, "rules": 19, "relations": 2}
    assert [(one["code"], one["requirement"]) for one in data["findings"]] == [
        ("SC221", "D.4"),
        ("SC203", "D.1"),
        ("SC215", "D.3"),
    ]
    assert data["findings"][0]["migration"] == {"path": FIRST, "line": 4, "column": 1}


def test_the_published_schema_is_that_of_the_models() -> None:
    assert json.loads(PUBLISHED.read_bytes()) == check_json_schema()


def test_other_tools_read_it(shops: Path, run: Run) -> None:
    reports = {name: f"{name}.out" for name in ("sarif", "github", "gitlab", "junit", "markdown")}
    named = [part for name, file in reports.items() for part in ("--output", f"{name}={file}")]
    result = run("check", *named)
    assert (result.exit_code, result.stdout) == (1, "")
    texts = {name: (shops / file).read_text(encoding="utf-8") for name, file in reports.items()}
    sarif = json.loads(texts["sarif"])
    jsonschema.validate(sarif, SARIF)
    [ran] = sarif["runs"]
    assert ran["automationDetails"]["id"] == "sotsync/check/"
    assert [one["ruleId"] for one in ran["results"]] == ["SC221", "SC203"]
    titles = [one["shortDescription"]["text"] for one in ran["tool"]["driver"]["rules"]]
    assert titles == ["The tenant column is never null", "An index is led by the tenant column"]
    assert texts["github"].count(f"::warning file={FIRST},line=4,col=1,title=SC") == 2
    quality = json.loads(texts["gitlab"])
    pattern = json.dumps(CODE_QUALITY).replace("^[A-Z][0-9]{3}$", "^SC[0-9]{3}$")
    jsonschema.validate(quality, json.loads(pattern))
    suites = fromstring(texts["junit"])  # noqa: S314 - our own text
    assert (suites.get("name"), suites.get("failures")) == ("sotsync check", "2")
    assert "### ⚠️ `supabase/migrations` breaks the conventions v1.1\n" in texts["markdown"]
    assert "- ⚠️ SC203 D.1: public\\.shops\\.tenant\\_id may be null" in texts["markdown"]


def test_the_same_where_nothing_is_wrong(shops: Path, run: Run) -> None:
    migrate(shops, "20260102090000_mend.sql", MENDED)
    for name in ("sarif", "github", "gitlab", "junit", "markdown", "json"):
        assert run("check", "--output", name).exit_code == 0
    assert "✅ `supabase/migrations` keeps" in run("check", "--output", "markdown").stdout
    assert run("check", "--rule", "SC221", "--output", "markdown").stdout.endswith(
        "Nothing found.\n"
    )


def test_what_no_table_has_is_told_of_the_folder(shops: Path, run: Run) -> None:
    migrate(shops, "20260101090000_shops.sql", "CREATE TABLE a (tenant_id uuid NOT NULL);\n")
    result = run("check", "--rule", "SC231")
    assert result.stdout.startswith("supabase/migrations\n  SC231 one table has rows of tenants")
    assert "`supabase/migrations`" in run("check", "--rule", "SC231", "--output", "markdown").stdout


def test_only_what_the_branch_made_is_reported(shops: Path, run: Run) -> None:
    git(shops, "init", "-q")
    commit(shops, {"README.md": "Shops\n"})
    git(shops, "checkout", "-q", "-b", "feature")
    result = run("check", "--base", "main")
    assert result.exit_code == 0
    assert "3 on the base branch as well" in result.stdout
    migrate(
        shops,
        "20260103090000_goods.sql",
        SHOPS.partition(";\n")[2].partition(";\n")[2].replace("shops", "goods"),
    )
    result = run("check", "--base", "main")
    assert result.exit_code == 1
    assert "public.goods" in result.stdout
    assert "public.shops" not in result.stdout
    assert run("check", "--base", "no-such").exit_code == 2


def test_a_base_branch_without_migrations_has_no_breach(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"README.md": "Shops\n"})
    migrate(tmp_path, "20260101090000_shops.sql", SHOPS)
    result = run("check", "--base", "main")
    assert result.exit_code == 1
    assert "on the base branch" not in result.stdout
    assert run("check", "--base", "auto").exit_code == 1


def test_what_is_odd_in_migrations_is_said_beside_it(shops: Path, run: Run) -> None:
    migrate(shops, "20260102090000_odd.sql", "CREATE TABEL public.x (a int);\n")
    result = run("check")
    assert "20260102090000_odd.sql:1:8: syntax error" in result.stderr
    assert result.stdout == TEXT


def test_names_in_migrations_give_no_command_and_are_no_mark(shops: Path, run: Run) -> None:
    name = "x\n::error::y <b> | `z` @all \x1b[31m"
    sql = (
        f'CREATE TABLE public."{name}" (tenant_id uuid);\n'
        f'ALTER TABLE public."{name}" ENABLE ROW LEVEL SECURITY;\n'
        f'CREATE POLICY "{name}" ON public."{name}" USING (true);\n'
    )
    migrate(shops, "20260102090000_odd.sql", sql)
    for form in ("text", "markdown", "github", "junit", "sarif", "gitlab", "json"):
        text = run("check", "--output", form).stdout
        assert "\x1b" not in text
        if form in {"text", "markdown"}:
            assert not any(line.startswith("::") for line in text.split("\n"))
            assert "SC213" in text
    markdown = run("check", "--output", "markdown").stdout
    assert "<b>" not in re.sub(r"(`+)[^`].*?[^`]\1", "", markdown).replace("\\<b\\>", "")
    assert "@all" not in re.sub(r"(`+)[^`].*?[^`]\1", "", markdown)
