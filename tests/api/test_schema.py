"""The description (OpenAPI 3.1) and what schemathesis finds when it asks everything in it."""

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from musicweb.api.site import api
from tests.factories import make_artist, make_release, make_song

SCHEMA = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
SCHEMA.app = get_wsgi_application()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


def test_the_description_names_every_address_and_only_problems_as_errors(program):
    described = program()("GET", "openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert {path.split("/")[3] for path in described["paths"]} == {
        "songs", "artists", "users", "accounts", "likes", "history",
    }  # fmt: skip
    for methods in described["paths"].values():
        for operation in methods.values():
            errors = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert {"401", "403", "422", "503"} <= set(errors)
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in errors.values())
            assert operation["security"] == [{"CognitoToken": []}]


@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.label for one in OPERATIONS])
def test_no_request_that_fits_the_description_or_does_not_is_answered_by_what_it_does_not_say(program, operation):
    ask = program()
    make_song(release=make_release(artist=make_artist(handle="linh"), published=True), published=True)

    fits, fits_not = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @hypothesis.given(case=fits | fits_not)
    @hypothesis.settings(
        max_examples=15,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case):
        case.call_and_validate(
            base_url="http://testserver", headers={"Authorization": f"Bearer {ask.token}"}, checks=CHECKS
        )

    asked()
