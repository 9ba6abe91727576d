"""Where CI has the repository, which is what hosts tell places from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sotsync.cli.project import Project

__all__ = ["workspace_folder"]

_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables of GitHub Actions and of GitLab CI."""


def workspace_folder(project: Project) -> str:
    """The project's folder below the repository that CI works in; empty for that very folder.

    It is empty outside of CI as well, and for a project elsewhere.
    """
    stated = next((os.environ[name] for name in _WORKSPACES if os.environ.get(name)), None)
    if stated is None:
        return ""
    root, workspace = project.root.resolve(), Path(stated).resolve()
    if not root.is_relative_to(workspace):
        return ""
    inside = root.relative_to(workspace).as_posix()
    return "" if inside == "." else inside
