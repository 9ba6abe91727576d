"""GitLab's template: valid, and its script run by the shells that runners have."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from tests.cli.conftest import Run
from tests.cli.test_base import commit, git, migrate
from tests.cli.test_comment import DUE, NEW
from tests.delivery.runner import BASH, ROOT, bare_environment, check_schema, read_yaml
from tests.hosts.fake import TOKEN, FakeHost, serve

TEMPLATE = ROOT / "samples/gitlab/sotsync.gitlab-ci.yml"
JOB = read_yaml(TEMPLATE)["sotsync"]
SHELLS = [shell for shell in (BASH, shutil.which("dash")) if shell]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job's clone, and where it may write programs."""

    clone: Path
    programs: Path
    host: FakeHost
    shell: str

    def run(self, **variables: str) -> tuple[int, str]:
        """Run the script as a runner does, every line after the other in one shell."""
        stated = {name: str(value) for name, value in JOB["variables"].items()}
        environment = {
            **bare_environment(),
            **stated,
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "GITLAB_CI": "true",
            "CI_API_V4_URL": self.host.url,
            "CI_PROJECT_DIR": str(self.clone),
            "CI_PROJECT_ID": "44",
            "CI_JOB_TOKEN": "job",
            **variables,
        }
        done = subprocess.run(
            [self.shell, "-e", "-c", "\n".join(JOB["script"])],
            cwd=self.clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        told = done.stdout.decode()
        assert TOKEN not in told
        return done.returncode, told


@pytest.fixture
def request_variables(library: Path, run: Run) -> dict[str, str]:
    """A merge request whose branch adds and drops a column; what GitLab says of it."""
    assert run("init").exit_code == 0
    git(library, "init", "--quiet", "--initial-branch=main")
    commit(library)
    base = git(library, "rev-parse", "HEAD")
    git(library, "switch", "--quiet", "--create", "work")
    migrate(library, NEW, DUE)
    commit(library)
    return {
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_PROJECT_ID": "44",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "44",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    }


@pytest.fixture(params=SHELLS, ids=[Path(shell).name for shell in SHELLS])
def job(request: pytest.FixtureRequest, library: Path, tmp_path: Path) -> Iterator[Job]:
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "sotsync"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sotsync "$@"\n')
    program.chmod(0o755)
    with serve(FakeHost()) as host:
        yield Job(clone=library, programs=programs, host=host, shell=request.param)


def test_the_template_is_valid() -> None:
    check_schema("vendor.gitlab-ci", TEMPLATE)


def test_drift_fails_with_both_reports(job: Job, request_variables: dict[str, str]) -> None:
    code, told = job.run(**request_variables)
    assert code == 1
    assert "public.loans.due" in told
    reports = JOB["artifacts"]["reports"]
    quality = json.loads((job.clone / reports["codequality"]).read_bytes())
    assert quality
    assert int(parse(job.clone / reports["junit"]).getroot().get("failures") or 0) > 0  # noqa: S314 - our own file
    assert job.host.calls == [], "no comment is asked for"
    git(job.clone, "branch", "--force", "main", "work")
    base = git(job.clone, "rev-parse", "work")
    code, _ = job.run(**{**request_variables, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert code == 0, "it was so before"
    assert job.run()[0] == 1, "on the default branch everything counts"


def test_the_comment_is_kept_and_trouble_is_told(
    job: Job, request_variables: dict[str, str]
) -> None:
    asked = {**request_variables, "SOTSYNC_COMMENT": "true", "GITLAB_TOKEN": TOKEN}
    assert job.run(**asked)[0] == 1
    assert job.run(**asked)[0] == 1
    assert len(job.host.comments) == 1
    assert "column `pages` dropped" in job.host.comments[0]["body"]
    assert job.run(**{**asked, "SOTSYNC_FAIL_ON": "never"})[0] == 0
    code, told = job.run(**{**asked, "GITLAB_TOKEN": ""})
    assert code == 1, "a job's own token may not comment, and the drift is told all the same"
    assert "GITLAB_TOKEN" in told
    (job.clone / "supabase/migrations" / NEW).write_bytes(b"\xff")
    code, told = job.run(**asked)
    assert code == 2
    assert "UTF-8" in told
