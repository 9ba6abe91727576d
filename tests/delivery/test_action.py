"""The action's own scripts, run by bash in real repositories, against a host on this machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_base import DOCUMENT, MIGRATIONS, commit, git, migrate
from tests.cli.test_comment import DUE, NEW, event
from tests.delivery.runner import ACTION, Ran, check_schema, commands, read_yaml, run_action
from tests.hosts.fake import TOKEN, Failure, FakeHost, serve

HOSTILE = """\
ALTER TABLE books ADD COLUMN "##[add-mask]x" text;
COMMENT ON TABLE books IS '
::error::x';
"""


@pytest.fixture
def fake() -> Iterator[FakeHost]:
    with serve(FakeHost()) as host:
        yield host


@pytest.fixture
def work(library: Path, run: Run) -> Path:
    """A repository in step, on a branch that adds and drops a column."""
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    git(library, "switch", "--quiet", "--create", "work")
    migrate(library, NEW, DUE)
    commit(library)
    return library


def act(
    work: Path, fake: FakeHost, *, is_request: bool = True, fork: bool = False, **inputs: str
) -> Ran:
    """Run the action for pull request 7, or for a push."""
    if is_request:
        git(work, "update-ref", "refs/remotes/origin/main", "main")
    request = {
        "GITHUB_BASE_REF": "main",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_EVENT_PATH": str(event(work, fork=fork)),
    }
    push = {"GITHUB_BASE_REF": "", "GITHUB_REF": "refs/heads/work"}
    environment = {
        "GITHUB_API_URL": fake.url,
        "GITHUB_REPOSITORY": "acme/library",
        **(request if is_request else push),
    }
    ran = run_action(work, environment, TOKEN, **{"python": sys.executable, **inputs})
    assert TOKEN not in ran.log + ran.summary
    return ran


def test_the_action_is_valid() -> None:
    """By the schema of actions that check-jsonschema ships."""
    check_schema("vendor.github-actions", ACTION)


def test_every_input_and_output_is_described_and_used() -> None:
    action, text = read_yaml(ACTION), ACTION.read_text("utf-8")
    assert set(action["inputs"]) == {
        *("mode", "directory", "base", "fail-on", "comment", "sarif", "arguments", "token"),
        "python",
    }
    for name, said in action["inputs"].items():
        assert said["description"].strip()
        assert f"${{{{ inputs.{name} }}}}" in text
    assert set(action["outputs"]) == {"exit-code", "in-step", "changed"}


def test_drift_fails_with_annotations_summary_and_sarif(work: Path, fake: FakeHost) -> None:
    ran = act(work, fake, sarif="drift.sarif")
    assert ran.code == 1
    assert ran.outputs == {"exit-code": "1", "in-step": "false", "changed": "false"}
    told, shown = commands(ran.log)
    assert any(one.startswith(f"::error file={DOCUMENT},line=") for one in told)
    assert "public.loans.due" in shown
    assert "### ❌ `SoT/" in ran.summary
    assert json.loads((work / "drift.sarif").read_bytes())["version"] == "2.1.0"
    assert fake.calls == []


def test_what_is_in_step_passes(work: Path, fake: FakeHost, run: Run) -> None:
    assert run("sync").exit_code == 0
    ran = act(work, fake)
    assert (ran.code, ran.outputs["exit-code"], ran.outputs["in-step"]) == (0, "0", "true")
    assert "### ✅" in ran.summary


def test_what_cannot_be_told_is_neither(work: Path, fake: FakeHost) -> None:
    migrate(work, NEW, DUE)
    (work / MIGRATIONS / NEW).write_bytes(b"\xff")
    ran = act(work, fake)
    assert (ran.code, ran.outputs["exit-code"], ran.outputs["in-step"]) == (2, "2", "unknown")
    told, shown = commands(ran.log)
    assert "::error title=sotsync::sotsync could not tell; the log says why." in told
    assert "UTF-8" in shown


def test_only_what_the_branch_made_fails(work: Path, fake: FakeHost) -> None:
    git(work, "branch", "--force", "main", "work")
    assert act(work, fake).code == 0
    assert act(work, fake, base="").code == 1, "without a base everything counts"
    assert act(work, fake, is_request=False).code == 1, "so it does on a push"
    assert act(work, fake, base="", fail_on="never").code == 0
    git(work, "branch", "--force", "main", "work~1")
    assert act(work, fake, base="work~1").code == 1
    assert act(work, fake, base="no-such").code == 2


def test_the_comment_is_kept_and_the_summary_says_the_same(
    work: Path, fake: FakeHost, run: Run
) -> None:
    ran = act(work, fake, comment="true")
    assert ran.code == 1
    assert [comment["body"] for comment in fake.comments] == [ran.summary]
    assert "column `pages` dropped" in ran.summary
    assert "pull request 7: the comment is written" in ran.log
    assert run("sync").exit_code == 0
    ran = act(work, fake, comment="true")
    assert ran.code == 0
    assert [comment["body"] for comment in fake.comments] == [ran.summary]
    assert act(work, fake, comment="true", base="").code == 0
    assert act(work, fake, comment="true", is_request=False).code == 0
    assert len(fake.comments) == 1


def test_a_fork_still_fails_and_is_told_once(work: Path, fake: FakeHost) -> None:
    fake.failures.append(Failure(status=403, method="POST"))
    ran = act(work, fake, fork=True, comment="true")
    assert ran.code == 1
    assert "may not comment" in ran.log
    assert ran.summary.count("What the migrations change") == 1
    told, _ = commands(ran.log)
    assert len([one for one in told if one.startswith("::error")]) == len(
        {one for one in told if one.startswith("::error")}
    )


def test_a_host_that_fails_does_not_pass(work: Path, fake: FakeHost, run: Run) -> None:
    assert run("sync").exit_code == 0
    fake.failures.append(Failure(status=401, times=9))
    ran = act(work, fake, comment="true")
    assert (ran.code, ran.outputs["in-step"]) == (2, "unknown")
    assert "401" in ran.log


def test_texts_of_files_are_no_commands(work: Path, fake: FakeHost) -> None:
    migrate(work, "20260203000000_hostile.sql", HOSTILE)
    ran = act(work, fake)
    told, shown = commands(ran.log)
    assert ran.code == 1
    assert "#\u200b#[add-mask]x" in shown, "nor would it be one where commands are heard"
    assert "::error::x" not in told
    for one in told:
        known = ("::error file=", "::warning file=", "::notice file=", "::group::", "::endgroup::")
        assert one.startswith(known)


def test_no_input_is_run(work: Path, fake: FakeHost) -> None:
    text = "$(touch pwned) `touch pwned` '; touch pwned; ' \"; touch pwned; \" -x"
    act(work, fake, base=text, fail_on=text, comment="true", sarif=f"{text}.sarif")
    act(work, fake, mode=text, comment=text)
    act(work, fake, directory=text, arguments=text, python=text)
    act(work, fake, mode="sync", directory=text)
    assert not (work / "pwned").exists()


def test_a_package_of_a_strangers_branch_is_not_imported(work: Path, fake: FakeHost) -> None:
    for name in ("sotsync", "click", "json"):
        (work / f"{name}.py").write_text("raise SystemExit(77)")
    assert act(work, fake).code == 1


def test_arguments_stand_one_a_line(work: Path, fake: FakeHost) -> None:
    other = work / "my documents"
    other.mkdir()
    (work / DOCUMENT).rename(other / "schema.md")
    ran = act(work, fake, arguments="--document\r\nmy documents/schema.md\n\n--schemas=public\n")
    assert ran.code == 1
    assert "my documents/schema.md" in ran.log


def test_a_project_in_a_folder(work: Path, fake: FakeHost, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    (outer / "services").mkdir(parents=True)
    git(outer, "init", "--quiet", "--initial-branch=main")
    (work / ".git").rename(tmp_path / "old.git")
    work.rename(outer / "services/shop")
    (outer / "services/shop" / MIGRATIONS / NEW).unlink()
    commit(outer)
    migrate(outer / "services/shop", NEW, DUE)
    ran = act(outer, fake, directory="services/shop", comment="true", sarif="drift.sarif")
    assert ran.code == 1
    assert ran.summary.startswith("<!-- sotsync: comment services/shop -->")
    told, _ = commands(ran.log)
    document = f"services/shop/{DOCUMENT}"
    assert any(one.startswith(f"::error file={document},line=") for one in told)
    assert any(f"file=services/shop/{MIGRATIONS}/{NEW}," in one for one in told)
    [run] = json.loads((outer / "drift.sarif").read_bytes())["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == document


def test_sync_repairs_and_says_whether_it_did(work: Path, fake: FakeHost) -> None:
    ran = act(work, fake, mode="sync")
    assert (ran.code, ran.outputs["changed"]) == (0, "true")
    assert DOCUMENT in git(work, "status", "--porcelain")
    ran = act(work, fake, mode="sync")
    assert (ran.code, ran.outputs["changed"]) == (0, "false")


def test_pr_opens_one_pull_request(work: Path, fake: FakeHost, tmp_path: Path) -> None:
    fake.bare = tmp_path / "bare.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(fake.bare))
    git(work, "remote", "add", "origin", str(fake.bare))
    git(work, "branch", "--force", "main", "work")
    git(work, "switch", "--quiet", "main")
    git(work, "push", "--quiet", "origin", "main")
    for _ in range(2):
        ran = act(work, fake, is_request=False, mode="pr")
        assert (ran.code, ran.outputs["in-step"]) == (0, "true"), ran.log
    [request] = fake.requests
    assert request["base"] == "main"


def test_an_unknown_mode_is_trouble(work: Path, fake: FakeHost) -> None:
    ran = act(work, fake, mode="dance")
    assert ran.code == 2
    assert commands(ran.log)[0] == [
        "::error title=sotsync::The input mode is none of check, sync and pr."
    ]


def test_a_python_that_is_too_old_is_trouble(work: Path, fake: FakeHost, tmp_path: Path) -> None:
    ran = act(work, fake, python=str(tmp_path / "no-such-python"))
    assert ran.code == 2
    assert "names no Python 3.11 or newer" in ran.log


def shallow(work: Path, tmp_path: Path, ref: str) -> Path:
    """A clone of one commit, as ``actions/checkout`` makes it."""
    clone = tmp_path / "shallow"
    git(tmp_path, "init", "--quiet", "shallow")
    git(clone, "remote", "add", "origin", work.as_uri())
    git(clone, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", f"+{ref}:{ref}")
    git(clone, "checkout", "--quiet", "--detach", ref)
    return clone


@pytest.mark.parametrize("is_merge", [True, False])
def test_a_clone_of_one_commit_fetches_what_it_needs(
    work: Path, fake: FakeHost, tmp_path: Path, *, is_merge: bool
) -> None:
    """``actions/checkout`` without ``fetch-depth``, with the merge or with the branch's commit."""
    git(work, "switch", "--quiet", "main")
    (work / "README.md").write_text("Moved on\n")
    commit(work)
    git(work, "merge", "--quiet", "--no-ff", "--message", "merge", "work")
    git(work, "update-ref", "refs/pull/7/merge", "HEAD")
    git(work, "reset", "--quiet", "--hard", "HEAD^1")
    clone = shallow(work, tmp_path, "refs/pull/7/merge" if is_merge else "refs/heads/work")
    environment = {
        "GITHUB_API_URL": fake.url,
        "GITHUB_REPOSITORY": "acme/library",
        "GITHUB_BASE_REF": "main",
        "GITHUB_REF": "refs/pull/7/merge",
    }
    ran = run_action(clone, environment, TOKEN, python=sys.executable)
    assert ran.code == 1, ran.log
    assert "public.loans.due" in ran.log
    assert git(clone, "rev-parse", "--is-shallow-repository") == str(is_merge).lower()
    git(clone, "remote", "set-url", "origin", (tmp_path / "gone").as_uri())


