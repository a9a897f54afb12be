"""A library: an app and tables of its own, to show that the layer knows no app of this project."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from botocore.awsrequest import AWSResponse
from django.test import modify_settings, override_settings
from moto import mock_aws

from musicweb.dynamo import connection
from musicweb.dynamo.history import LogRecord
from musicweb.dynamo.limits import Limit
from musicweb.dynamo.sessions import SessionRecord

from .library.tables import TABLES, BookRecord

START = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = {
    "MIDDLEWARE": [
        "musicweb.dynamo.sessions.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    "AUTH_USER_MODEL": "library.Reader",
    "AUTHENTICATION_BACKENDS": ["tests.dynamo.library.backends.ReaderBackend"],
    "ROOT_URLCONF": "tests.dynamo.library.urls",
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "SESSION_COOKIE_NAME": "sid",
    "SESSION_COOKIE_SECURE": False,
    "SESSION_IDLE_SECONDS": 7 * 86400,
    "SESSION_COOKIE_AGE": 7 * 86400,
    "SESSION_ABSOLUTE_SECONDS": 30 * 86400,
    "LANGUAGE_CODE": "en",
}


@pytest.fixture
def tables(monkeypatch):
    """Empty tables of the library, and requests that are not repeated when they fail."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with mock_aws():
        for model in (*TABLES, SessionRecord, LogRecord, Limit):
            model.create_table()
        yield


@pytest.fixture
def library(tables):
    """The library as an installed app with a site, users and middleware of its own."""
    with modify_settings(INSTALLED_APPS={"append": "tests.dynamo.library"}), override_settings(**SETTINGS):
        yield


@pytest.fixture
def sign_in():
    def by_django(client, user):
        client.force_login(user)

    return by_django


@pytest.fixture
def admin_user(library):
    from .library.models import Reader

    return Reader.objects.create_superuser("ada@example.com")


def store_books(count, **attributes):
    """Books b000, b001, … titled “Title 000”, …, added an hour apart; every third is a book of poems."""
    for number in range(count):
        title = f"Title {number:03}"
        record = BookRecord(
            f"b{number:03}",
            title=title,
            title_key=title.casefold(),
            genre="poems" if number % 3 == 0 else "novel",
            pages=number,
            added_at=START + timedelta(hours=number),
            **attributes,
        )
        record.put_new()


class _Body(BytesIO):
    def stream(self, **options):
        yield self.read()


@contextmanager
def answering(status, code, *, operation="*", **content):
    """Every request to DynamoDB, or those of one operation, is answered with this error."""

    def answer(request, **kwargs):
        body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code, **content})
        return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, _Body(body.encode()))

    with _before_sending(answer, operation):
        yield


@contextmanager
def failing(error):
    """No request to DynamoDB gets through: sending it raises this error."""

    def fail(request, **kwargs):
        raise error

    with _before_sending(fail, "*"):
        yield


@contextmanager
def _before_sending(handler, operation):
    events = connection.dynamodb_client().meta.events
    event = f"before-send.dynamodb.{operation}"
    events.register_first(event, handler)
    try:
        yield
    finally:
        events.unregister(event, handler)
