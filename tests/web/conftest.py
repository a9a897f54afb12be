"""Requests as the middleware has prepared them for a visitor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory


@pytest.fixture
def visitor_request(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """`visitor_request(path, posted=None)`: of somebody who is not signed in."""

    def make(path: str, posted: dict[str, Any] | None = None, **headers: str) -> HttpRequest:
        request = rf.get(path, headers=headers) if posted is None else rf.post(path, posted, headers=headers)
        request.user = AnonymousUser()
        request._messages = CookieStorage(request)
        return request

    return make
