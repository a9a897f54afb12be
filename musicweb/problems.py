"""Errors as programs read them: problem details (RFC 9457). Plain Django, for whatever fails outside the API's own code."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from . import caching

API_PATH = "/api/"
CONTENT_TYPE = "application/problem+json"
AGAIN = "Try again in a few seconds."


def wanted(request: HttpRequest) -> bool:
    """Whether a program asked."""
    return request.path_info.startswith(API_PATH)


def problem(status: int, code: str, detail: str, *, retry_after: str = "", **more: Any) -> JsonResponse:
    """`code` is for programs and stays as it is; `detail` says to developers what happened and what to do."""
    title = HTTPStatus(status).phrase
    said = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, **more}
    response = JsonResponse(said, status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = caching.PRIVATE
    if retry_after:
        response["Retry-After"] = retry_after
    return response


def bad_request() -> JsonResponse:
    return problem(
        HTTPStatus.BAD_REQUEST, "bad_request", "This request cannot be read. Look at its address and headers."
    )


def not_found() -> JsonResponse:
    detail = "There is nothing at this address, or it is not yours to see."
    return problem(HTTPStatus.NOT_FOUND, "not_found", detail)


def forbidden() -> JsonResponse:
    return problem(HTTPStatus.FORBIDDEN, "forbidden", "This account may not do that.")


def gone() -> JsonResponse:
    return problem(HTTPStatus.GONE, "gone", "It was here once and has been taken away.")


def bad_cursor() -> JsonResponse:
    detail = "This cursor was made for another list or is damaged. Begin the list without one."
    return problem(HTTPStatus.BAD_REQUEST, "bad_cursor", detail)


def method_not_allowed(allowed: str) -> JsonResponse:
    response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", f"Only {allowed} work here.")
    response["Allow"] = allowed
    return response


def server_error() -> JsonResponse:
    detail = "It failed here, and it is noted. Whether it was done is not known: look before you repeat it."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", detail)


def unavailable(retry_after: str) -> JsonResponse:
    detail = f"The site is too busy for a moment, and nothing was done. {AGAIN}"
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail, retry_after=retry_after)


def read_only(retry_after: str) -> JsonResponse:
    detail = "The site is being worked on and takes nothing in for the moment. Wait a minute and repeat it."
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "read_only", detail, retry_after=retry_after)
