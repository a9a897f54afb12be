"""The locked requirements name every file by its hash and no place to get it from."""

import re
import tomllib

import pytest

from musicweb.local.folder import PROJECT

LOCKED = sorted((PROJECT / "requirements").glob("*.txt"))
GROUPS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["dependency-groups"]


def packages(name):
    return set(re.findall(r"^([a-z0-9._-]+)==", (PROJECT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE))


def test_every_group_is_locked():
    assert {file.stem for file in LOCKED} == set(GROUPS)


@pytest.mark.parametrize("file", LOCKED, ids=lambda file: file.stem)
def test_every_package_has_hashes_and_no_address(file):
    text = file.read_text()

    assert "://" not in text
    assert "index-url" not in text
    for requirement in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in requirement, requirement


def test_what_only_the_worker_needs_is_not_in_the_web_function():
    assert packages("worker") - packages("web") >= {"av", "numpy", "mutagen", "pillow"}
    assert not packages("web") & {"av", "numpy", "mutagen", "pillow", "zappa", "pytest", "moto"}


@pytest.mark.parametrize("name", ["worker", "local", "dev"])
def test_a_wider_group_has_the_same_versions_as_the_web_group(name):
    def lines(group):
        return set(re.findall(r"^\S+==\S+", (PROJECT / "requirements" / f"{group}.txt").read_text(), re.MULTILINE))

    assert lines("web") <= lines(name)


def test_the_emulator_is_new_enough_and_can_sign_tokens():
    version = re.search(
        r"^ministack==(\d+)\.(\d+)\.(\d+)", (PROJECT / "requirements" / "emulator.txt").read_text(), re.MULTILINE
    )

    assert tuple(map(int, version.groups())) >= (1, 5, 33)
    assert "cryptography" in packages("emulator")
