"""A Cognito whose keys the tests hold: what it signs is what the tests want it to say."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
import responses
from botocore.awsrequest import AWSResponse
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from jwt.algorithms import RSAAlgorithm

from accounts import tokens
from accounts.cognito import client as cognito_client
from accounts.tokens import SigningKeys, expected_issuer

from .directory import Directory, answering

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY_ID = "the-pools-key"
Answer = tuple[AWSResponse, dict[str, Any]]


def claims_of(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "sub": "ann-sub",
        "iss": expected_issuer(),
        "aud": settings.COGNITO["client_id"],
        "token_use": "id",
        "iat": now,
        "exp": now + 900,
        "email": "Ann@example.com",
        "name": "Ann",
        "cognito:groups": ["listeners", "artists"],
    }
    claims.update(changed)
    return {name: value for name, value in claims.items() if value is not None}


def id_token(**changed: Any) -> str:
    return jwt.encode(claims_of(**changed), KEY, algorithm="RS256", headers={"kid": KEY_ID})


class Cognito:
    """What the site asks of Cognito by itself: keys, tokens for a code, and the API's refresh and revocation."""

    def __init__(self, web: responses.RequestsMock) -> None:
        self.web = web
        self.key_requests = 0
        self.exchanges: list[dict[str, str]] = []  # the forms that exchanged a code, in order
        self.refreshes: list[str] = []  # the refresh tokens that were used, in order
        self.revoked: list[str] = []
        self.claims: dict[str, Any] = {}  # of the tokens it makes
        self.id_token = ""  # what an exchange answers instead of a good token
        self.valid = ""  # the only refresh token that works; "" accepts any
        self.scope = "openid email profile aws.cognito.signin.user.admin"  # of its access tokens
        self.rotates = False
        self.down = False
        self.meanwhile: Callable[[], object] | None = None  # happens once, while a refresh is under way
        web.add_callback("GET", f"{settings.COGNITO['issuer']}/.well-known/jwks.json", self._keys)
        web.add_callback("POST", f"{settings.COGNITO['domain']}/oauth2/token", self._exchange)

    def _keys(self, request: Any) -> tuple[int, dict[str, str], str]:
        self.key_requests += 1
        public = {**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": KEY_ID, "alg": "RS256", "use": "sig"}
        return 200, {}, json.dumps({"keys": [public]})

    def _exchange(self, request: Any) -> tuple[int, dict[str, str], str]:
        self.exchanges.append({name: values[0] for name, values in parse_qs(request.body).items()})
        token = self.id_token or id_token(**self.claims)
        said = {"id_token": token, "access_token": "eyJ-access", "refresh_token": "eyJ-refresh", "expires_in": 900}
        return 200, {"Content-Type": "application/json"}, json.dumps(said)

    def refresh(self, params: dict[str, Any], **_: Any) -> Answer:
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            meanwhile()
        if self.down:
            return answer(400, {"Error": {"Code": "TooManyRequestsException"}})
        used = json.loads(params["body"])["RefreshToken"]
        self.refreshes.append(used)
        if self.valid and used != self.valid:
            return answer(400, {"Error": {"Code": "NotAuthorizedException"}})
        access = {"token_use": "access", "scope": self.scope}
        given = {"IdToken": id_token(**self.claims), "AccessToken": id_token(**access), "ExpiresIn": 900}
        if self.rotates:
            self.valid = given["RefreshToken"] = f"eyJ-rotated-{len(self.refreshes)}"
        return answer(200, {"AuthenticationResult": given})

    def revoke(self, params: dict[str, Any], **_: Any) -> Answer:
        self.revoked.append(json.loads(params["body"])["Token"])
        return answer(200, {})


def answer(status: int, body: dict[str, Any]) -> Answer:
    """As botocore's client takes it from a `before-call` hook: moto does not know these operations."""
    return AWSResponse("https://cognito-idp.us-east-1.amazonaws.com/", status, {}, None), body


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cognito]:
    monkeypatch.setattr(tokens, "keys", SigningKeys())
    monkeypatch.setitem(settings.COGNITO, "client_secret", "0123456789abcdef" * 3)  # as long as Cognito's
    events = cognito_client().meta.events
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        fake = Cognito(web)
        hooks = {"GetTokensFromRefreshToken": fake.refresh, "RevokeToken": fake.revoke}
        for operation, hook in hooks.items():
            events.register_first(f"before-call.cognito-identity-provider.{operation}", hook)
        yield fake
        for operation, hook in hooks.items():
            events.unregister(f"before-call.cognito-identity-provider.{operation}", hook)


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """An empty user pool for what people do for themselves."""
    monkeypatch.setitem(settings.COGNITO, "client_secret", "0123456789abcdef" * 3)
    with answering(Directory()) as pool:
        yield pool
