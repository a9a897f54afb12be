"""Tokens of Cognito: nothing they say is believed before every check here has passed.

PyJWT and requests are loaded with the first token: they are a tenth of a start, and most visitors show none.
"""

import secrets
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from .errors import BadToken, CognitoUnavailable

if TYPE_CHECKING:
    import jwt

LEEWAY_SECONDS = 60  # two clocks differ
REFETCH_SECONDS = 60  # an unknown key id asks Cognito at most this often: anybody can invent key ids
TIMEOUT_SECONDS = 5


class Claims(NamedTuple):
    """Whom a token speaks of. `groups` are sorted; `nonce` is "" in a refreshed token; an access token knows no address."""

    subject: str
    email: str
    name: str
    groups: list[str]
    nonce: str


def verified(id_token: str, *, nonce: str | None = None) -> Claims:
    """The claims of a token that our pool signed for our client and that is valid now.

    Signature (RS256 alone), key, issuer, audience, use and times are checked; with `nonce` also that
    the token answers this very sign-in. Raises BadToken, or CognitoUnavailable when there are no keys.
    """
    found = _decoded(id_token, audience=settings.COGNITO["client_id"], require=["aud"])
    if found.get("token_use") != "id":
        raise BadToken("not an ID token")
    if nonce is not None and not _same(nonce, found.get("nonce")):
        raise BadToken("nonce")
    return _claims(found)


def of_bearer(token: str) -> Claims:
    """The claims of a token that a program sends: an ID token for one of our clients, or an access token made for one.

    Checked as `verified`, without a nonce; an access token names its client in `client_id` and knows no
    address. Raises BadToken, CognitoUnavailable.
    """
    found = _decoded(token, audience=None)
    match found.get("token_use"):
        case "id":
            client = found.get("aud")
        case "access":
            client = found.get("client_id")
        case _:
            raise BadToken("neither an ID nor an access token")
    if not client or client not in [settings.COGNITO["client_id"], *settings.API_CLIENT_IDS]:
        raise BadToken("client")
    return _claims(found)


def refreshed(id_token: str, *, subject: str, nonce: str) -> Claims:
    """The claims of a token got by refreshing: of the same user and, if it carries a nonce, of the same sign-in."""
    claims = verified(id_token)
    if claims.subject != subject:
        raise BadToken("subject")
    if claims.nonce and not _same(nonce, claims.nonce):
        raise BadToken("nonce")
    return claims


def _decoded(token: str, *, audience: str | None, require: Sequence[str] = ()) -> dict[str, Any]:
    import jwt

    try:
        found: dict[str, Any] = jwt.decode(
            token,
            _signing_key(token),
            algorithms=["RS256"],
            audience=audience,
            issuer=expected_issuer(),
            leeway=LEEWAY_SECONDS,
            options={
                "require": ["exp", "iat", "iss", "sub", *require],
                "strict_aud": audience is not None,
                "verify_aud": audience is not None,
            },
        )
    except jwt.PyJWTError as error:
        raise BadToken(type(error).__name__) from error
    return found


def _claims(found: dict[str, Any]) -> Claims:
    return Claims(
        subject=found["sub"],
        email=_text(found, "email").lower(),
        name=_text(found, "name"),
        groups=sorted(str(group) for group in found.get("cognito:groups") or ()),
        nonce=_text(found, "nonce"),
    )


def expected_issuer() -> str:
    """What a pool calls itself wherever it answers: an emulator's address is not its name."""
    pool_id = settings.COGNITO["pool_id"]
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


def _text(claims: dict[str, Any], name: str) -> str:
    return str(claims.get(name) or "")


def _same(expected: str, given: object) -> bool:
    return isinstance(given, str) and bool(expected) and secrets.compare_digest(expected.encode(), given.encode())


def _signing_key(id_token: str) -> "jwt.PyJWK":
    import jwt

    return keys.get(str(jwt.get_unverified_header(id_token).get("kid")))


class SigningKeys:
    """The pool's public keys, kept as long as this process lives and fetched again for an unknown key id."""

    def __init__(self) -> None:
        self._keys: dict[str, jwt.PyJWK] = {}
        self._address = ""
        self._asked = 0.0
        self._lock = threading.Lock()

    def get(self, key_id: str) -> "jwt.PyJWK":
        """Raises BadToken for a key the pool does not have."""
        with self._lock:
            address = f"{settings.COGNITO['issuer']}/.well-known/jwks.json"
            if address != self._address:
                self._address, self._keys, self._asked = address, {}, 0.0
            if key_id not in self._keys and (not self._keys or time.monotonic() - self._asked >= REFETCH_SECONDS):
                self._keys = self._fetched(address)
                self._asked = time.monotonic()
            if key_id not in self._keys:
                raise BadToken("unknown key")
            return self._keys[key_id]

    def _fetched(self, address: str) -> "dict[str, jwt.PyJWK]":
        import jwt
        import requests

        try:
            answer = requests.get(address, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            listed = answer.json()["keys"]
        except (requests.RequestException, KeyError) as error:
            raise CognitoUnavailable("The signing keys of Cognito could not be read.") from error
        return {key["kid"]: jwt.PyJWK(key, "RS256") for key in listed if key.get("kty") == "RSA"}


keys = SigningKeys()
