"""The page about gates: its files are valid, and it knows every input and output there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.delivery.runner import ACTION, ROOT, check_schema, read_yaml

PAGE = (ROOT / "docs/how-to/gate-a-pull-request.md").read_text("utf-8")
WORKFLOW, PIPELINE = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("text", "schema"),
    [(WORKFLOW, "vendor.github-workflows"), (PIPELINE, "vendor.gitlab-ci")],
    ids=["workflow", "pipeline"],
)
def test_what_it_shows_is_valid(text: str, schema: str, tmp_path: Path) -> None:
    path = tmp_path / "shown.yml"
    path.write_text(text)
    check_schema(schema, path)


def test_it_names_every_input_and_output_with_its_default() -> None:
    action = read_yaml(ACTION)
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", PAGE, re.MULTILINE))
    assert set(rows) == {*action["inputs"], *action["outputs"]}
    for name in ("mode", "directory", "base", "comment"):
        assert rows[name] == f"`{action['inputs'][name]['default']}`"


def test_the_workflow_uses_inputs_that_are_there() -> None:
    steps = YAML(typ="safe").load(WORKFLOW)["jobs"]["sotsync"]["steps"]
    [used] = [step["with"] for step in steps if "sotsync@" in step["uses"]]
    assert set(used) <= set(read_yaml(ACTION)["inputs"])


def test_the_pipeline_sets_variables_that_are_there() -> None:
    template = read_yaml(ROOT / "samples/gitlab/sotsync.gitlab-ci.yml")["sotsync"]
    assert set(YAML(typ="safe").load(PIPELINE)["sotsync"]["variables"]) <= set(
        template["variables"]
    )
