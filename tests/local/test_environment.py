"""What a command gets to know about the embedded AWS, and what it says when there is none."""

import json
import os

import pytest

from musicweb.local import environment


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "LOCAL", tmp_path)
    monkeypatch.setattr(os, "environ", {"AWS_ACCESS_KEY_ID": "somebody's", "HOME": "/"})
    monkeypatch.setattr(environment, "_before", None)
    return tmp_path


@pytest.mark.parametrize("command", ["check", "migrate", "makemessages", "runserver", "help"])
def test_what_needs_no_aws_runs_without_one(folder, monkeypatch, command):
    monkeypatch.setattr("sys.argv", ["manage.py", command])
    monkeypatch.setattr(environment, "secret_key", lambda: "secret")

    environment.load()

    assert os.environ["MUSICWEB_SECRET_KEY"] == "secret"


def test_what_needs_aws_says_how_to_start_it_in_one_line(folder, monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "import_music"])

    with pytest.raises(SystemExit, match="make run"):
        environment.load()


@pytest.mark.parametrize(("command", "profile"), [("shell", "web"), ("worker", "worker")])
def test_every_command_acts_with_the_role_of_its_function_and_not_with_found_keys(
    folder, monkeypatch, command, profile
):
    monkeypatch.setattr("sys.argv", ["manage.py", command])
    (folder / environment.FILE).write_text(json.dumps({"environment": {"MUSICWEB_STAGE": "local"}}))

    environment.load()

    assert os.environ["AWS_PROFILE"] == profile
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    assert environment.before()["AWS_ACCESS_KEY_ID"] == "somebody's"


def test_the_secret_key_is_this_machine_s_own_and_stays(tmp_path):
    first = environment.secret_key(tmp_path / "one")

    assert environment.secret_key(tmp_path / "one") == first
    assert environment.secret_key(tmp_path / "two") != first
    assert (tmp_path / "one" / "secret_key").stat().st_mode & 0o077 == 0
