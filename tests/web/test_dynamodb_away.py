"""While DynamoDB does not answer, pages say so: 503, when to come again, and never a 500."""

import pytest

from musicweb.dynamo.connection import forget_client
from tests.embedded import forget_connections
from tests.people import make_user, sign_in

PAGES = ["/", "/tags/", "/artists/ann-sings/", "/people/ann/", "/search/?q=rain", "/artists/ann-sings/feed/"]
OWN_PAGES = ["/", "/library/likes/", "/library/history/", "/studio/", "/account/", "/admin/"]


@pytest.fixture
def away(monkeypatch):
    """Nobody listens at DynamoDB's address."""

    def leave():
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
        forget_client()
        forget_connections()

    yield leave
    forget_client()
    forget_connections()


def is_clear(response) -> bool:
    said = response.content.decode()
    assert "Nothing is lost" in said
    return response.status_code == 503 and int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("address", PAGES)
def test_a_visitors_page_says_it(client, tables, away, address):
    away()
    assert is_clear(client.get(address))


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_page_of_somebody_signed_in_says_it_and_keeps_the_session(client, tables, away, settings, address):
    sign_in(client, make_user("ann", ["admins"]))
    away()
    response = client.get(address)
    assert is_clear(response)
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_what_was_sent_is_refused_clearly_too(client, tables, away):
    sign_in(client, make_user("ann"))
    away()
    assert is_clear(client.post("/songs/01kb0000000000000000000000/like/", {"like": "yes"}))


def test_what_needs_no_table_goes_on(client, tables, away, settings):
    away()
    assert client.get("/health/").status_code == 200
    sent = {"play_id": "0" * 32, "song_id": "0" * 26, "listened_ms": 30_000, "source": "site"}
    assert client.post("/plays/", sent, headers={"Origin": settings.SITE_URL}).status_code == 204


def test_it_is_over_as_soon_as_dynamodb_is_back(client, tables, away, monkeypatch):
    away()
    assert client.get("/").status_code == 503
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB")
    forget_client()
    forget_connections()
    assert client.get("/").status_code == 200
