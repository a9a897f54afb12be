"""What pages may cost at DynamoDB: the budgets, and how they are measured on DynamoDB Local.

`tests/engines/test_budgets.py` asserts them at 1,000 songs; `make bench` prints them at 100,000.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from unittest.mock import patch
from urllib.parse import parse_qs

from django.conf import settings
from django.test import Client

from accounts.models import User
from catalog.links import artist_url, release_url, song_url
from catalog.queries import site_state
from musicweb.dynamo.capacity import Measured, measured
from musicweb.dynamo.connection import forget_client
from musicweb.local import stack
from playlists.rows import playlist_url
from tests import people
from tests.bench.catalogue import PROFILE, Catalogue
from tests.embedded import forget_connections

REFRESH_TOKEN_LENGTH = 1800  # characters of a real one of Cognito: it lies in the session that every page reads


@dataclass(frozen=True)
class Cost:
    """Requests to DynamoDB and read units of one request to the site."""

    requests: int
    units: float

    def within(self, budget: "Cost") -> bool:
        return self.requests <= budget.requests and self.units <= budget.units

    def __str__(self) -> str:
        return f"{self.requests} / {self.units:g}"


@dataclass(frozen=True)
class Budget:
    """A page, its address, and what it may cost for whom; None: not for them."""

    page: str
    address: Callable[[Catalogue], str]
    anonymous: Cost | None = None
    signed_in: Cost | None = None
    reader: str = "listener"  # who is signed in: a name of Catalogue

    def __str__(self) -> str:
        return self.page


SONG, ARTIST, HOME = (Cost(2, 2), Cost(4, 4)), (Cost(3, 3), Cost(5, 5)), (Cost(2, 4), Cost(4, 6))
PLAYLIST = (Cost(2, 6), Cost(4, 8))
TAG = Cost(2, 4), Cost(3, 6)
LIST, ADMIN = Cost(3, 4), Cost(4, 15)
PAGES = [
    Budget("song", lambda c: song_url(c.song.id, c.song.title), *SONG),
    Budget("release of 12 tracks", lambda c: release_url(c.release.id, c.release.title), *SONG),
    Budget("artist with 25 songs", lambda c: artist_url(c.artist.handle), *ARTIST),
    Budget("home", lambda c: "/", *HOME),
    Budget("home, 200 followed", lambda c: "/", None, Cost(5, 10), "follower"),
    Budget("profile with 20 playlists", lambda c: f"/people/{PROFILE}/", Cost(2, 2), LIST),
    Budget("following (50 of 200)", lambda c: "/account/following/", None, Cost(3, 6), "follower"),
    Budget("tag", lambda c: "/tags/field-recording/", *TAG),
    Budget("tag, songs", lambda c: "/tags/field-recording/?list=songs", *TAG),
    Budget("tags", lambda c: "/tags/", Cost(1, 1), Cost(2, 2)),
    Budget("likes (50 rows)", lambda c: "/library/likes/", None, LIST),
    Budget("playlist of 500 songs, first 100", lambda c: playlist_url(c.playlist.id, c.playlist.title), *PLAYLIST),
    Budget("my playlists (24 of 30)", lambda c: "/library/playlists/", None, LIST),
    Budget("own activity (50 rows)", lambda c: "/account/activity/", None, Cost(2, 4)),
    Budget("history (50 rows)", lambda c: "/library/history/", None, LIST),
    Budget("studio list (50 rows)", lambda c: f"/studio/{c.artist.handle}/?list=songs", None, LIST, "owner"),
    Budget("admin home", lambda c: "/admin/", None, Cost(5, 15), "admin"),
    *(
        Budget(f"admin list: {name}{what}", lambda c, a=f"/admin/{app}/{name}/{query}": a, None, ADMIN, "admin")
        for app, name in (
            ("accounts", "user"),
            ("catalog", "artist"),
            ("catalog", "release"),
            ("catalog", "song"),
            ("catalog", "upload"),
            ("moderation", "case"),
            ("moderation", "decision"),
        )
        for what, query in (("", ""), (", search", "?q=r"))
    ),
]


@contextmanager
def tables_in(endpoint: str) -> Iterator[None]:
    """Every table of the template, empty, in this DynamoDB; the project's code meets it inside."""
    client = stack.client("dynamodb", endpoint)
    definitions = stack.tables(prefix=settings.DYNAMO_PREFIX)
    for definition in definitions:
        client.create_table(**definition)
    with patch.dict(os.environ, {"AWS_ENDPOINT_URL_DYNAMODB": endpoint}):
        forget_client()
        forget_connections()
        yield
    forget_connections()
    for definition in definitions:
        client.delete_table(TableName=definition["TableName"])


def browser_of(user: User | None) -> Client:
    """Signed in as this user, with a session as large as real ones; of nobody with None."""
    client = Client(raise_request_exception=False)
    if user:
        with patch.object(people, "REFRESH_TOKEN", "e" * REFRESH_TOKEN_LENGTH):
            people.sign_in(client, user)
    return client


def spent_on(client: Client, address: str) -> Measured:
    """What DynamoDB charges for this page, which must answer 200."""
    site_state()  # asked four times a minute and process, by whichever page: of no page's budget
    with measured() as spent:
        response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return spent


def cost_of(client: Client, address: str) -> Cost:
    spent = spent_on(client, address)
    return Cost(spent.requests, spent.read_units + spent.write_units)


def onward(client: Client, address: str) -> str | None:
    """The address of the page after this one of a listing: the site's “More”, or the admin's next number."""
    path, _, query = address.partition("?")
    html = client.get(address).content.decode()
    number = int(re.match(r"\d+", parse_qs(query).get("p", ["1"])[0])[0])
    found = re.search(rf'rel="next" href="([^"]+)"|href="([^"]*[?&;]p={number + 1}(?:~|%7E)[^"]*)"', html)
    return path + unescape(found[1] or found[2]) if found else None
