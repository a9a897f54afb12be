"""GitHub's workflows: tests on every push, a deployment on a tag, with no key and by fixed versions of what they use."""

import re

import pytest
import yaml

from musicweb.local.folder import PROJECT
from tests.infra.resources import RESOURCES

FOLDER = PROJECT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))


def workflow(name):
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text())


def steps(name):
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_are_pinned_and_nothing_secret_or_foreign_is_named(file):
    text = file.read_text()

    assert all(re.search(r"@v\d+\.\d+\.\d+$", used) for used in re.findall(r"uses: (\S+)", text))
    assert not re.search(r"secrets\.|AKIA|\d{12}|://", text)
    assert yaml.safe_load(text)["permissions"]["contents"] == "read"


def test_every_push_is_tested_by_the_one_script():
    assert "push" in workflow("test")[True]  # YAML 1.1 reads “on” as true
    assert ".ci/run" in [step.get("run") for step in steps("test")]


def test_a_tag_deploys_to_production_by_a_token_of_its_environment():
    found = workflow("deploy")

    assert found[True]["push"] == {"tags": ["v*"]}
    assert found["permissions"]["id-token"] == "write"
    assert "'production'" in found["jobs"]["deploy"]["environment"]
    trust = RESOURCES["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
    assert trust["StringEquals"]["token.actions.githubusercontent.com:sub"] == {
        "Fn::Sub": "repo:${GitHubRepository}:environment:${Stage}"
    }
