"""CloudFront: leave to read private media, by signed cookies, and forgetting what it keeps of pages that changed.

`cryptography` is loaded with the first signature: a start is lighter without it.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from botocore.signers import CloudFrontSigner
from django.conf import settings

from .clients import cloudfront, ssm
from .errors import translated

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

GRANT_SECONDS = 1800  # of a signed cookie
WILDCARDS_MAX = 15  # that CloudFront takes at once, of all that are under way
PARAMETER = "ssm:"  # before the name of the parameter that holds a key


def signed_cookies(path: str) -> dict[str, str]:
    """Cookies with which CloudFront lets a browser read what `path` is the address of, or with a last “*” begins with.

    For GRANT_SECONDS, signed here without a request to AWS (but the first time for the key). Raises Unavailable.
    """
    signer = CloudFrontSigner(settings.MEDIA_KEY_ID, _sign)
    url = settings.SITE_URL + path
    policy = signer.build_policy(url, datetime.now(UTC) + timedelta(seconds=GRANT_SECONDS))
    parts = parse_qs(urlsplit(signer.generate_presigned_url(url, policy=policy)).query)
    return {f"CloudFront-{name}": parts[name][0] for name in ("Policy", "Signature", "Key-Pair-Id")}


def invalidate(paths: Iterable[str], *, cause: str) -> None:
    """Have CloudFront forget these addresses; a last “*” is any end, with any query. Nothing without a distribution.

    One request. `cause` names the change: of the same paths for the same cause CloudFront makes one invalidation,
    however often it is asked. Raises Unavailable, also when too many are under way: ask again later.
    """
    found = folded(paths)
    if not found or not settings.DISTRIBUTION_ID:
        return
    reference = hashlib.sha256("\n".join([cause, *found]).encode()).hexdigest()
    batch: Any = {"Paths": {"Quantity": len(found), "Items": found}, "CallerReference": reference}
    with translated():
        cloudfront().create_invalidation(DistributionId=settings.DISTRIBUTION_ID, InvalidationBatch=batch)


def folded(paths: Iterable[str]) -> list[str]:
    """The same addresses, and others beside them where they would be more wildcards than CloudFront takes at once."""
    found = set(paths)
    for parts in (3, 2, 1):  # /media/public/<artist>/*, then /media/public/*, then /media/*; of pages: /songs/*
        wildcards = {path for path in found if path.endswith("*")}
        if len(wildcards) <= WILDCARDS_MAX:
            break
        wider = {_first(path, parts) for path in wildcards}
        found = {path for path in found - wildcards if not any(path.startswith(one[:-1]) for one in wider)} | wider
    return sorted(found)


def _first(path: str, parts: int) -> str:
    segments = path.strip("/").split("/")
    kept = segments[: min(parts, len(segments) - 1)]
    return f"/{'/'.join(kept)}/*"


def _sign(message: bytes) -> bytes:
    """As CloudFront asks for it: RSA with SHA-1."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    return _key(settings.MEDIA_PRIVATE_KEY).sign(message, PKCS1v15(), hashes.SHA1())  # noqa: S303 - CloudFront's own


@lru_cache(maxsize=4)
def _key(said: str) -> "RSAPrivateKey":
    """The key itself, or that of a parameter (SecureString) in the Systems Manager."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if said.startswith(PARAMETER):
        with translated():
            answer = ssm().get_parameters(Names=[said.removeprefix(PARAMETER)], WithDecryption=True)
        said = answer["Parameters"][0]["Value"]
    key = load_pem_private_key(said.replace("\\n", "\n").encode(), None)
    assert isinstance(key, RSAPrivateKey)  # noqa: S101 - CloudFront's key groups for cookies take no other here
    return key