def test_without_the_remote_it_says_what_to_do(work: Path, fake: FakeHost, tmp_path: Path) -> None:
    clone = shallow(work, tmp_path, "refs/heads/work")
    git(clone, "remote", "set-url", "origin", (tmp_path / "gone").as_uri())
    environment = {"GITHUB_BASE_REF": "main", "GITHUB_REF": "refs/pull/7/merge"}
    ran = run_action(clone, environment, TOKEN, python=sys.executable)
    assert (ran.code, ran.outputs["in-step"]) == (2, "unknown")
    assert "fetch-depth: 0" in ran.log
    assert fake.calls == []


FAKE_PIP = """\
#!/usr/bin/env bash
case "$*" in
  *"-m venv"*) mkdir -p "${@: -1}/bin"; cp "$0" "${@: -1}/bin/python" ;;
  *"-m pip"*) echo "$*" >> "$RUNNER_TEMP/pip.log" ;;
  *"import sotsync"*) exit 1 ;;
  *"version_info"*) exit 0 ;;
  *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


def test_without_a_python_it_is_installed_once(work: Path, fake: FakeHost, tmp_path: Path) -> None:
    """By a stand-in for Python that notes what it is asked, since tests install nothing."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python3").write_text(FAKE_PIP)
    (programs / "python3").chmod(0o755)
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "REAL_PYTHON": sys.executable,
        "GITHUB_REF": "refs/heads/work",
    }
    for _ in range(2):
        assert run_action(work, environment, TOKEN).code == 1
    asked = (work.parent / "runner/pip.log").read_text().splitlines()
    root = ACTION.parent
    assert asked == [f"-P -m pip install --quiet --disable-pip-version-check --no-input {root}"]
    assert fake.calls == []
