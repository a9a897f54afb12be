"""Section 6.2: CPU time of signed-in pages of 50 rows, beside that of their DynamoDB calls and bare template.

All is measured in this process by `process_time`, which leaves out the engine's own work, and warm, as
most requests of a Lambda are: the least of several rounds, since other programs share caches and cores.

- whole: a GET through WSGI and every middleware, the session's read included.
- DynamoDB calls: the page's own requests again, through the same connection, and the answers turned
  into PynamoDB records: what any code with this client pays that asks the same. “Requests alone” is
  the part without the records; the ratio against it is printed too, but is no budget.
- bare template: the page's template rendered again with the very context the view gave it.
"""

import io
import time
from collections.abc import Callable
from unittest.mock import patch

from django.conf import settings
from django.shortcuts import render as shortcut
from django.template.loader import render_to_string
from django.test import override_settings

from accounts.models import User
from musicweb.dynamo.connection import SharedConnection
from musicweb.dynamo.table import Table
from playlists.rows import playlist_url
from tests.bench.bench_budgets import catalogue_of
from tests.bench.catalogue import Catalogue
from tests.bench.report import kept, table
from tests.people import session_cookie_for

Act = Callable[[], None]
SONGS, RUNS, ROUNDS = 1000, 20, 10
BUDGET_MS, BUDGET_RATIO = 15, 1.3
PLAYLIST_ROWS, PLAYLIST_MS = 500, 60


def main() -> None:
    with catalogue_of(SONGS) as catalogue:
        rows = [
            _row("likes", "/library/likes/", catalogue.listener),
            _row("studio list", f"/studio/{catalogue.artist.handle}/?list=songs", catalogue.owner),
        ]
        playlists = _playlists(catalogue)
    heads = (
        "page of 50 rows",
        "whole",
        "its DynamoDB calls",
        "its bare template",
        "ratio",
        "",
        "requests alone",
        "ratio",
    )
    table(f"CPU ms a request (budget {BUDGET_MS} ms and {BUDGET_RATIO} ×)", heads, rows)
    table(
        f"CPU ms of a playlist that shows 500 rows at once (budget {PLAYLIST_MS} ms)",
        ("reader", "whole", ""),
        playlists,
    )


def _playlists(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """The site shows 100 rows a page; the figure is for one that would show all 500."""
    address = playlist_url(catalogue.playlist.id, catalogue.playlist.title)
    readers = {"anybody": None, "somebody signed in": catalogue.owner, "its owner, who can edit": catalogue.listener}
    rows: list[tuple[object, ...]] = []
    with override_settings(PLAYLIST_PAGE_ROWS=PLAYLIST_ROWS):
        for name, reader in readers.items():
            (whole,) = _cpu_ms(_getter(address, session_cookie_for(reader) if reader else ""))
            rows.append((name, f"{whole:.1f}", kept(whole <= PLAYLIST_MS)))
    return rows


def _row(name: str, address: str, reader: User) -> tuple[object, ...]:
    get = _getter(address, session_cookie_for(reader))
    requests, records = _calls_alone(get)
    parts = (get, requests, records, _template_alone(get))
    whole, asking, reading, template = _cpu_ms(*parts)
    calls = asking + reading
    ratio, strict = whole / (calls + template), whole / (asking + template)
    within = whole <= BUDGET_MS and ratio <= BUDGET_RATIO
    figures = (f"{whole:.1f}", f"{calls:.1f}", f"{template:.1f}", f"{ratio:.2f}")
    return (name, *figures, kept(within), f"{asking:.1f}", f"{strict:.2f}")


def _getter(address: str, session: str) -> Act:
    """The site as Lambda runs it: WSGI, without a test client around."""
    from musicweb.wsgi import application as site

    def get() -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.partition("?")[0],
            "QUERY_STRING": address.partition("?")[2],
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            **({"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}),
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


def _calls_alone(get: Act) -> tuple[Act, Act]:
    """The page's calls of DynamoDB again: the requests through the same connection, and the making of records."""
    made: list[tuple[str, dict]] = []
    read: list[tuple[type[Table], dict]] = []
    send, make = SharedConnection.dispatch, Table.from_raw_data.__func__

    def noting(self, operation, kwargs, *rest, **more):
        made.append((operation, kwargs))
        return send(self, operation, kwargs, *rest, **more)

    def noting_record(cls, data):
        read.append((cls, data))
        return make(cls, data)

    with (
        patch.object(SharedConnection, "dispatch", noting),
        patch.object(Table, "from_raw_data", classmethod(noting_record)),
    ):
        get()
    connection = SharedConnection()

    def requests() -> None:
        for operation, kwargs in made:
            send(connection, operation, dict(kwargs))

    def records() -> None:
        for model, data in read:
            model.from_raw_data(data)

    return requests, records


def _template_alone(get: Act) -> Act:
    """The page's template again, with what the view gave it."""
    given: list[tuple] = []

    def noting(request, template, context=None, *rest, **more):
        given.append((template, context, request))
        return shortcut(request, template, context, *rest, **more)

    with patch("playlists.views.likes.render", noting), patch("catalog.views.studio.render", noting):
        get()
    ((template, context, request),) = given
    return lambda: render_to_string(template, context, request) and None


def _cpu_ms(*acts: Act) -> list[float]:
    """The least over rounds of each act's mean over runs, in this process, all threads; rounds take turns."""
    means: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS):
        for act, mine in zip(acts, means, strict=True):
            act()
            began = time.process_time()
            for _ in range(RUNS):
                act()
            mine.append((time.process_time() - began) / RUNS * 1000)
    return [min(mine) for mine in means]
