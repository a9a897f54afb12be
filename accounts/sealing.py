"""Encryption of what is kept secret even from someone who can read a table or a log.

`cryptography` is loaded with the first secret: a start is lighter without it.
"""

import base64
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet

REFRESH_TOKEN = b"accounts.refresh-token"  # what is sealed; what was sealed for one purpose opens for no other
PENDING = b"accounts.pending"


def seal(secret: str, *, purpose: bytes = REFRESH_TOKEN) -> str:
    return _cipher(purpose).encrypt(secret.encode()).decode()


def opened(sealed: str, *, purpose: bytes = REFRESH_TOKEN, max_age_seconds: int | None = None) -> str:
    """What was sealed, or "" when it is too old or was sealed with a key that is no longer ours."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher(purpose).decrypt(sealed.encode(), ttl=max_age_seconds).decode()
    except InvalidToken:
        return ""


def _cipher(purpose: bytes) -> "MultiFernet":
    """The first key encrypts; SECRET_KEY_FALLBACKS still decrypt while a key is being replaced."""
    from cryptography.fernet import MultiFernet

    return MultiFernet([_fernet(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str | bytes, purpose: bytes) -> "Fernet":
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))
