"""A program with a token of Cognito, whose keys the tests hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import Cognito, id_token
from tests.accounts.conftest import cognito as cognito
from tests.people import make_user


@dataclass
class Program:
    """Asks as a user, by the Authorization header alone."""

    user: User
    token: str

    def __call__(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return Client(raise_request_exception=False).generic(method, f"/api/v1/{path}", headers=headers, **more)


@pytest.fixture
def program(tables: None, cognito: Cognito) -> Callable[..., Program]:
    def of(user: User | None = None, **claims: Any) -> Program:
        user = user or make_user()
        groups = sorted(user.groups or ())
        return Program(user, id_token(**{"sub": user.id, "email": user.email, "cognito:groups": groups, **claims}))

    return of
