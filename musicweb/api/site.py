"""The NinjaAPI: its routers, what its errors say, and its description (OpenAPI 3.1)."""

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from accounts.api import router as accounts_router
from accounts.errors import ProfileGone, Suspended
from catalog.api import router as catalog_router
from catalog.errors import Gone
from musicweb import problems
from musicweb.aws.errors import Unavailable as AwsUnavailable
from musicweb.dynamo.errors import BadCursor, NotFound, Throttled, Unavailable
from musicweb.views import RETRY_AFTER_SECONDS
from playlists.api import router as playlists_router

from .answers import TooOften
from .bearer import CognitoToken, NeverSeen

PREFIX = "/api/v1/"
DESCRIPTION = "What the site's pages show and do, for programs. How to get a token: docs/api.md."


class NotJson(Exception):
    """A body of another type than the one that is read here."""


class JsonOnly(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise NotJson
        return super().parse_body(request)


class Api(NinjaAPI):
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """As ninja's; errors are problem details, which it cannot say by itself."""
        schema = super().get_openapi_schema(path_prefix=path_prefix or PREFIX, path_params=path_params)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if status >= HTTPStatus.BAD_REQUEST and "content" in answer:
                        answer["content"] = {problems.CONTENT_TYPE: answer["content"].pop("application/json")}
        return schema


api = Api(
    title="Musicweb",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    auth=CognitoToken(),
    parser=JsonOnly(),
    urls_namespace="api",
)
for router in (catalog_router, accounts_router, playlists_router):
    api.add_router("", router)


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"at": list(one["loc"]), "message": one["msg"]} for one in error.errors]
    detail = "Parts of this request are not as they must be; `errors` says which."
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail, errors=errors)


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja hides what went wrong with a body behind its own error."""
    handler = HANDLERS.get(type(error.__cause__))  # type: ignore[arg-type]  # None has none
    if handler is not None:
        answer: HttpResponse = handler(request, error.__cause__)
        return answer
    return problems.problem(error.status_code, "bad_request", f"{error.message}.".replace("..", "."))


def _unauthenticated(request: HttpRequest, error: Exception) -> HttpResponse:
    detail = "Send “Authorization: Bearer <token>” with a token of Cognito that is valid now. They last 15 minutes."
    response = problems.problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _refused(code: str, detail: str, status: int = HTTPStatus.FORBIDDEN, **more: str) -> Any:
    return lambda request, error: problems.problem(status, code, detail, **more)


HANDLERS: dict[type[Exception], Any] = {
    ValidationError: _validation,
    HttpError: _http,
    AuthenticationError: _unauthenticated,
    NotFound: lambda request, error: problems.not_found(),
    Http404: lambda request, error: problems.not_found(),
    PermissionDenied: lambda request, error: problems.forbidden(),
    Gone: lambda request, error: problems.gone(),
    ProfileGone: lambda request, error: problems.gone(),
    BadCursor: lambda request, error: problems.bad_cursor(),
    Throttled: lambda request, error: problems.unavailable(RETRY_AFTER_SECONDS),
    Unavailable: lambda request, error: problems.unavailable(RETRY_AFTER_SECONDS),
    AwsUnavailable: lambda request, error: problems.unavailable(RETRY_AFTER_SECONDS),
    Suspended: _refused("suspended", "This account is suspended."),
    NeverSeen: _refused("never_signed_in", "Sign in at the site once: this account has nothing here yet."),
    NotJson: _refused("not_json", "Send the body as application/json.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    RequestDataTooBig: _refused("too_large", "This body is too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    RawPostDataException: lambda request, error: problems.bad_request(),
    UnreadablePostError: lambda request, error: problems.bad_request(),
    UnicodeDecodeError: lambda request, error: problems.bad_request(),
    json.JSONDecodeError: lambda request, error: problems.bad_request(),
    TooOften: _refused(
        "too_often",
        "More writes in a minute than a person makes. Wait one.",
        HTTPStatus.TOO_MANY_REQUESTS,
        retry_after="60",
    ),
}
for kind, answering in HANDLERS.items():
    api.add_exception_handler(kind, answering)
