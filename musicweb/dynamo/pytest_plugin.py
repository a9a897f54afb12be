"""pytest-django's fixtures without a database: `admin_user`, `admin_client`, `live_server`, `db`.

Load it after pytest-django: `pytest_plugins = ["musicweb.dynamo.pytest_plugin"]` in the root conftest.
A project whose users do not sign in by Django's own session keys overrides `sign_in`.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.live_server_helper import LiveServer

SignIn = Callable[[Client, Any], object]


@pytest.fixture
def db() -> None:
    """There is no database to allow; a `tables` fixture of the project makes tables."""


@pytest.fixture
def transactional_db() -> None:
    """As `db`."""


@pytest.fixture
def sign_in() -> SignIn:
    """What makes a client the browser of a user."""

    def by_django(client: Client, user: Any) -> None:
        client.force_login(user)

    return by_django


@pytest.fixture
def admin_user(tables: None) -> Any:
    """A user who may everything; the project's user manager has `create_superuser`, or overrides this."""
    model: Any = get_user_model()
    return model.objects.create_superuser(**{model.USERNAME_FIELD: "admin@example.com"})


@pytest.fixture
def admin_client(client: Client, admin_user: Any, sign_in: SignIn) -> Client:
    """A client signed in as `admin_user`."""
    sign_in(client, admin_user)
    return client


@pytest.fixture
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """A running server, on 127.0.0.1 unless --liveserver or DJANGO_LIVE_TEST_SERVER_ADDRESS says otherwise.

    It lives as long as a test: what it reads from is the test's, too.
    """
    address = request.config.getvalue("liveserver") or os.getenv("DJANGO_LIVE_TEST_SERVER_ADDRESS") or "127.0.0.1"
    server = LiveServer(address)
    server._live_server_modified_settings.enable()
    yield server
    server._live_server_modified_settings.disable()
    server.stop()


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """Keeps pytest-django's own from asking for a database."""
