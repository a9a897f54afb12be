"""The zips for Lambda: valid settings, only what a function opens, no secrets, bytecode that Lambda uses."""

import json
import os
import subprocess
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from musicweb.local.folder import PROJECT

SETTINGS = json.loads((PROJECT / "zappa_settings.json").read_text())
STAGES = ["production", "production_api", "production_worker"]
UNZIPPED_MAX_BYTES = 250 * 1024**2  # Lambda's limit


def stage(name):
    return SETTINGS["base"] | SETTINGS[name]


def prune():
    specification = spec_from_file_location("prune", PROJECT / "infra" / "package" / "prune.py")
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", STAGES)
def test_zappa_s_dangerous_defaults_are_off(name):
    settings = stage(name)

    assert settings["extends"] == "base"
    for switch in ("debug", "keep_warm", "touch", "manage_roles", "use_precompiled_packages"):
        assert settings[switch] is False
    assert settings["log_level"] == "INFO"
    assert settings["lambda_handler"] == "musicweb.lambda_handler.handler"


def test_each_function_has_the_role_made_for_it():
    roles = {name: stage(name)["role_name"] for name in STAGES}

    assert roles == {
        "production": "musicweb-production-web",
        "production_api": "musicweb-production-web",
        "production_worker": "musicweb-production-worker",
    }


def test_the_api_cannot_be_deployed_open():
    assert stage("production_api")["authorizer"]["type"] == "COGNITO_USER_POOLS"
    assert stage("production")["api_key_required"]


def test_the_settings_name_no_account():
    assert "arn:" not in json.dumps(SETTINGS)


@pytest.mark.parametrize(
    ("name", "web", "worker"),
    [
        ("django/views/generic/base.py", True, True),
        ("catalog/views/pages.py", True, True),
        ("botocore/data/s3/2006-03-01/service-2.json.gz", True, True),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", False, False),
        ("botocore/docs/utils.py", True, True),
        ("av/container/core.py", False, True),
        ("numpy.libs/libopenblas.so", False, True),
        ("locale/vi/LC_MESSAGES/django.mo", True, True),
        ("django/conf/locale/de/LC_MESSAGES/django.mo", False, False),
        ("zappa/handler.py", True, True),
        ("zappa/cli.py", False, False),
    ],
)
def test_a_function_gets_what_it_opens(name, web, worker):
    keeps = prune().keeps

    assert (keeps(name, worker=False), keeps(name, worker=True)) == (web, worker)


@pytest.mark.integration
def test_zappa_builds_and_what_it_built_answers_a_request(tmp_path):
    """Imported from the zip's content alone, with nothing of this environment."""
    subprocess.run(
        ["make", "package", "STAGES=production", f"PYTHON={sys.executable}"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(PROJECT / ".local" / "package" / "production.zip") as archive:
        names = archive.namelist()
        assert sum(entry.file_size for entry in archive.infolist()) < UNZIPPED_MAX_BYTES
        archive.extractall(tmp_path)
    assert not [
        name for name in names if name.startswith(("tests/", ".local", "musicweb/local/", "pytest", "moto/", "numpy/"))
    ]
    assert f"musicweb/__pycache__/settings.{sys.implementation.cache_tag}.pyc" in names

    done = subprocess.run(
        [sys.executable, "-I", "-c", REQUEST, str(tmp_path)],
        env=_production(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip().endswith("200"), done.stderr


REQUEST = """
import sys
sys.path[:] = [sys.argv[1], *(path for path in sys.path if "site-packages" not in path)]
from musicweb.lambda_handler import handler
event = {
    "httpMethod": "GET", "path": "/health/", "headers": {"Host": "music.example.org", "X-Forwarded-Proto": "https"},
    "multiValueHeaders": {"Host": ["music.example.org"], "X-Forwarded-Proto": ["https"]}, "queryStringParameters": None,
    "multiValueQueryStringParameters": None, "requestContext": {"stage": "production", "identity": {"sourceIp": "192.0.2.1"}},
    "body": None, "isBase64Encoded": False,
}
print(handler(event, None)["statusCode"])
"""


def _production() -> dict[str, str]:
    lines = (PROJECT / ".ci" / "production.env").read_text().splitlines()
    made = dict(line.split("=", 1) for line in lines if "=" in line)
    return made | {
        "MUSICWEB_SECRET_KEY": "only-for-this-test-" * 4,
        "MUSICWEB_SERVES_HTTP": "1",
        "PATH": os.environ["PATH"],
    }
