"""The zips for Lambda: valid settings, only what a function opens, no secrets, bytecode that Lambda uses."""

import gzip
import json
import re
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from musicweb.local.folder import PROJECT

SETTINGS = json.loads((PROJECT / "zappa_settings.json").read_text())
KINDS = {"": "web", "_api": "api", "_worker": "worker"}
STAGES = [f"{stage}{kind}" for stage in ("production", "dev") for kind in KINDS]


def stage(name):
    return SETTINGS["base"] | SETTINGS[name]


def prune():
    specification = spec_from_file_location("prune", PROJECT / "infra" / "package" / "prune.py")
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_there_are_three_functions_in_each_stage():
    assert set(SETTINGS) == {"base", *STAGES}


@pytest.mark.parametrize("name", STAGES)
def test_zappa_s_dangerous_defaults_are_off(name):
    settings = stage(name)

    assert settings["extends"] == "base"
    for switch in ("debug", "keep_warm", "touch", "manage_roles", "use_precompiled_packages", "slim_handler"):
        assert settings[switch] is False
    assert settings["log_level"] == "INFO"
    assert settings["lambda_handler"] == "musicweb.lambda_handler.handler"


@pytest.mark.parametrize("name", STAGES)
def test_each_function_has_the_role_made_for_it(name):
    home, _, kind = name.partition("_")

    assert stage(name)["role_name"] == f"musicweb-{home}-{kind or 'web'}"


@pytest.mark.parametrize("name", ["production_api", "dev_api"])
def test_the_api_cannot_be_deployed_open(name):
    assert stage(name)["authorizer"]["type"] == "COGNITO_USER_POOLS"
    assert stage(name).get("apigateway_version", "v1") == "v1"  # on v2 Zappa only warns, and deploys the routes open


@pytest.mark.parametrize("name", ["production", "production_api", "dev", "dev_api"])
def test_a_gateway_asks_for_the_key_that_only_cloudfront_has(name):
    assert stage(name)["api_key_required"]


def test_zappa_touches_neither_events_nor_schedules():
    """What feeds the worker is the template's: Zappa can set neither partial batches nor a place for failures."""
    assert not [name for name in SETTINGS if {"events", "cognito", "dead_letter_arn"} & set(SETTINGS[name])]


def test_the_settings_name_no_account_and_no_secret():
    text = json.dumps(SETTINGS)

    assert not re.search(r"arn:|AKIA|\d{12}|secret|password|://", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("name", "web", "api", "worker"),
    [
        ("django/views/generic/base.py", True, True, True),
        ("catalog/views/pages.py", True, True, True),
        ("static_names/staticfiles.json", True, True, True),
        ("static/js/player.js", False, False, False),
        ("django/contrib/admin/static/admin/js/core.js", False, False, False),
        ("botocore/data/s3/2006-03-01/service-2.json.gz", True, True, True),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", False, False, False),
        ("botocore/docs/utils.py", True, True, True),
        ("ninja/main.py", False, True, False),
        ("django/test/signals.py", False, True, False),
        ("django/test/client.py", False, False, False),
        ("django/contrib/auth/common-passwords.txt.gz", True, False, True),
        ("django/db/migrations/migration.py", True, True, True),
        ("allauth/account/migrations/0001_initial.py", False, False, False),
        ("pydantic/v1/main.py", False, False, False),
        ("pydantic/main.py", False, True, False),
        ("django/contrib/auth/tests/test_views.py", False, False, False),
        ("pydantic_core/_pydantic_core.so", False, True, False),
        ("av/container/core.py", False, False, True),
        ("numpy.libs/libopenblas.so", False, False, True),
        ("locale/vi/LC_MESSAGES/django.mo", True, True, True),
        ("django/conf/locale/de/LC_MESSAGES/django.mo", False, False, False),
        ("zappa/handler.py", True, True, True),
        ("zappa/cli.py", False, False, False),
        ("zappa_settings.json", False, False, False),
    ],
)
def test_a_function_gets_what_it_opens(name, web, api, worker):
    hook = prune()

    kept = [hook.keeps(name, hook.unused_by(f"production{kind}")) for kind in KINDS]

    assert kept == [web, api, worker]


