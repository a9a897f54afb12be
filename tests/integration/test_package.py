"""The zips that `make package` builds, run as Lambda runs them: by awslambdaric, with nothing of this environment.

MiniStack's REST gateway answers some bodies empty; here they are what the function gives to API Gateway.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded import EmbeddedAWS
from tests.infra.runtime_api import Function, function
from tests.infra.test_package import prune
from tests.integration import gateway, packages
from tests.integration.roles import credentials

WEB_ZIPPED_MAX_BYTES, WEB_MAX_BYTES = 13_000_000, 40_000_000
LAMBDA_MAX_BYTES = 250 * 1024**2  # unzipped; AWS's limit
DEVELOPMENT = (
    "pytest",
    "moto",
    "playwright",
    "ruff",
    "mypy",
    "django_stubs",
    "zappa/cli",
    "tests",
    "musicweb/local",
    "infra",
)


@pytest.fixture(scope="module")
def zips() -> dict[str, Path]:
    return packages.built("production", "production_api", "production_worker")


@pytest.fixture(scope="module")
def task(zips: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages.unpacked(zips["production"], tmp_path_factory.mktemp("function") / "task")


@pytest.fixture(scope="module")
def web(embedded_aws: EmbeddedAWS, task: Path) -> Iterator[Function]:
    """The pages' function, started once, with its own role and the embedded AWS behind it."""
    environment = packages.production_environment() | embedded_aws.environment
    environment |= {"MUSICWEB_MEDIA_SERVED_HERE": "", **credentials(embedded_aws.role("Web"))}
    with function(task, environment) as running:
        yield running


NOT_AT_THE_START = {
    "accounts.provider",
    "boto3",
    "catalog.media.child",
    "cryptography",
    "importlib.metadata",
    "jwt",
    "multiprocessing",
    "musicweb.admin",
    "musicweb.records",
    "requests",
    "sqlparse.engine",
    "werkzeug.serving",
}


def started(task: Path, code: str) -> list[str]:
    """The words that it prints, in a process that has the package alone."""
    environment = packages.production_environment() | {"PYTHONPATH": str(task), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-s", "-S", "-c", code]
    return subprocess.run(
        command, cwd=task, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()


def get(web: Function, path: str, **more) -> gateway.Response:
    return gateway.response(web.invoke(gateway.request(path, **more)).value)


def unzipped_bytes(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def test_the_zips_of_pages_and_api_are_small_and_every_zip_fits_into_lambda(zips):
    for web in ("production", "production_api"):
        assert zips[web].stat().st_size <= WEB_ZIPPED_MAX_BYTES
        assert unzipped_bytes(zips[web]) <= WEB_MAX_BYTES
    assert unzipped_bytes(zips["production_worker"]) <= LAMBDA_MAX_BYTES


@pytest.mark.parametrize("stage", ["production", "production_api", "production_worker"])
def test_nothing_of_development_and_no_other_language_is_in_it(zips, stage):
    with zipfile.ZipFile(zips[stage]) as archive:
        names = archive.namelist()
    languages = {name.split("locale/")[1].split("/")[0] for name in names if "locale/" in name}

    assert not [name for name in names if name.startswith(DEVELOPMENT)]
    assert {language for language in languages if not language.startswith("_")} <= {"en", "vi", ""}


def test_the_home_page_comes_with_hashed_names_of_its_files(web):
    page = get(web, "/")

    assert page.status == 200
    assert page.headers["content-type"] == ["text/html; charset=utf-8"]
    assert "/static/css/site." in page.text
    assert "/static/css/site.css" not in page.text
    assert "set-cookie" not in page.headers


def test_what_is_no_text_goes_through_as_binary(web):
    answer = web.invoke(gateway.request("/manifest.webmanifest")).value

    assert answer["isBase64Encoded"]
    assert json.loads(gateway.response(answer).content)["icons"][0]["src"].startswith("/static/img/icon-192.")


def test_a_binary_request_body_arrives_as_the_form_it_is(web):
    answer = get(
        web,
        "/language/vi/",
        method="POST",
        body=b"next=/offline/",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://music.example.org"},
    )

    assert answer.status == 403  # it has no token
    assert ">/offline/</textarea>" in answer.text  # but it was read as a form: what was typed is offered again


def test_several_cookies_are_not_doubled(web):
    cookies = get(web, "/auth/login/").headers["set-cookie"]

    assert len(cookies) == len({cookie.partition("=")[0] for cookie in cookies})


def test_redirects_lead_to_the_site_and_never_to_the_gateway(web):
    answer = get(web, "/songs")

    assert gateway.ORIGIN not in str(answer.headers)
    assert "/production/" not in str(answer.headers)


def test_a_path_that_begins_as_the_stage_is_called_stays_whole(web):
    assert get(web, "/production/health/").status == 404


def test_an_unknown_page_and_an_unknown_event(web):
    assert get(web, "/no-such-page/").status == 404
    assert web.invoke({"detail-type": "Something", "detail": {}}).error["errorType"] == "ValueError"
    assert web.invoke({"raw_command": "print(1)"}).error["errorType"] == "PermissionError"


def test_after_an_error_the_function_goes_on(web):
    assert web.invoke({"raw_command": "print(1)"}).error
    assert get(web, "/health/").content == b"ok\n"


def test_a_start_loads_nothing_that_the_first_page_of_a_visitor_does_not_need(task):
    """What would make it longer: docs/decisions/0015-a-light-start.md."""
    loaded = set(started(task, "import musicweb.lambda_handler, sys; print(*sys.modules)"))

    assert {"catalog.views.pages", "zappa.handler"} <= loaded
    assert loaded & NOT_AT_THE_START == set()


def test_what_is_loaded_later_is_in_the_package(task):
    later = sorted(NOT_AT_THE_START - {"multiprocessing", "sqlparse.engine", "werkzeug.serving"})

    assert (
        started(task, f"import musicweb.lambda_handler, musicweb.admin_urls, {', '.join(later)}; print('all')")[-1]
        == "all"
    )


def test_botocore_finds_all_that_it_asks_of_the_services_descriptions(task):
    """What the hook takes out of them must not be missed by any call."""
    code = """
import botocore.session
for name in SERVICES:
    client = botocore.session.get_session().create_client(name, region_name="eu-west-1")
    model = client.meta.service_model
    assert model.documentation == "" and model.client_context_parameters is not None and client.meta.endpoint_url
    for operation in map(model.operation_model, model.operation_names):
        assert operation.documentation == ""
        shapes = [operation.input_shape, operation.output_shape, *operation.error_shapes]
        assert operation.context_parameters is not None and operation.static_context_parameters is not None
        assert all(shape.documentation == "" and shape.members is not None for shape in shapes if shape)
print(len(SERVICES))
"""
    assert started(task, f"SERVICES = {sorted(prune().SERVICES)}\n{code}") == ["9"]


def test_a_function_whose_settings_are_wrong_ends_in_its_init_phase(task):
    environment = packages.production_environment() | {"MUSICWEB_SECRET_KEY": ""}

    with function(task, environment) as broken:
        error = broken.invoke(gateway.request("/health/")).error

    assert error["errorType"] == "ImproperlyConfigured" or "MUSICWEB_SECRET_KEY" in error["errorMessage"]
