"""Section 6.2: CPU time of signed-in pages of 50 rows, beside that of their DynamoDB calls and bare template."""

import io
import time
from collections.abc import Callable
from statistics import median
from unittest.mock import patch

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.shortcuts import render as shortcut
from django.template.loader import render_to_string

from accounts.models import User
from musicweb.dynamo.connection import SharedConnection
from tests.bench.bench_budgets import catalogue_of
from tests.bench.report import kept, table
from tests.people import session_cookie_for

SONGS, RUNS, ROUNDS = 1000, 40, 5
BUDGET_MS, BUDGET_RATIO = 15, 1.3


def main() -> None:
    with catalogue_of(SONGS) as catalogue:
        rows = [
            _row("likes", "/library/likes/", catalogue.listener),
            _row("studio list", f"/studio/{catalogue.artist.handle}/?list=songs", catalogue.owner),
        ]
    heads = ("page of 50 rows", "whole", "its DynamoDB calls", "its bare template", "ratio", "")
    table(f"CPU ms a request (budget {BUDGET_MS} ms and {BUDGET_RATIO} ×)", heads, rows)


def _row(name: str, address: str, reader: User) -> tuple[object, ...]:
    get = _getter(address, session_cookie_for(reader))
    whole = _cpu_ms(get)
    calls = _cpu_ms(_calls_alone(get))
    template = _cpu_ms(_template_alone(get))
    ratio = whole / (calls + template)
    within = whole <= BUDGET_MS and ratio <= BUDGET_RATIO
    return (name, f"{whole:.1f}", f"{calls:.1f}", f"{template:.1f}", f"{ratio:.2f}", kept(within))


def _getter(address: str, session: str) -> Callable[[], None]:
    """The site as Lambda runs it: WSGI, without a test client around."""
    site = WSGIHandler()

    def get() -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.partition("?")[0],
            "QUERY_STRING": address.partition("?")[2],
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        answered: list[str] = []
        response = site(environ, lambda status, headers: answered.append(status))
        b"".join(response)
        response.close()
        assert answered[0].startswith("200"), f"{address} answered {answered[0]}"

    return get


def _calls_alone(get: Callable[[], None]) -> Callable[[], None]:
    """The page's calls of DynamoDB again: the same requests through the same connection, nothing else."""
    made: list[tuple[str, dict]] = []
    send = SharedConnection.dispatch

    def noting(self, operation, kwargs, *rest, **more):
        made.append((operation, kwargs))
        return send(self, operation, kwargs, *rest, **more)

    with patch.object(SharedConnection, "dispatch", noting):
        get()
    connection = SharedConnection()

    def calls() -> None:
        for operation, kwargs in made:
            send(connection, operation, dict(kwargs))

    return calls


def _template_alone(get: Callable[[], None]) -> Callable[[], None]:
    """The page's template again, with what the view gave it."""
    given: list[tuple] = []

    def noting(request, template, context=None, *rest, **more):
        given.append((template, context, request))
        return shortcut(request, template, context, *rest, **more)

    with patch("playlists.views.render", noting), patch("catalog.views.studio.render", noting):
        get()
    ((template, context, request),) = given
    return lambda: render_to_string(template, context, request) and None


def _cpu_ms(act: Callable[[], None]) -> float:
    """Median over rounds of the mean over runs, in this process, all threads."""
    act()
    means = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(RUNS):
            act()
        means.append((time.process_time() - began) / RUNS * 1000)
    return median(means)
