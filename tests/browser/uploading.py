"""The whole site over moto in this process, and a browser whose way to S3 leads to moto."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from django.conf import settings
from playwright.sync_api import BrowserContext, Route

from accounts.models import User
from tests.browser.conftest import served
from tests.people import session_cookie_for

S3 = re.compile(r"^https://[^/]+\.amazonaws\.com/")
PART_BYTES = 5 * 1024**2  # the least that S3 takes
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "PUT, POST",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "ETag",
}


@contextmanager
def site_over_moto() -> Iterator[str]:
    """Its address, with the origin of moto's S3 in its CSP. Files are cut into parts of PART_BYTES."""
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    for name in ("connect-src", "img-src"):
        policy["DIRECTIVES"][name] += ["https://*.amazonaws.com"]
    with served(CONTENT_SECURITY_POLICY=policy, UPLOAD_PART_BYTES=PART_BYTES) as address:
        yield address


def sign_in_there(browser: BrowserContext, site: str, user_id: str) -> None:
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(User.fetch(user_id))}
    browser.add_cookies([{**cookie, "url": site}])


def to_moto(route: Route) -> None:
    request = route.request
    if request.method == "OPTIONS":
        return route.fulfill(status=200, headers=CORS)
    sent = {"data": request.post_data_buffer, "headers": {"Content-Type": request.headers.get("content-type", "")}}
    answer = requests.request(request.method, request.url, **sent, timeout=30)
    return route.fulfill(status=answer.status_code, headers={**CORS, "ETag": answer.headers.get("ETag", "")})


def first_part_only(route: Route) -> None:
    """As when the connection is lost: what is sent after the first part never arrives."""
    if route.request.method == "OPTIONS" or "partNumber=1" in route.request.url:
        to_moto(route)
