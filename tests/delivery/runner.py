"""Runs a composite action's steps as GitHub's runner does: inputs, environment, outputs, bash.

Only what ``action.yml`` uses is known: ``inputs``, ``steps.ID.outputs`` and ``github.token``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
BASH = shutil.which("bash") or "bash"
_EXPRESSION = re.compile(r"\$\{\{ *([a-z.-]+(?:\.[a-z-]+)*) *\}\}")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run of the action ended."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML as it comes
    """What a YAML file holds."""
    return YAML(typ="safe").load(path.read_text("utf-8"))


def check_schema(name: str, path: Path) -> None:
    """Hold a file to a schema that check-jsonschema ships."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def run_action(workspace: Path, environment: Mapping[str, str], token: str, **inputs: str) -> Ran:
    """Run every step until one fails.

    Args:
        workspace: The work tree, which the scripts start in.
        environment: What GitHub sets beyond the folders and files of the run.
        token: What ``github.token`` is.
        inputs: What a workflow says, with ``_`` for ``-``.
    """
    action = read_yaml(ACTION)
    temporary = workspace.parent / "runner"
    temporary.mkdir(exist_ok=True)
    values = {"github.token": token}
    for name, said in action["inputs"].items():
        value = inputs.get(name.replace("-", "_"), said["default"])
        values[f"inputs.{name}"] = _evaluated(value, values)
    summary = temporary / "summary.md"
    files = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(workspace)}
    folders = {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(ROOT)}
    code, log = 0, ""
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"], "an expression in a script is run as a part of it"
        output = temporary / f"output-{step['id']}"
        output.write_text("")
        own = {name: _evaluated(value, values) for name, value in step["env"].items()}
        script = temporary / f"{step['id']}.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=workspace,
            env={
                **bare_environment(),
                "GITHUB_ACTIONS": "true",
                **files,
                **folders,
                "GITHUB_OUTPUT": str(output),
                **environment,
                **own,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        code, log = done.returncode, log + done.stdout.decode()
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            values[f"steps.{step['id']}.outputs.{name}"] = value
        if code:
            break
    outputs = {name: _evaluated(said["value"], values) for name, said in action["outputs"].items()}
    text = summary.read_text("utf-8") if summary.exists() else ""
    summary.unlink(missing_ok=True)
    return Ran(code=code, log=log, outputs=outputs, summary=text)


def _evaluated(text: str, values: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: values.get(match[1], ""), text)


def bare_environment() -> dict[str, str]:
    """The environment of a machine with nothing of a host in it."""
    foreign = ("GITHUB_", "GITLAB_", "CI", "GH_", "SOTSYNC_", "INPUT_", "GIT_", "RUNNER_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def commands(log: str) -> tuple[list[str], str]:
    """What a runner takes for commands, and what it shows; commands can be stopped and go on.

    As in ``ActionCommand.TryParseV2`` of actions/runner, space before ``::`` does not matter.
    """
    found, shown, word = [], [], ""
    for line in log.split("\n"):
        bare = line.strip()
        if word:
            if bare == f"::{word}::":
                word = ""
            else:
                shown.append(line)
        elif bare.startswith("::stop-commands::"):
            word = bare.removeprefix("::stop-commands::")
        elif bare.startswith("::"):
            found.append(bare)
        else:
            shown.append(line)
    assert not word, "commands are heard again at the end"
    return found, "\n".join(shown)
