"""What a pull request is compared with, as CI tells it, and what its migrations do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sotsync.errors import GitError, InputError

if TYPE_CHECKING:
    from sotsync.cli.project import Project
    from sotsync.cli.snapshots import Snapshot
    from sotsync.hosts.git import Repository
    from sotsync.migrations.models import Migrations
    from sotsync.replay.result import Replay
    from sotsync.report.effects_format import BranchEffects

__all__ = ["AUTO", "branch_effects", "find_base", "is_from_fork"]

AUTO = "auto"
"""What stands for the base of the pull request that CI runs for."""

_MERGE = re.compile(r"refs/pull/\d+/merge")


def find_base(repository: Repository, environment: Mapping[str, str]) -> str | None:
    """What the pull request that CI runs for would be merged into; None where it runs for none.

    GitHub sets ``GITHUB_BASE_REF``, and checks out a merge whose first parent is the base; GitLab
    sets ``CI_MERGE_REQUEST_DIFF_BASE_SHA`` and ``CI_MERGE_REQUEST_TARGET_BRANCH_NAME``.

    Raises:
        GitError: It runs for one, and this clone does not have what the branch began from.
    """
    candidates = list(dict.fromkeys(_candidates(repository, environment)))
    for candidate in candidates:
        try:
            repository.merge_base(candidate, "HEAD")
        except GitError:
            continue
        return candidate
    if candidates:
        repository.merge_base(candidates[0], "HEAD")  # Says what is missing.
    return None


def _candidates(repository: Repository, environment: Mapping[str, str]) -> Iterator[str]:
    """What may name the base, the surest first."""
    if commit := environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        yield commit
    if name := environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        yield f"refs/remotes/origin/{name}"
    if name := environment.get("GITHUB_BASE_REF"):
        yield f"refs/remotes/origin/{name}"
        if _MERGE.fullmatch(environment.get("GITHUB_REF", "")) and _is_merge(repository):
            yield "HEAD^1"
        base = _request_in_event(environment).get("base")
        if isinstance(base, dict) and isinstance(base.get("sha"), str):
            yield base["sha"]


def _is_merge(repository: Repository) -> bool:
    return repository.find_commit("HEAD^2") is not None


def is_from_fork(environment: Mapping[str, str]) -> bool:
    """Whether CI runs for a pull request from another repository, whose token may only read."""
    target = environment.get("CI_MERGE_REQUEST_PROJECT_ID")
    if target:
        return environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", target) != target
    request = _request_in_event(environment)
    sides = [request.get(side) for side in ("head", "base")]
    repositories = [side.get("repo") if isinstance(side, dict) else None for side in sides]
    names = [one.get("full_name") if isinstance(one, dict) else None for one in repositories]
    return bool(request) and names[0] != names[1]


def _request_in_event(environment: Mapping[str, str]) -> Mapping[str, object]:
    """The pull request in what GitHub tells a run of its event; empty where there is none."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        event = json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return {}
    request = event.get("pull_request") if isinstance(event, dict) else None
    return request if isinstance(request, dict) else {}


def branch_effects(project: Project, base: str) -> BranchEffects:
    """What the migrations do that a branch adds, edits or removes.

    Args:
        project: The project as it is now.
        base: The branch, tag or commit that the branch began from.

    Raises:
        GitError: The commit cannot be found.
        InputError: The migrations cannot be read as they are now.
    """
    from sotsync.cli.snapshots import take_snapshot  # noqa: PLC0415 - most calls need no git
    from sotsync.diff.effects import find_effects  # noqa: PLC0415 - loads every stage
    from sotsync.report.effects_format import BranchEffects  # noqa: PLC0415 - the same

    migrations = project.read_migrations()
    former, before = _at_base(project, take_snapshot(project, base))
    now, then = _texts(migrations), _texts(former) if former else {}
    if now == then:
        return BranchEffects()
    after = project.replay(migrations)
    return BranchEffects(
        effects=find_effects(before, after, schemas=project.settings.schemas),
        added=tuple(path for path in now if path not in then),
        edited=tuple(path for path in now if now[path] != then.get(path, now[path])),
        removed=tuple(path for path in then if path not in now),
        is_base_empty=former is None,
    )


def _at_base(project: Project, snapshot: Snapshot) -> tuple[Migrations | None, Replay | None]:
    """The migrations of the base and what they make; nothing where it had none to read."""
    with snapshot.opened(project) as before:
        try:
            migrations = before.read_migrations()
        except InputError:
            return None, None
        return migrations, before.replay(migrations)


def _texts(migrations: Migrations) -> Mapping[str, str]:
    """What each file holds, by path, in the order in which they are applied."""
    return {one.path: one.script.source.text for one in migrations.files}
