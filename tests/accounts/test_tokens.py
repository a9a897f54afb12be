"""ID tokens: a good one is believed, and every way to bend one is refused."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from accounts import tokens
from accounts.errors import BadToken, CognitoUnavailable
from accounts.tokens import refreshed, verified

from .conftest import KEY, KEY_ID, STRANGERS_KEY, claims_of, id_token


def test_a_good_token_tells_who_it_is(cognito):
    claims = verified(id_token(nonce="n"), nonce="n")
    assert (claims.subject, claims.email, claims.name) == ("ann-sub", "ann@example.com", "Ann")
    assert claims.groups == ["artists", "listeners"]


def flipped(token: str) -> str:
    """One bit of the payload changed."""
    head, body, signature = token.split(".")
    return ".".join((head, body[:20] + chr(ord(body[20]) ^ 1) + body[21:], signature))


def signed_with_the_public_key() -> str:
    """The confusion of algorithms: the public key, which everybody has, as the secret of HS256."""
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key = jwt.get_algorithm_by_name("HS256")
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","typ":"JWT","kid":"%s"}' % KEY_ID.encode())
    body = id_token().split(".")[1].encode()
    return b".".join((head, body, jwt.utils.base64url_encode(key.sign(head + b"." + body, public)))).decode()


BAD = {
    "unsigned": lambda: jwt.encode(claims_of(), None, algorithm="none", headers={"kid": KEY_ID}),
    "HS256 with the public key": signed_with_the_public_key,
    "another signature algorithm": lambda: jwt.encode(claims_of(), KEY, algorithm="RS512", headers={"kid": KEY_ID}),
    "signed by a stranger": lambda: jwt.encode(claims_of(), STRANGERS_KEY, algorithm="RS256", headers={"kid": KEY_ID}),
    "unknown key": lambda: jwt.encode(claims_of(), STRANGERS_KEY, algorithm="RS256", headers={"kid": "other"}),
    "no key named": lambda: jwt.encode(claims_of(), KEY, algorithm="RS256"),
    "one flipped bit": lambda: flipped(id_token()),
    "another issuer": lambda: id_token(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"),
    "no issuer": lambda: id_token(iss=None),
    "another audience": lambda: id_token(aud="another-client"),
    "several audiences": lambda: id_token(aud=["test-client", "another-client"]),
    "an access token": lambda: id_token(token_use="access"),
    "expired": lambda: id_token(iat=1_000_000_000, exp=1_000_000_900),
    "never expires": lambda: id_token(exp=None),
    "not yet valid": lambda: id_token(nbf=4_000_000_000),
    "issued in the future": lambda: id_token(iat=4_000_000_000, exp=4_000_000_900),
    "nobody": lambda: id_token(sub=None),
    "another nonce": lambda: id_token(nonce="other"),
    "no nonce": lambda: id_token(),
    "empty": lambda: "",
    "not a token": lambda: "a.b.c",
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
def test_a_bent_token_is_refused(cognito, make):
    with pytest.raises(BadToken) as refused:
        verified(make(), nonce="expected")
    assert "eyJ" not in str(refused.value)


def test_a_refreshed_token_may_come_without_nonce(cognito):
    assert refreshed(id_token(), subject="ann-sub", nonce="first").subject == "ann-sub"


def test_a_refreshed_token_with_another_nonce_is_refused(cognito):
    with pytest.raises(BadToken, match="nonce"):
        refreshed(id_token(nonce="other"), subject="ann-sub", nonce="first")


def test_a_refreshed_token_of_somebody_else_is_refused(cognito):
    with pytest.raises(BadToken, match="subject"):
        refreshed(id_token(sub="bob-sub"), subject="ann-sub", nonce="first")


def test_the_keys_are_fetched_once_and_invented_key_ids_do_not_ask_again(cognito):
    verified(id_token())
    for _ in range(3):
        with pytest.raises(BadToken, match="unknown key"):
            verified(BAD["unknown key"]())
    assert cognito.key_requests == 1


def test_a_new_key_of_the_pool_is_found_after_a_minute(cognito, monkeypatch):
    verified(id_token())
    monkeypatch.setattr(tokens.keys, "_asked", tokens.keys._asked - tokens.REFETCH_SECONDS)
    with pytest.raises(BadToken, match="unknown key"):
        verified(BAD["unknown key"]())
    assert cognito.key_requests == 2


def test_no_keys_is_a_failure_of_cognito_and_not_of_the_token(cognito):
    cognito.web.reset()
    cognito.web.add(
        "GET", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Test00000/.well-known/jwks.json", status=500
    )
    with pytest.raises(CognitoUnavailable):
        verified(id_token())
