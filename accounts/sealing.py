"""Encryption of what is kept secret even from someone who can read a table or a log."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

REFRESH_TOKEN = b"accounts.refresh-token"  # what is sealed; what was sealed for one purpose opens for no other
PENDING = b"accounts.pending"


def seal(secret: str, *, purpose: bytes = REFRESH_TOKEN) -> str:
    return _cipher(purpose).encrypt(secret.encode()).decode()


def opened(sealed: str, *, purpose: bytes = REFRESH_TOKEN, max_age_seconds: int | None = None) -> str:
    """What was sealed, or "" when it is too old or was sealed with a key that is no longer ours."""
    try:
        return _cipher(purpose).decrypt(sealed.encode(), ttl=max_age_seconds).decode()
    except InvalidToken:
        return ""


def _cipher(purpose: bytes) -> MultiFernet:
    """The first key encrypts; SECRET_KEY_FALLBACKS still decrypt while a key is being replaced."""
    return MultiFernet([_fernet(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str | bytes, purpose: bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))
