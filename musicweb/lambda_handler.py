"""The one entry of every function, and of the local worker: HTTP to Zappa, everything else to `records`."""

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings

gc.disable()  # until all is loaded: none of it is garbage, and looking costs a tenth of the start
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
django.setup()  # in the init phase: a start that fails inside a request would poison every later one

from musicweb import logs  # noqa: E402  needs Django
from musicweb.garbage import spare_what_is_loaded  # noqa: E402

Event = dict[str, Any]


def handler(event: Event, context: object) -> Any:
    """Raises ValueError for an event nobody handles, PermissionError for Zappa's `raw_command`."""
    with logs.named(context, (event.get("requestContext") or {}).get("requestId", "")):
        if "raw_command" in event:
            raise PermissionError("raw_command would run any code of whoever may invoke this function.")
        if "httpMethod" in event or event.get("version") == "2.0":
            return _without_doubled_cookies(_zappa()(_at_the_site(event), context))  # its line: middleware.RequestLog
        from musicweb import records  # a function for HTTP gets none, and starts without what they need

        return records.sweep() if event.get("detail-type") == "Scheduled Event" else records.handle(event)


@cache
def _zappa() -> Callable[[Event, object], Any]:
    with _without_boto3():
        from zappa.handler import LambdaHandler  # only in the functions that serve HTTP

    level = logging.getLogger().level
    LambdaHandler()  # there is one: it makes the WSGI application, in the init phase as all else
    logging.getLogger().setLevel(level)  # it has set its own, at which libraries talk
    entry: Callable[[Event, object], Any] = LambdaHandler.lambda_handler
    return entry


@contextmanager
def _without_boto3() -> Iterator[None]:
    """Zappa's helpers for deploying name boto3 in annotations alone, and it would be a tenth of the start."""
    if "boto3" in sys.modules:
        yield
        return
    sys.modules["boto3"] = SimpleNamespace(Session=object)  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["boto3"]


def _at_the_site(event: Event) -> Event:
    """CloudFront asks the gateway by the gateway's own name, but the visitor asked for the site.

    By that name Zappa would also take its stage off the front of every path, and put it before every address; it does
    the same when it finds no header that is written “Host”.
    """
    site = urlsplit(settings.SITE_URL).netloc
    for headers, host in ((event.get("headers"), site), (event.get("multiValueHeaders"), [site])):
        if not headers:
            continue
        for name in [name for name in headers if name.lower() == "host"]:
            said = headers.pop(name)
            headers["Host"] = host if ".execute-api." in str(said) else said
    return event


def _without_doubled_cookies(answer: Any) -> Any:
    """Zappa's WSGI middleware repeats every Set-Cookie."""
    headers = answer.get("multiValueHeaders") if isinstance(answer, dict) else None
    if headers:
        names = [name for name in headers if name.lower() == "set-cookie"]
        cookies = [cookie.strip() for name in names for cookie in headers.pop(name)]
        if cookies:
            headers["Set-Cookie"] = list(dict.fromkeys(cookies))
            answer["headers"] = {k: v for k, v in (answer.get("headers") or {}).items() if k.lower() != "set-cookie"}
    if isinstance(answer, dict) and answer.get("cookies"):
        answer["cookies"] = list(dict.fromkeys(cookie.strip() for cookie in answer["cookies"]))
    return answer


if os.environ.get("MUSICWEB_SERVES_HTTP"):
    _zappa()
    import_module(settings.ROOT_URLCONF)  # and with it every view: in the init phase, too
    spare_what_is_loaded()
else:
    import_module("musicweb.records")
gc.enable()