class Zappa:
    def __init__(self, path, stage):
        self.zip_path, self.api_stage = str(path), stage


def pruned(tmp_path, files):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    prune().prune(Zappa(path, "production"))
    return path


def test_of_other_people_s_packages_bytecode_goes_along_without_docstrings(tmp_path, monkeypatch):
    source = '"""Says much."""\nfrom __future__ import annotations\ndef f():\n    "More."\nassert f() is None\n'
    path = pruned(tmp_path, {"somebody/module.py": source, "somebody/__init__.py": ""})
    zipfile.ZipFile(path).extractall(tmp_path / "task")
    monkeypatch.syspath_prepend(str(tmp_path / "task"))

    from somebody import module

    assert module.__doc__ is None
    assert module.f.__doc__ is None
    assert "somebody/module.py" not in zipfile.ZipFile(path).namelist()


def test_of_our_own_the_source_stays_for_tracebacks(tmp_path):
    path = pruned(tmp_path, {"catalog/models.py": '"""Says much."""\n'})

    assert zipfile.ZipFile(path).namelist() == [
        "catalog/models.py",
        f"catalog/__pycache__/models.{sys.implementation.cache_tag}.pyc",
    ]


def test_what_cannot_be_compiled_stays_as_it_is(tmp_path):
    path = pruned(tmp_path, {"somebody/template.py": "class {{ name }}:"})

    assert zipfile.ZipFile(path).namelist() == ["somebody/template.py"]


def test_the_same_content_makes_the_same_bytes(tmp_path):
    first = pruned(tmp_path, {"somebody/module.py": "x = 1"}).read_bytes()

    assert pruned(tmp_path, {"somebody/module.py": "x = 1"}).read_bytes() == first


def test_modules_that_load_much_for_nothing_are_replaced(tmp_path):
    path = pruned(
        tmp_path, {"sqlparse/__init__.py": "import engine", "sqlparse/engine/__init__.py": "1", "a/b.py": "1"}
    )

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["a/b.pyc", "sqlparse/__init__.pyc"]
        assert b"engine" not in archive.read("sqlparse/__init__.pyc")


def test_of_a_package_s_metadata_the_head_goes_along(tmp_path):
    name = "python_ulid-3.1.0.dist-info/METADATA"
    path = pruned(tmp_path, {name: "Name: python-ulid\nVersion: 3.1.0\n\n# A manual\n"})

    with zipfile.ZipFile(path) as archive:
        assert archive.read(name) == b"Name: python-ulid\nVersion: 3.1.0\n"


def test_botocore_keeps_the_regions_of_what_is_used_and_no_manual(tmp_path):
    regions = {
        "partitions": [{"partition": "aws", "regions": {"eu": {}}, "services": {"s3": {"endpoints": {}}, "ec2": {}}}]
    }
    member = {"documentation": {"shape": "Text", "documentation": "<p>Much.</p>"}}
    model = {"documentation": "<p>Much.</p>", "shapes": {"Help": {"type": "structure", "members": member}}}
    name = "botocore/data/s3/2006-03-01/service-2.json.gz"
    path = pruned(
        tmp_path,
        {"botocore/data/endpoints.json": json.dumps(regions), name: gzip.compress(json.dumps(model).encode())},
    )

    with zipfile.ZipFile(path) as archive:
        (partition,) = json.loads(archive.read("botocore/data/endpoints.json"))["partitions"]
        kept = json.loads(gzip.decompress(archive.read(name)))
    assert partition == {"partition": "aws", "regions": {"eu": {}}, "services": {"s3": {"endpoints": {}}}}
    member = {"documentation": {"shape": "Text", "documentation": ""}}
    assert kept == {"documentation": "", "shapes": {"Help": {"type": "structure", "members": member}}}
