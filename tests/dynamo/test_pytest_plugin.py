from urllib.request import urlopen

import pytest
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("library")


def test_the_client_works(client):
    assert client.get("/").content == b"home"


def test_the_admin_client_is_signed_in(admin_client):
    assert b"ada@example.com" in admin_client.get(reverse("admin:index")).content


def test_the_live_server_shares_the_tables_of_the_test(live_server):
    assert live_server.url.startswith("http://127.0.0.1:")
    with urlopen(f"{live_server.url}/counted/") as response:
        assert response.read() == b'{"visits": 1}'


def test_a_test_may_ask_for_the_database_there_is_not(db, transactional_db):
    assert (db, transactional_db) == (None, None)
